// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// Equality with a reference. Where the reference's own boots differ from one another at a place, a boot fails only for
/// what sets it apart from all of them.
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
        let trusted = board.cells.filter { $0.kernel == reference && $0.isTrusted }
        let others = Dictionary(grouping: trusted) { Coordinates($0.coordinates, of: reference) }
        let good = "equal to \(reference) in \(metric)"
        return outcome(cellByCell: judged, good: good, against: .reference(reference)) { cell in
            guard case .found(let partner)? = partners[cell.id] else {
                return Offence(
                    coordinates: cell.coordinates, cell: cell.id, status: .inconclusive, word: Offence.noReference,
                    text: "the matrix has no cell of \(reference) in this block")
            }
            return difference(
                metric, cell, partner, among: others[Coordinates(cell.coordinates, of: reference)] ?? [])
        }
    }

    /// - Parameter others: the reference's boots at the same place that can be trusted, `partner` among them.
    private func difference(
        _ metric: MetricName, _ cell: KnownCell, _ partner: KnownCell, among others: [KnownCell]
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
        let found: Comparison?
        if metric == .modulesSet {
            guard let own = cell.reading?.modules else { return lacking(metric, cell) }
            guard let theirs = partner.reading?.modules else {
                return offence(.inconclusive, Offence.noReference, absent)
            }
            // Ten thousand cells are compared in two seconds, and nearly all are equal.
            guard own != theirs else { return nil }
            found = compare(
                Set(own), with: Set(theirs), among: others.compactMap { $0.reading?.modules.map { Set($0) } })
        } else {
            guard let own = cell.value(metric) else { return lacking(metric, cell) }
            guard let theirs = partner.value(metric) else {
                return offence(.inconclusive, Offence.noReference, absent)
            }
            guard own != theirs else { return nil }
            found = compare(own, with: theirs, among: others.compactMap { $0.value(metric) }, metric)
        }
        guard let found else { return nil }
        guard !found.isOpen else {
            return offence(
                .inconclusive, metric.text,
                "\(found.text) (against \(partner.id)); \(partner.kernel) itself differs between its boots there")
        }
        return offence(
            .fail, metric.text,
            "\(found.text) (against \(found.isOfAll ? "every boot of \(partner.kernel) there" : "\(partner.id)"))")
    }

    /// How a boot differs from its reference.
    private struct Comparison {
        var text: String
        /// It differs from some of the reference's boots, as those do from one another.
        var isOpen = false
        /// It differs from all of them, and they do from one another.
        var isOfAll = false
    }

    private func compare(_ own: Set<String>, with theirs: Set<String>, among others: [Set<String>]) -> Comparison? {
        let common = others.reduce(theirs) { $0.intersection($1) }
        let all = others.reduce(theirs) { $0.union($1) }
        func text(missing: Set<String>, extra: Set<String>) -> String? {
            let parts = [("missing", missing), ("extra", extra)].filter { !$0.1.isEmpty }
            guard !parts.isEmpty else { return nil }
            return parts.map { "\($0.0): \(Names.list($0.1.sorted(), limit: 12))" }.joined(separator: "; ")
        }
        if let certain = text(missing: common.subtracting(own), extra: own.subtracting(all)) {
            return Comparison(text: certain, isOfAll: common != all)
        }
        return text(missing: theirs.subtracting(own), extra: own.subtracting(theirs)).map {
            Comparison(text: $0, isOpen: true)
        }
    }

    private func compare(
        _ own: Double, with theirs: Double, among others: [Double], _ metric: MetricName
    ) -> Comparison? {
        guard own != theirs, let range = Spread(of: others + [theirs]) else { return nil }
        let figure = Figure.text(own, of: metric)
        if range.low == range.high {
            return Comparison(text: "\(metric) is \(figure) and not \(Figure.text(theirs, of: metric))")
        }
        let isOutside = own < range.low || own > range.high
        let span = "\(Figure.text(range.low, of: metric)) to \(Figure.text(range.high, of: metric))"
        return Comparison(text: "\(metric) is \(figure) and not \(span)", isOpen: !isOutside, isOfAll: isOutside)
    }
}

extension Coordinates {
    /// The same place of another kernel.
    fileprivate init(_ place: Coordinates, of kernel: KernelName) {
        self.init(kernel: kernel, vcpus: place.vcpus, workload: place.workload)
    }
}
