// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

/// The JSON report as it is written. A type of its own, so that a change inside the project does not change what other
/// people's programs read.
struct ReportDocument: Encodable {
    let schema = JSONReport.schema
    let status: Status
    let run: Run
    let design: Design?
    let figure: String
    let kernels: [Kernel]
    let places: [Place]
    let criteria: [CriterionEntry]
    let notes: [String]
    let funnels: [FunnelEntry]
    let against_baseline: [Against]
    let projections: [ProjectionDocument]

    struct Run: Encodable {
        let id: String?
        let title: String
        let seed: UInt64
        let accelerators: [String]
        let accelerator_reasons: [String]
        let pace: Double?
        let connections: [String]
        let versions: [String: String]
        let planned_cells: Int
        let sealed_cells: Int
        let seconds: Double?
    }

    struct Kernel: Encodable {
        let name: String
        let baseline: Bool
        let status: Status
        let unavailable: String?
    }

    struct Place: Encodable {
        let kernel: String
        let vcpus: Int
        let workload: String
        let status: Status
        let word: String?
        let affected: Int
        let figure: Spread?
        let traced: Spread?
        let cells: [CellEntry]
    }

    struct CellEntry: Encodable {
        let id: String
        let repetition: Int
        let status: Status
        let word: String?
        let reason: String?
        let lines: [String]
        let figure: Double?
        let seconds: Double?
        let attempts: Int
        let retried: String?
        let values: [String: Double]
        let findings: [FindingEntry]
        let funnel: CellFunnel?
        let replays: [Int]?
        let peaks: PeakEntries?
        let host: HostEntry?
        let post_mortem: PostMortemEntry?
        let verdict: Status
        let objections: [Objection]
    }

    struct Objection: Encodable {
        let criterion: String
        let severity: String
        let status: Status
        let word: String
        let text: String
    }

    init(_ result: MatrixResult) {
        status = result.status
        run = Run(result.run)
        design = result.schedule.map { Design($0, result) }
        figure = result.figure.text
        kernels = result.kernels.map {
            Kernel(name: $0.name.rawValue, baseline: $0.isBaseline, status: $0.status, unavailable: $0.unavailable)
        }
        places = result.coordinates.map(Place.init)
        criteria = result.criteria.map(CriterionEntry.init)
        notes = result.notes
        funnels = result.funnels.map(FunnelEntry.init)
        against_baseline = result.againstBaseline.map(Against.init)
        projections = result.projections.map(ProjectionDocument.init)
    }
}

extension ReportDocument.Run {
    init(_ run: RunFacts) {
        self.init(
            id: run.id, title: run.title, seed: run.seed, accelerators: run.accelerators,
            accelerator_reasons: run.acceleratorReasons,
            pace: run.pace, connections: run.connections, versions: run.versions,
            planned_cells: run.plannedCells, sealed_cells: run.sealedCells, seconds: run.took?.inSeconds)
    }
}

extension ReportDocument.Place {
    init(_ place: CoordinateSummary) {
        self.init(
            kernel: place.coordinates.kernel.rawValue, vcpus: place.coordinates.vcpus,
            workload: place.coordinates.workload.rawValue, status: place.status, word: place.word,
            affected: place.affected, figure: place.figure, traced: place.traced,
            cells: place.cells.map(ReportDocument.CellEntry.init))
    }
}

extension ReportDocument.CellEntry {
    init(_ cell: CellSummary) {
        self.init(
            id: cell.id.text, repetition: cell.repetition, status: cell.status, word: cell.word,
            reason: cell.reason.isEmpty ? nil : cell.reason, lines: cell.lines, figure: cell.figure,
            seconds: cell.took?.inSeconds, attempts: cell.attempts, retried: cell.retried,
            values: Dictionary(cell.values.map { ($0.key.text, $0.value) }) { first, _ in first },
            findings: cell.findings.map(ReportDocument.FindingEntry.init),
            funnel: cell.funnel.map(ReportDocument.CellFunnel.init), replays: cell.replays,
            peaks: cell.peaks.map(ReportDocument.PeakEntries.init),
            host: cell.host.map { ReportDocument.HostEntry($0, noise: cell.noise) },
            post_mortem: cell.postMortem.map { ReportDocument.PostMortemEntry($0, cell) }, verdict: cell.verdict,
            objections: cell.objections.map {
                ReportDocument.Objection(
                    criterion: $0.criterion, severity: $0.severity.rawValue, status: $0.status, word: $0.word,
                    text: $0.text)
            })
    }
}
