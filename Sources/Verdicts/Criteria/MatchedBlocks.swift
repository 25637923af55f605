// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// The blocks of one kernel and workload: those that can be pooled, and what is the matter with the others.
struct MatchedBlocks {
    typealias Offence = CriterionOutcome.Offence

    private(set) var planned = 0
    private(set) var offences: [Offence] = []
    private var pairs: [(vcpus: Int, pair: BlockPair)] = []
    /// The cells because of which blocks are left out.
    private var culprits: [String] = []

    init(_ cells: [KnownCell], question: Question, board: Board) {
        for cell in cells {
            let vcpus = cell.coordinates.vcpus
            guard let kernel = question.reference else {
                planned += 1
                if let value = cell.value(question.metric) {
                    pairs.append((vcpus, BlockPair(value: value, reference: Double(vcpus - 1))))
                } else {
                    refuse(cell, cell, question.metric)
                }
                continue
            }
            switch board.partner(of: cell.cell, kernel: kernel) {
            case .filteredOut: continue
            case .notInMatrix:
                planned += 1
                offences.append(
                    Offence(
                        coordinates: cell.coordinates, cell: cell.id, status: .inconclusive, word: Offence.noReference,
                        text: "the matrix has no cell of \(kernel) in this block"))
                culprits.append(cell.id.text)
            case .found(let partner):
                planned += 1
                add(cell, partner, question.metric)
            }
        }
    }

    private mutating func add(_ cell: KnownCell, _ partner: KnownCell, _ metric: MetricName) {
        guard let value = cell.value(metric) else { return refuse(cell, cell, metric) }
        guard let reference = partner.value(metric) else { return refuse(cell, partner, metric) }
        guard cell.reading?.machine.accelerator == partner.reading?.machine.accelerator else {
            offences.append(
                Offence(
                    coordinates: cell.coordinates, cell: cell.id, status: .inconclusive, word: "accelerator",
                    text: "it ran under another accelerator than \(partner.id)"))
            culprits.append(cell.id.text)
            return
        }
        pairs.append((cell.coordinates.vcpus, BlockPair(value: value, reference: reference)))
    }

    /// The block is left out because of `culprit`, which is the cell itself or its reference.
    private mutating func refuse(_ cell: KnownCell, _ culprit: KnownCell, _ metric: MetricName) {
        let verdict = culprit.verdict
        let why =
            culprit.isTrusted
            ? "gave no \(metric)\(Scope.absence(of: metric))" : "is \(verdict.status.rawValue): \(verdict.reason)"
        let word =
            cell.id != culprit.id
            ? Offence.noReference : culprit.isTrusted ? "no-figure" : verdict.word ?? "not-judged"
        offences.append(
            Offence(
                coordinates: cell.coordinates, cell: cell.id, status: verdict.status == .miss ? .miss : .inconclusive,
                word: word, text: "its block cannot be pooled: \(culprit.id) \(why)"))
        culprits.append(culprit.id.text)
    }

    func row(_ kernel: KernelName, _ workload: WorkloadName, question: Question) -> CriterionOutcome.Row {
        let pooled = PooledRatio(pairs.map(\.pair), counting: question.counting)
        var (status, reason) = decision(pooled, question)
        if !offences.isEmpty {
            // What the lost blocks held is unknown; they may only worsen what the others say.
            status = .combined([status] + offences.map(\.status))
            reason =
                "\(offences.count) of \(Names.count(planned, "block")) cannot be pooled"
                + " (\(Names.list(culprits, limit: 3)))"
                + (pooled.blocks > 0 ? "; the others: \(reason)" : "")
        }
        return CriterionOutcome.Row(
            kernel: kernel, workload: workload, status: status, reason: reason,
            comparison: .init(
                pooled: pooled, margin: question.margin, plannedBlocks: planned,
                growth: question.overOne ? growth(of: pooled.value) : nil))
    }

    /// A sum over these blocks as growth per added vCPU.
    private func growth(of sum: Double) -> Double? {
        let added = pairs.reduce(0) { $0 + $1.vcpus - 1 }
        return added > 0 ? sum / Double(added) : nil
    }

    private func decision(_ pooled: PooledRatio, _ question: Question) -> (Status, String) {
        let blocks = "in \(Names.count(pooled.blocks, "block"))"
        guard pooled.blocks > 0 else { return (.inconclusive, "no block can be pooled") }
        guard let ratio = pooled.ratio else {
            let value = Figure.text(pooled.value, of: question.metric)
            return (.inconclusive, "\(value) against 0 \(blocks): the reference shows nothing to compare with")
        }
        let figures = figures(pooled, question)
        let estimate =
            question.reference.map { "\(figures.own) against \(figures.reference) of \($0) \(blocks): " }
            ?? "growth per added vCPU \(blocks): "
        guard pooled.method != .none else {
            return (
                .inconclusive,
                "\(estimate)\(question.text(ratio)); only \(pooled.informative) of them show any, and at least"
                    + " \(StudentInterval.fewestBlocks) must: raise repeat"
            )
        }
        let range = Figure.text(pooled.interval, question.text)
        let text =
            "\(estimate)\(question.text(ratio)) (95 %: \(range)), limit \(question.text(question.margin))"
            + (question.overOne ? largest(question) : "")
        switch pooled.position(to: question.margin) {
        case .within: return (.pass, text)
        case .beyond: return (.fail, text)
        case .open: return (.inconclusive, "\(text); more repeats would decide")
        }
    }

    /// Sums, or growths where the question is of growth.
    private func figures(_ pooled: PooledRatio, _ question: Question) -> (own: String, reference: String) {
        func text(_ value: Double) -> String { Figure.text(value, of: question.metric) }
        guard question.overOne, let own = growth(of: pooled.value), let other = growth(of: pooled.reference) else {
            return (text(pooled.value), text(pooled.reference))
        }
        return ("growth \(text(own)) per added vCPU", text(other))
    }

    /// The growth at the largest count alone: what a pooled figure could hide.
    private func largest(_ question: Question) -> String {
        guard let most = pairs.map(\.vcpus).max() else { return "" }
        let top = PooledRatio(pairs.filter { $0.vcpus == most }.map(\.pair), counting: .no)
        return top.ratio.map { "; at \(most) vCPUs alone \(question.text($0))" } ?? ""
    }
}
