// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Images
import Reports
import SourceTrees
import Vocabulary

/// Makes room in the cache: garbage first, then what the policy chooses.
struct CachePruner: Sendable {
    let cache: String
    let policy: PrunePolicy
    let isDryRun: Bool

    /// - Throws: `HostError` where the cache cannot be written to; `CancellationError`, and what is removed by then is
    ///   removed.
    func prune() async throws -> CachePruning {
        if !isDryRun, FileManager.default.fileExists(atPath: cache), let obstacle = Directories.obstacle(to: cache) {
            throw obstacle
        }
        let inventory = await CacheInventory.read(cache, logAge: policy.keep ?? CacheInventory.logAge)
        var result = CachePruning(cache: cache, isDryRun: isDryRun)
        result.limit = policy.maxSize
        let chosen = choose(inventory)
        let progress = CacheProgress(inventory.litter.count + chosen.count)
        defer { progress.finish() }
        for litter in inventory.litter {
            progress.advance("removing garbage")
            try Task.checkCancellation()
            await attempt(litter.garbage.path, &result) {
                try await remove(litter)
            } then: {
                $0.garbage.append(litter.garbage)
            }
        }
        for (thing, reason) in chosen {
            progress.advance("removing \(thing.item.kind.rawValue) \((thing.item.path as NSString).lastPathComponent)")
            try Task.checkCancellation()
            await attempt(thing.item.path, &result) {
                try remove(thing)
            } then: {
                $0.removed.append(.init(thing.item, reason == .age ? .age : .size))
            } otherwise: {
                if FileManager.default.fileExists(atPath: thing.item.path) { $0.keptInUse.append(thing.item) }
            }
        }
        let whole = inventory.things.map(\.item.size) + inventory.litter.map(\.garbage.size)
        result.left = whole.reduce(ByteCount(0), +) - result.freed
        return result
    }

    private func choose(_ inventory: CacheInventory) -> [(CacheInventory.Thing, PrunePolicy.Reason)] {
        let removable = inventory.things.filter { if case .fixed = $0.handle { false } else { true } }
        let fixed = inventory.things.filter { if case .fixed = $0.handle { true } else { false } }
        let candidates = removable.map { thing in
            PrunePolicy.Candidate(
                size: thing.item.size, lastUse: thing.item.lastUse ?? .distantPast, isInUse: thing.item.state != .idle)
        }
        let rest = fixed.reduce(ByteCount(0)) { $0 + $1.item.size }
        return policy.choose(candidates, rest: rest, now: inventory.now).map { (removable[$0.index], $0.reason) }
    }

    private func attempt(
        _ path: String, _ result: inout CachePruning, _ remove: () async throws -> Bool,
        then: (inout CachePruning) -> Void, otherwise: (inout CachePruning) -> Void = { _ in }
    ) async {
        do {
            if isDryRun { return then(&result) }
            if try await remove() { then(&result) } else { otherwise(&result) }
        } catch {
            result.failures.append(.init(path: path, why: errorLine(error)))
        }
    }

    private func remove(_ thing: CacheInventory.Thing) throws -> Bool {
        switch thing.handle {
        case .entry(let shelf, let record): try shelf.remove(record.key, unusedSince: record.lastUse)
        case .lineage(let record): try record.remove()
        case .fixed: false
        }
    }

    private func remove(_ litter: CacheInventory.Litter) async throws -> Bool {
        switch litter.handle {
        case .remnant(let shelf, let remnant): return try shelf.remove(remnant)
        case .work: try await AbandonedWork.remove(from: cache)
        case .path(let path):
            var info = stat()
            if lstat(path, &info) == 0 { try FileManager.default.removeItem(atPath: path) }
        }
        return !FileManager.default.fileExists(atPath: litter.garbage.path)
    }
}
