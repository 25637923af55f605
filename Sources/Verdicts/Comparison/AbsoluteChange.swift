// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// In how many boots of either kernel something happened that should not: a fault of the kernel, or a module that is not
/// there. One boot proves that it happens; that the patch is to blame takes more.
public struct AbsoluteChange: Hashable, Codable, Sendable {
    /// Of boots that could be judged.
    public struct Share: Hashable, Codable, Sendable {
        public var hits: Int
        public var boots: Int

        public init(hits: Int, boots: Int) {
            self.hits = hits
            self.boots = boots
        }

        /// What share of all boots it may be, with one chance in twenty that it is more: none of 12 is at most 22 %.
        public var atMost: Double { FailureShare.most(hits, of: boots) }

        static func + (left: Share, right: Share) -> Share {
            Share(hits: left.hits + right.hits, boots: left.boots + right.boots)
        }
    }

    public enum Verdict: String, Codable, Sendable {
        /// It never happened to the patched kernel.
        case absent
        /// It happens to both, and no more often than chance allows.
        case inBaseToo = "in-baseline-too"
        /// It happened to the patched kernel, and may happen to the base as well, only more rarely.
        case seen
        case regression
        /// A module that was not made for the patched kernel: built in, or left out. The build has to tell which.
        case notBuilt = "not-built"
    }

    public var base: Share
    public var patched: Share
    /// Fisher's, vCPU count by vCPU count, that patched boots have it no more often; nil where nothing happened.
    public var pValue: Double?
    public var verdict: Verdict

    /// - Parameters:
    ///   - places: both sides at each vCPU count.
    ///   - level: the look's share for FAIL. A workload's faults have it to themselves, and its modules share it.
    init(places: [(base: Share, patched: Share)], level: Double) {
        base = places.reduce(Share(hits: 0, boots: 0)) { $0 + $1.base }
        patched = places.reduce(Share(hits: 0, boots: 0)) { $0 + $1.patched }
        guard patched.hits > 0 else {
            verdict = .absent
            return
        }
        let chance = FisherTest.excess(
            places.map { place in
                FisherTest.Place(
                    failed: place.patched.hits, boots: place.patched.boots, otherFailed: place.base.hits,
                    otherBoots: place.base.boots)
            })
        pValue = chance
        verdict = chance <= level ? .regression : base.hits > 0 ? .inBaseToo : .seen
    }

    public var status: Status {
        switch verdict {
        case .absent: .pass
        case .inBaseToo, .seen, .notBuilt: .inconclusive
        case .regression: .fail
        }
    }
}
