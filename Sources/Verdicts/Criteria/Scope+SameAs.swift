// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// Equality with a reference. Where the reference's own boots differ from one another, a boot fails only for what sets it
/// apart from all of them, or for what it lacks more often than they do.
extension Scope {
    func sameAs(_ metric: MetricName, _ reference: KernelName) -> CriterionOutcome {
        var partners: [CellID: Board.Partner] = [:]
        let judged = cells.filter { cell in
            guard cell.kernel != reference else { return false }
            let partner = board.partner(of: cell.cell, kernel: reference)
            if case .filteredOut = partner { return false }
            partners[cell.id] = partner
            return true
        }
        let likes = References(metric, reference, judged, board)
        let good = "equal to \(reference) in \(metric)"
        return outcome(cellByCell: judged, good: good, against: .reference(reference, likes.shows)) { cell in
            guard case .found(let partner)? = partners[cell.id] else {
                return Offence(
                    coordinates: cell.coordinates, cell: cell.id, status: .inconclusive, word: Offence.noReference,
                    text: "the matrix has no cell of \(reference) in this block")
            }
            return difference(metric, cell, partner, likes)
        }
    }

    private func difference(
        _ metric: MetricName, _ cell: KnownCell, _ partner: KnownCell, _ likes: References
    ) -> Offence? {
        func offence(_ status: Status, _ word: String, _ text: String) -> Offence {
            Offence(coordinates: cell.coordinates, cell: cell.id, status: status, word: word, text: text)
        }
        guard cell.isTrusted else { return unjudged(cell) }
        guard partner.isTrusted else {
            return offence(
                partner.verdict.status == .miss ? .miss : .inconclusive, Offence.noReference,
                "its reference \(partner.id) is \(partner.verdict.status.rawValue): \(partner.verdict.reason)")
        }
        let absent = "its reference \(partner.id) gave no \(metric)\(Self.absence(of: metric))"
        let found: Difference?
        if metric == .modulesSet {
            guard let own = cell.reading?.modules else { return lacking(metric, cell) }
            guard let theirs = partner.reading?.modules else {
                return offence(.inconclusive, Offence.noReference, absent)
            }
            guard own != theirs else { return nil }
            found = Difference(Set(own), Set(theirs), cell, likes)
        } else {
            guard let own = cell.value(metric) else { return lacking(metric, cell) }
            guard let theirs = partner.value(metric) else {
                return offence(.inconclusive, Offence.noReference, absent)
            }
            guard own != theirs else { return nil }
            found = Difference(own, theirs, among: likes.boots(as: cell).compactMap { $0.value(metric) }, metric)
        }
        guard let found else { return nil }
        switch found.from {
        case .some:
            return offence(
                .inconclusive, metric.text,
                "\(found.text) (against \(partner.id)); \(partner.kernel) itself differs from boot to boot")
        case .all: return offence(.fail, metric.text, "\(found.text) (against every boot of \(partner.kernel) there)")
        case .partner: return offence(.fail, metric.text, "\(found.text) (against \(partner.id))")
        case .most: return offence(.fail, metric.text, "\(found.text) (more often than of \(partner.kernel))")
        }
    }
}
