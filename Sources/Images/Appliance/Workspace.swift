// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// A directory for the files of one build, removed when the value goes. Its lock ends with the process however that
/// ends, so whoever makes the next workspace finds what a killed one left, and removes it.
struct Workspace: ~Copyable {
    let path: String
    private let lock: FileLock

    /// - Parameter root: made when absent.
    static func make(in root: String) async throws -> Workspace {
        try Directories.make(root)
        // Between the making of a directory and its lock nobody may look.
        let gate = try await FileLock.acquire(root + "/.gate")
        defer { _ = gate.path }
        sweep(root)
        let path = root + "/work-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try Directories.make(path)
        guard let lock = try FileLock.attempt(path + "/lock") else {
            throw HostError.file("lock", path, errno: EWOULDBLOCK)
        }
        return Workspace(path: path, lock: lock)
    }

    private init(path: String, lock: consuming FileLock) {
        self.path = path
        self.lock = lock
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Makes a directory below.
    func directory(_ name: String) throws(HostError) -> String {
        let full = path + "/" + name
        try Directories.make(full)
        return full
    }

    // MARK: What libguestfs keeps outside

    private static let noteName = "socket-directory"

    /// Keeps the name of a directory elsewhere that is to be removed should we be killed.
    static func note(socketDirectory: String, in workspace: String) {
        try? socketDirectory.write(toFile: workspace + "/" + noteName, atomically: false, encoding: .utf8)
    }

    /// Removes the workspaces whose makers are gone. Call with the gate held.
    static func sweep(_ root: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] where name.hasPrefix("work-") {
            let path = root + "/" + name
            guard let lock = try? FileLock.attempt(path + "/lock") else { continue }
            if let noted = try? String(contentsOfFile: path + "/" + noteName, encoding: .utf8), isSocketDirectory(noted)
            {
                try? FileManager.default.removeItem(atPath: noted)
            }
            try? FileManager.default.removeItem(atPath: path)
            _ = lock.path
        }
    }

    /// Whether a path is one that libguestfs makes (`libguestfs` and six letters or digits, mkdtemp(3)) and is ours;
    /// nothing else is removed at a note's word.
    static func isSocketDirectory(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        let suffix = name.dropFirst("libguestfs".count)
        guard path.hasPrefix("/"), name.hasPrefix("libguestfs"), suffix.count == 6,
            suffix.utf8.allSatisfy({
                $0 < 0x80 && (Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber)
            })
        else { return false }
        var info = stat()
        return lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR && info.st_uid == geteuid()
    }
}
