// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Vocabulary

/// The criteria that one boot can break for good: no p-value, the first offence is the verdict.
extension Scope {
    func cleanBoot() -> CriterionOutcome {
        outcome(cellByCell: cells, good: "clean") { cell in
            guard let reading = cell.reading, !reading.isOfAnotherKernel else { return unjudged(cell) }
            if let finding = reading.findings.decisive { return report(finding, in: reading, of: cell) }
            if reading.exit.blame == .kernel {
                return Offence(
                    coordinates: cell.coordinates, cell: cell.id, status: reading.isOpenStall ? .inconclusive : .fail,
                    word: reading.exit.word, text: reading.exit.sentence(at: reading.stage) + reading.stallNote)
            }
            // No report in a log that is not whole is no proof of a clean boot.
            return cell.isTrusted ? nil : unjudged(cell)
        }
    }

    private func report(_ finding: Finding, in reading: CellReading, of cell: KnownCell) -> Offence {
        let more = reading.findings.count { $0.allowed == nil } - 1
        return Offence(
            coordinates: cell.coordinates, cell: cell.id, status: reading.isOpenStall ? .inconclusive : .fail,
            word: finding.kind.rawValue,
            text: finding.title + (more > 0 ? ", and \(Names.count(more, "more report"))" : "") + reading.stallNote,
            lines: finding.lines)
    }

    func bound(_ metric: MetricName, _ limits: Limits) -> CriterionOutcome {
        let good = "with \(metric) \(Figure.text(limits, of: metric))"
        return outcome(cellByCell: cells, good: good) { cell in
            guard let value = cell.value(metric) else { return lacking(metric, cell) }
            guard !limits.contains(value) else { return nil }
            let figure = Figure.text(value, of: metric)
            return Offence(
                coordinates: cell.coordinates, cell: cell.id, status: .fail, word: "\(metric)=\(figure)",
                text: "\(metric) is \(figure), wanted \(Figure.text(limits, of: metric))")
        }
    }

    func sameAs(_ metric: MetricName, _ reference: KernelName) -> CriterionOutcome {
        var partners: [CellID: Board.Partner] = [:]
        let judged = cells.filter { cell in
            guard cell.kernel != reference else { return false }
            let partner = board.partner(of: cell.cell, kernel: reference)
            if case .filteredOut = partner { return false }
            partners[cell.id] = partner
            return true
        }
        return outcome(cellByCell: judged, good: "equal to \(reference) in \(metric)") { cell in
            guard case .found(let partner)? = partners[cell.id] else {
                return Offence(
                    coordinates: cell.coordinates, cell: cell.id, status: .inconclusive, word: Offence.noReference,
                    text: "the matrix has no cell of \(reference) in this block")
            }
            return difference(metric, cell, partner)
        }
    }

    private func difference(_ metric: MetricName, _ cell: KnownCell, _ partner: KnownCell) -> Offence? {
        func offence(_ status: Status, _ word: String, _ text: String) -> Offence {
            Offence(coordinates: cell.coordinates, cell: cell.id, status: status, word: word, text: text)
        }
        guard cell.isTrusted else { return unjudged(cell) }
        guard partner.isTrusted else {
            return offence(
                partner.verdict.status == .miss ? .miss : .inconclusive, Offence.noReference,
                "its reference \(partner.id) is \(partner.verdict.status.rawValue): \(partner.verdict.reason)")
        }
        if metric == .modulesSet {
            guard let own = cell.reading?.modules else { return lacking(metric, cell) }
            guard let theirs = partner.reading?.modules else {
                return offence(.inconclusive, Offence.noReference, "its reference \(partner.id) gave no \(metric)")
            }
            let missing = Set(theirs).subtracting(own).sorted()
            let extra = Set(own).subtracting(theirs).sorted()
            if missing.isEmpty && extra.isEmpty { return nil }
            let parts = [("missing", missing), ("extra", extra)].filter { !$0.1.isEmpty }
            return offence(
                .fail, metric.text,
                parts.map { "\($0.0): \(Names.list($0.1, limit: 12))" }.joined(separator: "; ")
                    + " (against \(partner.id))")
        }
        guard let own = cell.value(metric) else { return lacking(metric, cell) }
        guard let theirs = partner.value(metric) else {
            return offence(
                .inconclusive, Offence.noReference,
                "its reference \(partner.id) gave no \(metric)\(Self.absence(of: metric))")
        }
        guard own != theirs else { return nil }
        return offence(
            .fail, metric.text,
            "\(metric) is \(Figure.text(own, of: metric)), \(Figure.text(theirs, of: metric)) in \(partner.id)")
    }
}
