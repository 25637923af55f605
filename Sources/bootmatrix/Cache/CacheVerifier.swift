// SPDX-License-Identifier: Apache-2.0

import Host
import Reports

/// Compares every entry of every shelf with its checksums.
struct CacheVerifier: Sendable {
    let cache: String

    /// - Throws: `HostError` when an entry cannot be looked at, `CancellationError`.
    func verify() async throws -> CacheVerification {
        var result = CacheVerification(cache: cache, sound: [], damaged: [])
        let things = await CacheInventory.read(cache).things
        let progress = CacheProgress(things.count)
        defer { progress.finish() }
        for thing in things {
            try Task.checkCancellation()
            guard case .entry(let shelf, let record) = thing.handle else {
                progress.advance("")
                continue
            }
            progress.advance("verifying \(thing.item.kind.rawValue) \(record.key.prefix(12))")
            var item = thing.item
            switch try await shelf.check(record.key) {
            case .sound:
                item.health = .sound
                result.sound.append(item)
            case .damaged(let flaw, let stays):
                item.health = .damaged
                result.damaged.append(.init(item, flaw: flaw, stays: stays))
            case .absent: break
            }
        }
        return result
    }
}
