// SPDX-License-Identifier: Apache-2.0

import Glibc
import Host
import Vocabulary

/// The directory of all roots and scratch directories of one user.
///
/// Each of them holds a file that its process keeps locked. Who makes one locks the file behind the gate, and who sweeps
/// looks behind the gate: between the making and the lock it would look like a dead one.
public enum RuntimeDirectory {
    /// Makes it, private. Refuses one that another user could write to: it may lie in /tmp, where anybody can be first.
    public static func prepare(_ path: String) throws {
        try Directories.make(path, mode: 0o700)
        var info = stat()
        guard lstat(path, &info) == 0 else { throw HostError.file("look at", path, errno: errno) }
        guard info.st_mode & S_IFMT == S_IFDIR, info.st_uid == geteuid(), info.st_mode & 0o022 == 0 else {
            throw GuestError(
                .root, "the runtime directory is not ours alone", at: path,
                remedy: "remove it, or set BOOTMATRIX_RUNTIME to a directory that only you can write to")
        }
    }

    /// Does something while no other process makes, removes or sweeps; waits at most 30 s for one that does, and blocks
    /// its thread meanwhile.
    public static func gated<Value>(_ path: String, _ work: () throws -> Value) throws -> Value {
        for _ in 0..<300 {
            // Somebody may have found the directory empty and removed it since it was prepared.
            if access(path, F_OK) != 0 { try prepare(path) }
            guard let lock = try FileLock.attempt(path + "/gate") else {
                usleep(100_000)
                continue
            }
            let result = Result { try work() }
            _ = consume lock
            return try result.get()
        }
        throw GuestError(.root, "another process holds the gate", at: path + "/gate")
    }
}

extension RuntimeDirectory {
    /// The same, off the cooperative pool, in a directory that is made when absent.
    public static func entered<Value: Sendable>(
        _ path: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await Blocking.run {
            try prepare(path)
            return try gated(path, work)
        }
    }
}
