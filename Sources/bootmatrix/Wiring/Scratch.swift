// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host

/// The directory of a run's running guests, with a lock in it that says whether the run still lives.
struct Scratch: ~Copyable {
    static let prefix = "scratch-"
    let path: String
    private let owner: FileLock

    static func path(of run: String, in runtime: String) -> String { "\(runtime)/\(prefix)\(run)" }

    /// - Throws: `HostError` when it cannot be made, or when another process runs the same run.
    init(run: String, in runtime: String) throws {
        path = Self.path(of: run, in: runtime)
        try Directories.make(runtime, mode: 0o700)
        try Directories.make(path, mode: 0o700)
        guard let lock = try FileLock.attempt(path + "/owner") else {
            throw HostError(.locked, "another process runs this run", at: run, remedy: "wait for it, or end it")
        }
        owner = lock
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Removes what killed runs left. Call after their guests are gone.
    static func sweep(_ runtime: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runtime)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.reduce(into: 0) { count, name in
            let path = "\(runtime)/\(name)"
            guard let lock = try? FileLock.attempt(path + "/owner") else { return }
            if (try? FileManager.default.removeItem(atPath: path)) != nil { count += 1 }
            _ = consume lock
        }
    }
}
