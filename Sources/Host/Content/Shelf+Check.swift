// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

extension Shelf {
    /// What a look at an entry's checksums found.
    public enum Health: Hashable, Sendable {
        case sound
        /// Why, in a few words. It was moved out of use, or `stays` where that was not possible.
        case damaged(String, stays: Bool)
        /// It went meanwhile.
        case absent
    }

    /// Compares an entry with its checksums, and sets it aside when they differ. It is held meanwhile, which is no use
    /// of it.
    @concurrent
    public func check(_ key: String) async throws -> Health {
        let watch = Shelf(root, holds: Holds())
        switch try await watch.settled(key, touching: false) {
        case .sound: return .sound
        case .absent, .unsettled: return .absent
        case .damaged: break
        }
        guard let lock = try? await FileLock.acquire(lockPath(key)) else {
            guard case .damaged(let flaw) = try watch.take(key, touching: false) else { return .absent }
            return .damaged(flaw.description, stays: true)
        }
        defer { _ = lock.path }
        // Another process may have made it anew while we waited.
        switch try await watch.settled(key, touching: false) {
        case .sound: return .sound
        case .absent, .unsettled: return .absent
        case .damaged(let flaw):
            let stays = (try? setAside(key)) == nil
            return .damaged(flaw.description, stays: stays)
        }
    }

    /// What became of the wish to hold the entry that a file belongs to.
    public enum Custody: Hashable, Sendable {
        case held
        case damaged(String)
        /// The file is in no entry of any shelf.
        case none
    }

    /// Holds the entry that a file belongs to, whatever cache it is in: for files that are known by path, such as
    /// those of a stored boot.
    ///
    /// - Parameter isUse: whether it counts as one for pruning.
    @concurrent
    public static func hold(
        entryOf file: String, isUse: Bool = true, in holds: Holds = .ofThisProcess
    ) async throws -> Custody {
        var directory = (file as NSString).deletingLastPathComponent
        // The deepest file of an entry that anybody boots from lies two levels below it.
        for _ in 0..<3 where directory.count > 1 {
            if access(Manifest.path(in: directory), F_OK) == 0 {
                let path = directory as NSString
                let shelf = Shelf(path.deletingLastPathComponent, holds: holds)
                switch try await shelf.settled(path.lastPathComponent, touching: isUse) {
                case .sound: return .held
                case .damaged(let flaw): return .damaged(flaw.description)
                case .absent, .unsettled: return .none
                }
            }
            directory = (directory as NSString).deletingLastPathComponent
        }
        return .none
    }
}
