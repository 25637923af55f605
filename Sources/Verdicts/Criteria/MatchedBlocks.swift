// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// The blocks of one kernel and workload: those that can be pooled, and what is the matter with the others.
struct MatchedBlocks {
    typealias Offence = CriterionOutcome.Offence

    /// The vCPU count of each block of the plan, pooled or not.
    private(set) var plannedVCPUs: [Int] = []
    var planned: Int { plannedVCPUs.count }
    private(set) var offences: [Offence] = []
    private(set) var pairs: [(vcpus: Int, pair: BlockPair)] = []
    /// The cells because of which blocks are left out.
    private var culprits: [String] = []

    init(_ cells: [KnownCell], question: Question, board: Board) {
        for cell in cells {
            let vcpus = cell.coordinates.vcpus
            guard let kernel = question.reference else {
                plannedVCPUs.append(vcpus)
                if let value = cell.value(question.metric) {
                    pairs.append((vcpus, BlockPair(value: value, reference: Double(vcpus - 1), vcpus: vcpus)))
                } else {
                    refuse(cell, cell, question.metric)
                }
                continue
            }
            switch board.partner(of: cell.cell, kernel: kernel) {
            case .filteredOut: continue
            case .notInMatrix:
                plannedVCPUs.append(vcpus)
                offences.append(
                    Offence(
                        coordinates: cell.coordinates, cell: cell.id, status: .inconclusive, word: Offence.noReference,
                        text: "the matrix has no cell of \(kernel) in this block"))
                culprits.append(cell.id.text)
            case .found(let partner):
                plannedVCPUs.append(vcpus)
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
        let vcpus = cell.coordinates.vcpus
        pairs.append((vcpus, BlockPair(value: value, reference: reference, vcpus: vcpus)))
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

    /// How the blocks that cannot be pooled are told of: `2 of 18 blocks cannot be pooled (a, b)`; nil without any.
    var loss: String? {
        guard !offences.isEmpty else { return nil }
        return "\(offences.count) of \(Names.count(planned, "block")) cannot be pooled"
            + " (\(Names.list(culprits, limit: 3)))"
    }

    /// A sum over these blocks as growth per added vCPU.
    func growth(of sum: Double) -> Double? {
        let added = pairs.reduce(0) { $0 + $1.vcpus - 1 }
        return added > 0 ? sum / Double(added) : nil
    }
}
