// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Vocabulary

/// The directory of all roots and scratch directories of one user.
///
/// Each of them holds a file that its process keeps locked. Who makes one locks the file behind the gate, and who sweeps
/// looks behind the gate: between the making and the lock it would look like a dead one.
public enum RuntimeDirectory {
    /// Why no root of embedded libvirt could be made in it: too long a path for sockets, or somebody else's directory.
    /// Nil where one could. Makes nothing.
    public static func obstacle(to path: String) -> GuestError? {
        // The longest name of a root is `/9999`.
        guard path.utf8.count + 5 <= EmbeddedRoot.longestPath else {
            return GuestError(
                .root,
                "the runtime directory's path has \(path.utf8.count) bytes; \(EmbeddedRoot.longestPath - 5) leave room "
                    + "for sockets, whose paths have at most 107", at: path,
                remedy: "set BOOTMATRIX_RUNTIME to a short directory")
        }
        var info = stat()
        guard lstat(path, &info) == 0 else { return nil }
        return isOurs(info) ? nil : notOurs(path)
    }

    private static func isOurs(_ info: stat) -> Bool {
        info.st_mode & S_IFMT == S_IFDIR && info.st_uid == geteuid() && info.st_mode & 0o022 == 0
    }

    private static func notOurs(_ path: String) -> GuestError {
        GuestError(
            .root, "the runtime directory is not ours alone", at: path,
            remedy: "remove it, or set BOOTMATRIX_RUNTIME to a directory that only you can write to")
    }

    /// Removes the directory if nothing of anybody is in it but the gate.
    public static func removeIfUnused(_ path: String) {
        guard let lock = try? FileLock.attempt(path + "/gate"),
            (try? FileManager.default.contentsOfDirectory(atPath: path)) == ["gate"]
        else { return }
        unlink(path + "/gate")
        rmdir(path)
        _ = consume lock
    }

    /// Makes it, private. Refuses one that another user could write to: it may lie in /tmp, where anybody can be first.
    public static func prepare(_ path: String) throws {
        try Directories.make(path, mode: 0o700)
        var info = stat()
        guard lstat(path, &info) == 0 else { throw HostError.file("look at", path, errno: errno) }
        guard isOurs(info) else { throw notOurs(path) }
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
