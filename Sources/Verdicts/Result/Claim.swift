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
        /// Fisher's exact test, one-sided, place by place.
        public var p: Double
    }

    /// - Parameters:
    ///   - places: the judged kernel's boots; beside them the other kernel's, which has none of them where there is no such
    ///     kernel.
    ///   - level: the p up to which it is a regression.
    init(_ places: [FisherTest.Place], other: KernelName?, level: Double) {
        func sum(_ count: (FisherTest.Place) -> Int) -> Int { places.reduce(0) { $0 + count($1) } }
        (failed, boots) = (sum(\.failed), sum(\.boots))
        let theirs = (failed: sum(\.otherFailed), boots: sum(\.otherBoots))
        guard let other, theirs.boots > 0 else {
            word = .seen
            return
        }
        let p = FisherTest.excess(places)
        word = p <= level ? .regression : theirs.failed > 0 ? .inBaselineToo : .seen
        self.other = Other(
            kernel: other, failed: theirs.failed, boots: theirs.boots,
            most: FailureShare.most(theirs.failed, of: theirs.boots), p: p)
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
