// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Vocabulary

/// A directory of things built once: each entry is a directory named by its content key.
///
/// An entry is made in a staging directory beside it, gets a manifest of every file's length and SHA-256, is synced,
/// and is renamed into place under a lock of its own; so it is there whole or not at all, and two processes that want
/// the same entry build it once. Staging directories whose maker is gone are removed by the next who comes.
public struct Shelf: Sendable {
    public let root: String

    public init(_ root: String) throws(HostError) {
        self.root = root
        try Directories.make(root)
    }

    public struct Entry: Sendable {
        public let path: String
        /// It was there before we came.
        public let wasCached: Bool
    }

    public func path(of key: String) -> String { root + "/" + key }

    /// The entry of a key, made when absent or corrupt.
    ///
    /// - Parameters:
    ///   - onWait: called once when another process is making it.
    ///   - make: fills the empty directory that it is given.
    public func entry(
        _ key: String, onWait: (@Sendable () -> Void)? = nil, make: (_ staging: String) async throws -> Void
    ) async throws -> Entry {
        let lock = try await FileLock.acquire(root + "/.lock-" + key, onWait: onWait)
        defer { _ = lock.path }
        let final = path(of: key)
        if FileManager.default.fileExists(atPath: final) {
            if Manifest.verify(directory: final) { return Entry(path: final, wasCached: true) }
            // Damaged: kept out of use, not mended in place, because a guest may still run from it.
            try move(final, to: root + "/.damaged-\(key)-\(UInt32.random(in: 0...UInt32.max))")
        }
        sweep(prefix: ".staging-\(key)-")
        let staging = root + "/.staging-\(key)-\(getpid())"
        try Directories.make(staging)
        do {
            try await make(staging)
            try Manifest.write(directory: staging)
            try move(staging, to: final)
        } catch {
            try? FileManager.default.removeItem(atPath: staging)
            throw error
        }
        return Entry(path: final, wasCached: false)
    }

    /// Whether an entry is there; says nothing of its health.
    public func has(_ key: String) -> Bool { FileManager.default.fileExists(atPath: path(of: key)) }

    private func move(_ from: String, to: String) throws(HostError) {
        guard rename(from, to) == 0 else { throw HostError.file("store", to, errno: errno) }
        let descriptor = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }

    /// With the key's lock held nobody else can be at work on it.
    private func sweep(prefix: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] where name.hasPrefix(prefix) {
            try? FileManager.default.removeItem(atPath: root + "/" + name)
        }
    }
}
