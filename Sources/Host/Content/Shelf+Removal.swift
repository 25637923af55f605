// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Glibc

extension Shelf {
    /// Removes an entry that nobody uses, unless it was used after it was looked at.
    ///
    /// It goes by one rename under its lock, and is taken apart afterwards: whoever wants it finds it whole or absent,
    /// at whatever moment we are killed.
    ///
    /// - Parameter lastUse: when it was used last, as `survey` found.
    /// - Returns: false when it is in use, was used meanwhile or is gone.
    /// - Throws: `HostError` when it cannot be moved.
    public func remove(_ key: String, unusedSince lastUse: Date) throws(HostError) -> Bool {
        guard let trash = try takeAway(key, unusedSince: lastUse) else { return false }
        trash.empty()
        return true
    }

    private func takeAway(_ key: String, unusedSince lastUse: Date) throws(HostError) -> Trash? {
        guard let lock = try FileLock.attempt(lockPath(key)) else { return nil }
        // What it was asked for as is forgotten with it.
        defer { if !has(key) { unlink(lock.path) } }
        let manifest = Manifest.path(in: path(of: key))
        guard access(manifest, F_OK) == 0 else { return has(key) ? try Trash(path(of: key)) : nil }
        guard let nobody = try FileLock.attempt(manifest, making: .nothing) else { return nil }
        defer { _ = nobody.path }
        guard (Self.modified(manifest) ?? .distantPast) <= lastUse else { return nil }
        return try Trash(path(of: key))
    }

    /// Moves a damaged entry out of use. It is not mended in place, because a guest may still run from it. Call with
    /// the key's lock held.
    func setAside(_ key: String) throws(HostError) {
        try Trash.move(path(of: key), to: root + "/" + ShelfName.damaged(key))
    }

    /// Removes what was never finished or is no entry any more: stagings whose maker is gone, and what was pruned.
    ///
    /// - Parameter key: its lock is held by the caller.
    func removeAbandoned(except key: String) {
        for (name, meaning) in ShelfName.all(in: root) {
            switch meaning {
            case .staging(key), .pruned: discard(name)
            case .staging(let other):
                guard let lock = try? FileLock.attempt(lockPath(other)) else { continue }
                discard(name)
                if !has(other) { unlink(lock.path) }
            case .entry, .lock, .damaged: continue
            }
        }
    }

    /// Removes a remnant that `survey` found.
    /// - Returns: false when it is in use, came into use or is gone.
    /// - Throws: `HostError` when its lock cannot be had because nothing can be written here.
    public func remove(_ remnant: Remnant) throws(HostError) -> Bool {
        guard let lock = try FileLock.attempt(lockPath(remnant.key)) else { return false }
        defer { if !has(remnant.key) { unlink(lock.path) } }
        if remnant.kind == .lock { return !has(remnant.key) }
        if remnant.kind == .damaged, Self.isHeld(remnant.path) { return false }
        guard access(remnant.path, F_OK) == 0 else { return false }
        discard((remnant.path as NSString).lastPathComponent)
        return access(remnant.path, F_OK) != 0
    }

    /// Whether somebody holds the entry in a directory. Asks for its lock for a moment.
    static func isHeld(_ directory: String) -> Bool {
        let manifest = Manifest.path(in: directory)
        guard access(manifest, F_OK) == 0 else { return false }
        guard let lock = try? FileLock.attempt(manifest, making: .nothing) else { return true }
        _ = lock.path
        return false
    }

    static func modified(_ path: String) -> Date? {
        var info = stat()
        guard stat(path, &info) == 0 else { return nil }
        return Date(timeIntervalSince1970: Double(info.st_mtim.tv_sec) + Double(info.st_mtim.tv_nsec) * 1e-9)
    }

    private func discard(_ name: String) { try? FileManager.default.removeItem(atPath: root + "/" + name) }
}
