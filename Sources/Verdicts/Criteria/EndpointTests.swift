// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// What the tests make of an endpoint's blocks, and the rule that decides it, of a criterion and of a comparison alike:
/// FAIL by its standing among all endpoints, PASS by itself.
public struct EndpointTests: Hashable, Codable, Sendable {
    /// All blocks together.
    public let all: MarginTest
    /// Where the question is of growth, the blocks of the largest count alone: what a pooled figure could hide. Nil where
    /// the plan has one count only.
    public let largest: Largest?
    /// Of growth: whether it is a line.
    public let lack: LackOfFit?

    public struct Largest: Hashable, Codable, Sendable {
        public let vcpus: Int
        /// Of the sums there; nil where the reference's is zero.
        public let ratio: Double?
        public let test: MarginTest
        /// What was seen lies within the margin, whether or not that can be proved of so few blocks.
        public let isWithin: Bool
    }

    /// How an endpoint stands among all: the least level over the family at which it would be rejected.
    public struct Standing: Hashable, Codable, Sendable {
        public let all: Double
        /// At the largest vCPU count alone; 1 where it is no hypothesis.
        public let largest: Double
    }

    /// - Parameter planned: the vCPU counts of the plan's blocks, pooled or not.
    init(_ question: Question, _ pairs: [(vcpus: Int, pair: BlockPair)], planned: [Int]) {
        all = question.test(pairs)
        guard question.overOne, let most = planned.max(), let least = planned.min(), least < most else {
            (largest, lack) = (nil, nil)
            return
        }
        let top = pairs.filter { $0.vcpus == most }
        let margin = question.margin(at: most)
        let reference = top.reduce(0) { $0 + $1.pair.reference }
        largest = Largest(
            vcpus: most, ratio: reference > 0 ? top.reduce(0) { $0 + $1.pair.value } / reference : nil,
            test: question.test(top), isWithin: top.reduce(0) { $0 + margin.excess(of: $1.pair) } <= 0)
        lack = question.isCounted ? LackOfFit(pairs.map { ($0.vcpus, $0.pair.value) }) : nil
    }

    /// One or two hypotheses of the family.
    private var pValues: [Double] { [all.above] + (largest.map { [$0.test.above] } ?? []) }

    /// Each endpoint's standing among these, and how many hypotheses they are.
    static func standings(_ family: [EndpointTests]) -> (standings: [Standing], size: Int) {
        let adjusted = Holm.adjusted(family.flatMap(\.pValues))
        var next = 0
        let standings = family.map { tests in
            defer { next += tests.pValues.count }
            return Standing(all: adjusted[next], largest: tests.largest == nil ? 1 : adjusted[next + 1])
        }
        return (standings, adjusted.count)
    }

    /// - Parameter standing: nil for an endpoint that is no part of the family, and only warns.
    func isBeyond(_ standing: Standing?, at level: DecisionLevel) -> Bool {
        guard let standing else { return all.above <= level.pass }
        return standing.all <= level.fail || standing.largest <= level.fail
    }

    /// Growth that is no line must be within the margin at the largest count by itself.
    func isWithin(at level: DecisionLevel) -> Bool {
        guard all.below <= level.pass else { return false }
        guard let largest else { return true }
        return lack?.isFound == true ? largest.test.below <= level.pass : largest.isWithin
    }
}

extension LackOfFit {
    /// Growth that is no line, step by step; nil for a line.
    func text(of metric: MetricName) -> String? {
        guard isFound else { return nil }
        let steps = steps.map { "\(Figure.text($0.growth, of: metric)) at \($0.vcpus)" }
        return "not one line: \(Names.list(steps, limit: 8)) vCPUs"
    }
}
