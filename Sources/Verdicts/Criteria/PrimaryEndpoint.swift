// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// One kernel under one workload against the margin of one criterion: its blocks, and what the tests make of them.
struct PrimaryEndpoint {
    let kernel: KernelName
    let workload: WorkloadName
    let question: Question
    let blocks: MatchedBlocks
    let tests: EndpointTests

    init(_ kernel: KernelName, _ workload: WorkloadName, _ question: Question, _ blocks: MatchedBlocks) {
        self.kernel = kernel
        self.workload = workload
        self.question = question
        self.blocks = blocks
        tests = EndpointTests(question, blocks.pairs, planned: blocks.plannedVCPUs)
    }
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
