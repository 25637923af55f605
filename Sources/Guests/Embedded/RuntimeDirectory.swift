// SPDX-License-Identifier: Apache-2.0

import Glibc
import Host
import Vocabulary

/// The directory of all roots of one user.
enum RuntimeDirectory {
    /// Makes it, private. Refuses one that another user could write to: it may lie in /tmp, where anybody can be first.
    static func prepare(_ path: String) throws {
        try Directories.make(path, mode: 0o700)
        var info = stat()
        guard lstat(path, &info) == 0 else { throw HostError.file("look at", path, errno: errno) }
        guard info.st_mode & S_IFMT == S_IFDIR, info.st_uid == geteuid(), info.st_mode & 0o022 == 0 else {
            throw GuestError(
                .root, "the runtime directory is not ours alone", at: path,
                remedy: "remove it, or set BOOTMATRIX_RUNTIME to a directory that only you can write to")
        }
    }

    /// Does something while no other process makes or sweeps roots; waits at most 30 s for one that does.
    static func gated<Value>(_ path: String, _ work: () throws -> Value) throws -> Value {
        for _ in 0..<300 {
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
