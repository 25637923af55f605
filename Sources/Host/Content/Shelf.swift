// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Vocabulary

/// A directory of things built once: each entry is a directory named by its content key.
///
/// An entry is made in a staging directory beside it, gets a manifest of every file's length and SHA-256, is synced,
/// and is renamed into place under a lock of its own; so it is there whole or not at all, and two processes that want
/// the same entry build it once. Its checksums are compared at each use. What killed processes left is removed by the
/// next one that makes something, and never used. `ShelfName` lists the names in the directory.
public struct Shelf: Sendable {
    public let root: String
    private let holds: Holds

    /// - Parameters:
    ///   - root: made when the first entry is.
    ///   - holds: keeps the entries that were given from being pruned.
    public init(_ root: String, holds: Holds = .ofThisProcess) {
        self.root = root
        self.holds = holds
    }

    public struct Entry: Sendable {
        public let path: String
        /// It was there before we came.
        public let wasCached: Bool
    }

    public func path(of key: String) -> String { root + "/" + key }

    /// The entry of a key, made when absent or damaged, and held from now on. One that is there needs nothing to be
    /// written: a cache on a read-only file system serves as well.
    ///
    /// - Parameters:
    ///   - label: what it is asked for as, such as a kernel's name; for people who look at the cache.
    ///   - onWait: called once when another process is making it.
    ///   - make: fills the empty directory that it is given.
    /// - Throws: what `make` throws; `HostError` `no-space` where its reason is a full disk. No staging is left then.
    public func entry(
        _ key: String, for label: String? = nil, onWait: (@Sendable () -> Void)? = nil,
        make: (_ staging: String) async throws -> Void
    ) async throws -> Entry {
        if case .sound = try await settled(key) {
            note(label, for: key)
            return Entry(path: path(of: key), wasCached: true)
        }
        try Directories.make(root)
        let lock = try await FileLock.acquire(lockPath(key), onWait: onWait)
        // Without an entry it is nobody's; who waits for it sees that, and makes another.
        defer { if has(key) { note(label, in: lock) } else { unlink(lock.path) } }
        switch try await settled(key) {
        case .sound: return Entry(path: path(of: key), wasCached: true)
        case .damaged: try setAside(key)
        case .absent, .unsettled: break
        }
        removeAbandoned(except: key)
        let staging = root + "/" + ShelfName.staging(of: key)
        do {
            try Directories.make(staging)
            try await make(staging)
            try Manifest.write(directory: staging)
            try Trash.move(staging, to: path(of: key))
        } catch {
            let (written, free) = (FileTree.size(of: staging), HostFacts.freeSpace(at: root))
            try? FileManager.default.removeItem(atPath: staging)
            throw Shortage.explain(error, of: label ?? String(key.prefix(12)), written: written, free: free, at: root)
        }
        // Nobody else moves or removes it while we have its lock.
        guard case .sound = try await settled(key, verifying: false) else {
            throw HostError(.corruptCache, "what was just stored is gone", at: path(of: key), remedy: "run again")
        }
        return Entry(path: path(of: key), wasCached: false)
    }

    /// Whether an entry is there; says nothing of its health.
    public func has(_ key: String) -> Bool { FileManager.default.fileExists(atPath: path(of: key)) }

    // MARK: Looking

    /// What is at an entry's place.
    enum Finding: Equatable {
        case absent
        /// Whole, and held.
        case sound
        case damaged(Manifest.Flaw)
        /// Somebody is moving or removing it, or looks whether anybody holds it: to be asked again.
        case unsettled
    }

    /// Looks at an entry, and holds it when it is sound.
    func take(_ key: String, verifying: Bool = true, touching: Bool = true) throws(HostError) -> Finding {
        let directory = path(of: key)
        let manifest = Manifest.path(in: directory)
        guard access(directory, F_OK) == 0 else { return .absent }
        guard let lock = try FileLock.attempt(manifest, shared: true, making: .nothing) else {
            return access(manifest, F_OK) == 0 ? .unsettled : .damaged(Manifest.Flaw(kind: .noManifest))
        }
        if verifying {
            do {
                try Manifest.verify(directory: directory)
            } catch {
                return lock.isInPlace ? .damaged(error) : .unsettled
            }
        }
        // Moved away after it was locked: what was read may have been two entries.
        guard lock.isInPlace else { return .unsettled }
        // Where it may not be written to, its last use is not known, and it is used all the same.
        if touching { lock.touch() }
        holds.keep(lock)
        return .sound
    }

    /// Looks until it is told: others lock an entry for themselves for a moment only.
    func settled(_ key: String, verifying: Bool = true, touching: Bool = true) async throws -> Finding {
        while true {
            let finding = try take(key, verifying: verifying, touching: touching)
            guard finding == .unsettled else { return finding }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    // MARK: Names

    func lockPath(_ key: String) -> String { root + "/.lock-" + key }

    private func note(_ label: String?, for key: String) {
        guard let label, !labels(of: key).contains(label),
            let lock = try? FileLock.attempt(lockPath(key))
        else { return }
        note(label, in: lock)
    }

    private func note(_ label: String?, in lock: borrowing FileLock) {
        guard let label else { return }
        let known = Self.labels(in: lock.text()).filter { $0 != label }
        lock.write((known.suffix(Self.labelLimit - 1) + [label]).map { $0 + "\n" }.joined())
    }

    /// As what an entry was asked for, the newest last.
    func labels(of key: String) -> [String] {
        guard let lock = FileHandle(forReadingAtPath: lockPath(key)) else { return [] }
        return Self.labels(in: String(decoding: (try? lock.read(upToCount: 4096)) ?? Data(), as: UTF8.self))
    }

    private static let labelLimit = 8

    private static func labels(in text: String) -> [String] {
        text.split(separator: "\n").suffix(labelLimit).map(String.init)
    }
}
