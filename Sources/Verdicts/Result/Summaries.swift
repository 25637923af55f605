// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

extension CoordinateSummary {
    /// Every planned place, in the order of the matrix.
    static func all(_ board: Board, _ criteria: [CriterionOutcome], figure: MetricName) -> [CoordinateSummary] {
        var offences: [Coordinates: [CriterionOutcome.Offence]] = [:]
        let counted = criteria.filter { $0.severity == .fail }
        for offence in counted.flatMap(\.offences) where !offence.isOfReference {
            offences[offence.coordinates, default: []].append(offence)
        }
        let objections = CellSummary.Objection.all(criteria)
        var order: [Coordinates] = []
        var groups: [Coordinates: [KnownCell]] = [:]
        for cell in board.cells {
            if groups[cell.coordinates] == nil { order.append(cell.coordinates) }
            groups[cell.coordinates, default: []].append(cell)
        }
        return order.map { place in
            CoordinateSummary(place, groups[place] ?? [], offences[place] ?? [], objections, figure: figure)
        }
    }

    private init(
        _ place: Coordinates, _ cells: [KnownCell], _ offences: [CriterionOutcome.Offence],
        _ objections: [CellID: [CellSummary.Objection]], figure: MetricName
    ) {
        let worst = Status.combined(cells.map(\.verdict.status) + offences.map(\.status))
        let complaints: [(word: String, cell: CellID?)] =
            cells.filter { $0.verdict.status == worst }.compactMap { cell in cell.verdict.word.map { ($0, cell.id) } }
            + offences.filter { $0.status == worst }.map { ($0.word, $0.cell) }
        let word = worst == .pass ? nil : complaints.first?.word
        let named = complaints.filter { $0.word == word }
        let everywhere = named.contains { $0.cell == nil }
        let spread = Spread(of: cells.compactMap { $0.value(figure) })
        let traced = Metric.named(figure)?.traced.flatMap { metric in Spread(of: cells.compactMap { $0.value(metric) })
        }
        self.init(
            coordinates: place, status: worst, word: word,
            affected: word == nil ? 0 : everywhere ? cells.count : Set(named.compactMap(\.cell)).count,
            figure: spread, traced: spread == nil ? traced : nil,
            cells: cells.map { CellSummary($0, objections[$0.id] ?? [], figure: figure) })
    }
}

extension CellSummary {
    init(_ cell: KnownCell, _ objections: [Objection], figure: MetricName) {
        self.init(
            id: cell.id, repetition: cell.cell.repetition, status: cell.verdict.status, word: cell.verdict.word,
            reason: cell.verdict.reason, lines: cell.verdict.lines, figure: cell.value(figure),
            took: cell.value(.timeToSealed).flatMap { abs($0) < 1e9 ? .seconds($0) : nil }, attempts: cell.attempts,
            retried: cell.retried,
            values: cell.isTrusted ? cell.reading?.values ?? [:] : [:], findings: cell.reading?.findings ?? [],
            funnel: cell.reading?.funnel, replays: cell.isTrusted ? cell.reading?.replays : nil,
            peaks: cell.reading?.peaks, host: cell.reading?.host, noise: cell.reading?.noise,
            postMortem: cell.reading?.postMortem,
            keptIn: cell.reading.flatMap { $0.postMortem == nil ? nil : "cells/\(cell.id)/attempt-\($0.attempt)" },
            hang: cell.reading?.hang, objections: objections)
    }
}

extension CellSummary.Objection {
    /// By the boot that they are of; not those that mean all repetitions, nor those of a reference.
    static func all(_ criteria: [CriterionOutcome]) -> [CellID: [CellSummary.Objection]] {
        var result: [CellID: [CellSummary.Objection]] = [:]
        for criterion in criteria {
            for offence in criterion.offences where !offence.isOfReference {
                guard let cell = offence.cell else { continue }
                result[cell, default: []].append(
                    Self(
                        criterion: criterion.name, severity: criterion.severity, status: offence.status,
                        word: offence.word, text: offence.text, lines: offence.lines))
            }
        }
        return result
    }
}

extension KernelSummary {
    static func all(
        _ board: Board, _ coordinates: [CoordinateSummary], _ criteria: [CriterionOutcome],
        _ unavailable: [KernelName: (Blame, String)]
    ) -> [KernelSummary] {
        var statuses: [KernelName: [Status]] = [:]
        for place in coordinates { statuses[place.coordinates.kernel, default: []].append(place.status) }
        for row in criteria.filter({ $0.severity == .fail }).flatMap(\.rows) {
            statuses[row.kernel, default: []].append(row.status)
        }
        let planned = Set(board.cells.map(\.kernel))
        return board.matrix.kernels.filter(planned.contains).map { name in
            KernelSummary(
                name: name, isBaseline: name == board.matrix.baseline, status: .combined(statuses[name] ?? []),
                unavailable: unavailable[name]?.1)
        }
    }
}

extension RunFacts {
    init(_ board: Board, seed: UInt64, run: String?, took: Duration?) {
        let readings = board.cells.compactMap(\.reading)
        func distinct(_ values: [String]) -> [String] { Set(values).sorted() }
        var versions: [String: Set<String>] = [:]
        for reading in readings {
            versions["qemu", default: []].insert(reading.machine.qemu)
            versions["libvirt", default: []].insert(reading.machine.libvirt)
            for (name, version) in reading.software { versions[name, default: []].insert(version) }
        }
        self.init(
            id: run, title: board.matrix.title, seed: seed,
            accelerators: distinct(readings.map(\.machine.accelerator.rawValue)),
            acceleratorReasons: distinct(readings.map(\.machine.reason)),
            pace: readings.compactMap(\.machine.pace).max(),
            connections: distinct(readings.map(\.machine.connection)),
            versions: versions.mapValues { $0.sorted().joined(separator: ", ") }, plannedCells: board.cells.count,
            sealedCells: readings.count { $0.exit == .sealed }, took: took)
    }
}
