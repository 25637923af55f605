// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// The criteria that need many boots: pooled over blocks, decided by an interval against a margin.
extension Scope {
    func ratio(
        _ metric: MetricName, _ reference: KernelName, _ margin: Fraction, floor: Double
    ) -> CriterionOutcome {
        pooled(
            Question(
                metric: metric, reference: reference, margin: margin.value, floor: floor, overOne: false,
                limit: "\(margin) of \(reference)"))
    }

    func difference(_ metric: MetricName, _ reference: KernelName, atMost: Double) -> CriterionOutcome {
        pooled(
            Question(
                metric: metric, reference: reference, margin: 1, floor: atMost, overOne: false,
                limit: "\(Figure.text(atMost, of: metric)) above \(reference)"))
    }

    func scaling(_ metric: MetricName, _ limit: ScalingLimit, floor: Double) -> CriterionOutcome {
        switch limit {
        case .share(let margin, let kernel):
            pooled(
                Question(
                    metric: metric, reference: kernel, margin: margin.value, floor: floor, overOne: true,
                    limit: "\(margin) of the growth of \(kernel)"))
        case .absolute(let margin):
            pooled(
                Question(
                    metric: metric, reference: nil, margin: margin, floor: floor, overOne: true,
                    limit: "\(Figure.text(margin, of: metric)) per added vCPU"))
        }
    }

    private func pooled(_ question: Question) -> CriterionOutcome {
        var rows: [Row] = []
        var offences: [Offence] = []
        let byKernel = Dictionary(grouping: cells, by: \.kernel)
        for kernel in kernels where kernel != question.reference {
            let own = Dictionary(grouping: byKernel[kernel] ?? [], by: \.coordinates.workload)
            for (workload, cells) in own.sorted(by: { order($0.key) < order($1.key) }) {
                let part = cells.filter { !question.overOne || $0.coordinates.vcpus > 1 }
                let blocks = MatchedBlocks(part, question: question, board: board)
                guard blocks.planned > 0 else { continue }
                rows.append(blocks.row(kernel, workload, question: question))
                offences += blocks.offences
            }
        }
        guard !rows.isEmpty else { return skipped(emptiness(question)) }
        return CriterionOutcome(
            name: criterion.name, kind: criterion.kind.word, status: .combined(rows.map(\.status)),
            reason: reason(rows, question) + filterSuffix, rows: rows, offences: offences)
    }

    /// The matrix's order; workloads that come by `include` only follow by name.
    private func order(_ workload: WorkloadName) -> (Int, String) {
        (board.matrix.axes.workloads.firstIndex(of: workload) ?? .max, workload.rawValue)
    }

    private func emptiness(_ question: Question) -> String {
        question.overOne && cells.allSatisfy { $0.coordinates.vcpus == 1 }
            ? "no cell with more than one vCPU was asked for"
            : "the cells of \(question.reference.map(\.rawValue) ?? "its kernels") in the same blocks were filtered out"
    }

    /// Which kernels come to what; the rows have the figures.
    private func reason(_ rows: [Row], _ question: Question) -> String {
        let groups = [Status.fail, .error, .miss, .inconclusive, .pass].compactMap { status -> String? in
            let names = rows.filter { $0.status == status }.map(\.kernel.rawValue)
            return names.isEmpty ? nil : "\(status.rawValue) \(Names.list(names))"
        }
        return "limit \(question.limit): \(groups.joined(separator: "; "))"
    }
}

/// What is pooled, and against what.
struct Question {
    var metric: MetricName
    /// Nil: against the CPUs added over one.
    var reference: KernelName?
    /// A share of the reference, or a growth in the metric's unit.
    var margin: Double
    /// Added to the margin of each block: per boot, or per added CPU where `overOne`; in the metric's unit.
    var floor: Double
    /// Only blocks of more than one vCPU, as growth wants them.
    var overOne: Bool
    /// The margin in words.
    var limit: String

    var counting: PooledRatio.Counting {
        guard Metric.named(metric)?.unit == .count else { return .no }
        return reference == nil ? .valueOnly : .both
    }

    /// The ratio in words: percent of the reference, or growth in the metric's unit.
    func text(_ ratio: Double) -> String {
        reference == nil ? Figure.text(ratio, of: metric) : Figure.percent(ratio)
    }
}
