// SPDX-License-Identifier: Apache-2.0

import Foundation
import Guests
import Host

/// The directory of a run's running guests, with a locked file in it that says that the run still lives.
final class Scratch: Sendable {
    static let prefix = "scratch-"
    private static let ownerFile = "owner"
    let path: String
    private let runtime: String
    private let owner: FileLock

    static func path(of run: String, in runtime: String) -> String { "\(runtime)/\(prefix)\(run)" }

    private init(path: String, runtime: String, owner: consuming FileLock) {
        self.path = path
        self.runtime = runtime
        self.owner = owner
    }

    /// - Throws: `HostError` when it cannot be made, or when another process runs the same run.
    static func make(run: String, in runtime: String) async throws -> Scratch {
        try await RuntimeDirectory.entered(runtime) {
            let path = path(of: run, in: runtime)
            try Directories.make(path, mode: 0o700)
            guard let lock = try FileLock.attempt(path + "/" + ownerFile) else {
                throw HostError(.locked, "another process runs this run", at: run, remedy: "wait for it, or end it")
            }
            return Scratch(path: path, runtime: runtime, owner: lock)
        }
    }

    /// Removes it. What cannot be removed is left to the next sweep.
    func remove() async {
        let path = path
        try? await RuntimeDirectory.entered(runtime) { try FileManager.default.removeItem(atPath: path) }
    }

    /// Removes what killed runs left; how many there were. Call after their guests are gone.
    static func sweep(_ runtime: String) async throws -> Int {
        guard FileManager.default.fileExists(atPath: runtime) else { return 0 }
        return try await RuntimeDirectory.entered(runtime) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: runtime)) ?? []
            return names.filter { $0.hasPrefix(prefix) }.reduce(into: 0) { count, name in
                let path = "\(runtime)/\(name)"
                guard !FileLock.isHeld(path + "/" + ownerFile) else { return }
                if (try? FileManager.default.removeItem(atPath: path)) != nil { count += 1 }
            }
        }
    }
}
