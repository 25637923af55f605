// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import Vocabulary

/// What of a cache has to go: least recently used first, nothing that is in use. Pure.
public struct PrunePolicy: Hashable, Sendable {
    /// What was not used for longer goes; nil: nothing for its age.
    public var keep: Duration?
    /// The oldest go until the whole takes no more; nil: nothing for its size.
    public var maxSize: ByteCount?

    public init(keep: Duration? = nil, maxSize: ByteCount? = nil) {
        self.keep = keep
        self.maxSize = maxSize
    }

    /// Something that may be removed.
    public struct Candidate: Hashable, Sendable {
        public var size: ByteCount
        public var lastUse: Date
        public var isInUse: Bool

        public init(size: ByteCount, lastUse: Date, isInUse: Bool) {
            self.size = size
            self.lastUse = lastUse
            self.isInUse = isInUse
        }
    }

    public enum Reason: String, Hashable, Sendable {
        case age
        case size
    }

    /// The places in `candidates` of what goes, in the order of its going.
    /// - Parameter rest: what the cache takes besides, and what cannot be removed.
    public func choose(_ candidates: [Candidate], rest: ByteCount, now: Date) -> [(index: Int, reason: Reason)] {
        let oldestFirst = candidates.indices.sorted {
            (candidates[$0].lastUse, $0) < (candidates[$1].lastUse, $1)
        }
        var total = candidates.reduce(rest) { $0 + $1.size }
        var chosen: [(Int, Reason)] = []
        for index in oldestFirst where !candidates[index].isInUse {
            let unused = now.timeIntervalSince(candidates[index].lastUse)
            let reason: Reason? =
                if let keep, unused > keep.inSeconds { .age } else if let maxSize, total > maxSize { .size } else {
                    nil
                }
            guard let reason else { continue }
            total = total - candidates[index].size
            chosen.append((index, reason))
        }
        return chosen
    }
}
