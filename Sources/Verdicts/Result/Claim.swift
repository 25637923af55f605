// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan

/// What failures of an absolute criterion say of a kernel. Each of them is a FAIL at once; whether the kernel is worse
/// than what it is held against is a matter of how many boots there were.
public struct Claim: Hashable, Codable, Sendable {
    public enum Word: String, Codable, Sendable {
        /// It happened, and too few boots were made to say that it happens more often than with the other kernel.
        case seen
        /// It happens more often than with the other kernel, by Fisher's exact test.
        case regression
        /// The other kernel failed the criterion too, and not clearly less often.
        case inBaselineToo = "in-baseline-too"
    }

    public var word: Word
    /// Boots that failed the criterion, of those that it could judge.
    public var failed: Int
    public var boots: Int
    /// Nil where the criterion looks at no other kernel at these places.
    public var other: Other?

    /// The kernel that it is held against: the baseline, or the criterion's own reference.
    public struct Other: Hashable, Codable, Sendable {
        public var kernel: KernelName
        /// Under the same `when`, at the same vCPU counts and workloads.
        public var failed: Int
        public var boots: Int
        /// At most this share of its boots would fail, at 95 % (Clopper and Pearson).
        public var most: Double
        /// Fisher's exact test, one-sided.
        public var p: Double
    }

    /// - Parameter level: the p up to which it is a regression.
    init(failed: Int, boots: Int, other: (kernel: KernelName, failed: Int, boots: Int)?, level: Double) {
        self.failed = failed
        self.boots = boots
        guard let other, other.boots > 0 else {
            word = .seen
            return
        }
        let p = FisherTest.excess(failed, of: boots, over: other.failed, of: other.boots)
        word = p <= level ? .regression : other.failed > 0 ? .inBaselineToo : .seen
        self.other = Other(
            kernel: other.kernel, failed: other.failed, boots: other.boots,
            most: FailureShare.most(other.failed, of: other.boots), p: p)
    }

    /// One sentence without a full stop.
    public var text: String {
        let own = "in \(failed) of \(Names.count(boots, "boot"))"
        guard let other else { return "seen \(own)" }
        let theirs = "\(other.failed) of \(Names.count(other.boots, "boot")) of \(other.kernel)"
        let chance = other.p < 0.0001 ? "p < 0.0001" : "p = \(Figure.chance(other.p))"
        switch word {
        case .seen:
            return "seen \(own); \(theirs): at most \(Figure.percent(other.most)) of them would show it (95 %)"
        case .regression: return "regression: \(own), and \(theirs) (\(chance))"
        case .inBaselineToo: return "\(own), and in \(theirs) too (\(chance))"
        }
    }
}
