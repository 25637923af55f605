// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// The boots of two kernels under one workload, at the vCPU counts that both were planned for.
struct ComparedBoots {
    typealias Pair = (base: KnownCell, patched: KnownCell)

    let workload: WorkloadName
    let base: [KnownCell]
    let patched: [KnownCell]
    /// Of the same vCPU count and repetition. In one run they are of one block, unless one of the kernels needed no build
    /// and booted ahead of the other.
    let pairs: [Pair]

    /// Workloads that both sides have, in the order of the base's matrix.
    static func all(_ base: Board, _ patched: Board) -> [ComparedBoots] {
        let common = Set(base.cells.map(\.place)).intersection(patched.cells.map(\.place))
        var order: [WorkloadName] = []
        for cell in base.cells where common.contains(cell.place) && !order.contains(cell.coordinates.workload) {
            order.append(cell.coordinates.workload)
        }
        return order.map { workload in
            func of(_ board: Board) -> [KnownCell] {
                board.cells.filter { $0.coordinates.workload == workload && common.contains($0.place) }
            }
            return ComparedBoots(workload, base: of(base), patched: of(patched))
        }
    }

    private init(_ workload: WorkloadName, base: [KnownCell], patched: [KnownCell]) {
        self.workload = workload
        self.base = base
        self.patched = patched
        let partners = Dictionary(patched.map { ($0.block, $0) }) { first, _ in first }
        pairs = base.compactMap { cell in partners[cell.block].map { (cell, $0) } }
    }

    /// Whether both boots of each pair are of one block of the plan, and so near in time.
    func isPaired(by plan: Plan) -> Bool {
        var blocks: [Cell: Int] = [:]
        for (index, block) in plan.blocks.enumerated() {
            for cell in block.cells { blocks[cell] = index }
        }
        return pairs.allSatisfy { pair in
            guard let block = blocks[pair.base.cell] else { return false }
            return block == blocks[pair.patched.cell]
        }
    }

    var vcpus: [Int] { Set(base.map(\.coordinates.vcpus)).sorted() }

    /// Pairs of which both boots gave the metric under one accelerator.
    func values(_ metric: MetricName) -> [(vcpus: Int, base: Double, patched: Double)] {
        pairs.compactMap { pair in
            guard let base = pair.base.value(metric), let patched = pair.patched.value(metric),
                pair.base.reading?.machine.accelerator == pair.patched.reading?.machine.accelerator
            else { return nil }
            return (pair.base.coordinates.vcpus, base, patched)
        }
    }

    /// The counter, or what the trace has in its place where a kernel has no such counter.
    func metric(_ metric: MetricName) -> MetricName {
        guard values(metric).isEmpty, let traced = Metric.named(metric)?.traced, !values(traced).isEmpty else {
            return metric
        }
        return traced
    }
}

extension KnownCell {
    struct BlockPlace: Hashable {
        var place: Place
        var repetition: Int
    }

    var block: BlockPlace { BlockPlace(place: place, repetition: cell.repetition) }
}
