// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// One kernel under one workload against the margin of one criterion: its blocks, and what the tests make of them.
struct PrimaryEndpoint {
    let kernel: KernelName
    let workload: WorkloadName
    let question: Question
    let blocks: MatchedBlocks
    /// All blocks together.
    let test: MarginTest
    /// Where the question is of growth, the blocks of the largest count alone: what a pooled figure could hide. Nil where
    /// the plan has one count only.
    let largest: Largest?
    /// Of growth: whether it is a line.
    let lack: LackOfFit?

    struct Largest {
        var vcpus: Int
        var pairs: [BlockPair]
        var test: MarginTest
    }

    init(_ kernel: KernelName, _ workload: WorkloadName, _ question: Question, _ blocks: MatchedBlocks) {
        self.kernel = kernel
        self.workload = workload
        self.question = question
        self.blocks = blocks
        test = question.test(blocks.pairs)
        let most = blocks.plannedVCPUs.max() ?? 0
        guard question.overOne, let least = blocks.plannedVCPUs.min(), least < most else {
            (largest, lack) = (nil, nil)
            return
        }
        let top = blocks.pairs.filter { $0.vcpus == most }
        largest = Largest(vcpus: most, pairs: top.map(\.pair), test: question.test(top))
        lack = question.isCounted ? LackOfFit(blocks.pairs.map { ($0.vcpus, $0.pair.value) }) : nil
    }

    /// One or two hypotheses of the family.
    var pValues: [Double] { [test.above] + (largest.map { [$0.test.above] } ?? []) }
}

/// What is pooled, and against what.
struct Question {
    var metric: MetricName
    /// Nil: against the CPUs added over one.
    var reference: KernelName?
    /// What of the reference is allowed, or a growth in the metric's unit.
    var margin: Double
    /// What is allowed beside, in the metric's unit: per boot, or per added vCPU where growth is asked about.
    var floor: Double = 0
    /// Only blocks of more than one vCPU, as growth wants them.
    var overOne: Bool
    /// The question is by how much, and not by which share.
    var isDifference = false
    /// The margin in words.
    var limit: String

    var isCounted: Bool { Metric.named(metric)?.unit == .count }

    var counting: PooledRatio.Counting {
        guard isCounted else { return .no }
        return reference == nil ? .valueOnly : .both
    }

    /// The margin of a block.
    func margin(at vcpus: Int) -> Margin {
        Margin(share: margin, floor: overOne ? floor * Double(vcpus - 1) : floor)
    }

    func test(_ pairs: [(vcpus: Int, pair: BlockPair)]) -> MarginTest {
        MarginTest(pairs.map { (pair: $0.pair, margin: margin(at: $0.vcpus)) }, counting: counting)
    }

    /// The ratio in words: percent of the reference, or growth in the metric's unit.
    func text(_ ratio: Double) -> String {
        reference == nil ? Figure.text(ratio, of: metric) : Figure.percent(ratio)
    }
}
