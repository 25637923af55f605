// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Verdicts
import Vocabulary

extension ReportDocument {
    struct FunnelEntry: Encodable {
        let kernel: String
        let vcpus: Int
        let workload: String
        let stages: [String: Spread]
        let exact_cells: Int
        let bounded_cells: Int
        let bound: String?
        let peaks: [Extreme]
    }

    struct Extreme: Encodable {
        let metric: String
        let spread: Spread
        let cell: String
        let peak: PeakEntry
    }

    struct Against: Encodable {
        let kernel: String
        let baseline: String
        let workload: String
        let rows: [AgainstRow]
    }

    struct AgainstRow: Encodable {
        let metric: String
        let baseline_median: Double
        let kernel_median: Double
        let difference: Spread
    }

    struct FindingEntry: Encodable {
        let kind: String
        let title: String
        /// Why the matrix lets it pass.
        let allowed: String?
    }

    struct CellFunnel: Encodable {
        let bound: String?
        let uevents_announced: Int?
        let uevents_processed: Int?
        let initramfs_seconds: Double?
        let tells_modprobe: Bool
        let totals: [String: Int]
        let loads: [Loads]
        let requests: [Requests]
        let requests_refused: Int?
        let busy_warnings: Int?
    }

    struct Loads: Encodable {
        let module: String?
        let caller: String
        let calls: Int
        let loaded: Int
        let coalesced: Int
        let refused: Int
        let failed: [String: Int]
        let unfinished: Int
    }

    struct Requests: Encodable {
        let name: String
        let caller: String?
        let requests: Int
        let coalesced: Int?
        let modprobe_asked: Int?
        let modprobe_executed: Int?
        let unsuccessful: Int
        let unanswered: Int
    }

    struct PeakEntries: Encodable {
        let lowest_available: PeakEntry?
        let highest_vmalloc: PeakEntry?
        let highest_modules: PeakEntry?
    }

    struct PeakEntry: Encodable {
        let bytes: Int64
        let seconds: Double
        let stage: String?
        let loads_in_flight: Int?
        let loads: [PeakLoads]?
    }

    struct PeakLoads: Encodable {
        let module: String?
        let count: Int
    }
}

extension ReportDocument.FunnelEntry {
    init(_ summary: FunnelSummary) {
        self.init(
            kernel: summary.coordinates.kernel.rawValue, vcpus: summary.coordinates.vcpus,
            workload: summary.coordinates.workload.rawValue,
            stages: Dictionary(summary.stages.map { ($0.key.rawValue, $0.value) }) { first, _ in first },
            exact_cells: summary.exact, bounded_cells: summary.bounded, bound: summary.bound,
            peaks: summary.peaks.map { extreme in
                ReportDocument.Extreme(
                    metric: extreme.metric.text, spread: extreme.spread, cell: extreme.cell.text,
                    peak: ReportDocument.PeakEntry(extreme.peak))
            })
    }
}

extension ReportDocument.Against {
    init(_ comparison: BaselineComparison) {
        self.init(
            kernel: comparison.kernel.rawValue, baseline: comparison.baseline.rawValue,
            workload: comparison.workload.rawValue,
            rows: comparison.rows.map { row in
                ReportDocument.AgainstRow(
                    metric: row.metric.text, baseline_median: row.baseline, kernel_median: row.kernel,
                    difference: Spread(median: row.difference, low: row.low, high: row.high, count: row.blocks))
            })
    }
}

extension ReportDocument.FindingEntry {
    init(_ finding: Finding) { self.init(kind: finding.kind.rawValue, title: finding.title, allowed: finding.allowed) }
}

extension ReportDocument.CellFunnel {
    init(_ funnel: Funnel) {
        let tells = funnel.tellsModprobe
        self.init(
            bound: funnel.bound, uevents_announced: funnel.announced, uevents_processed: funnel.processed,
            initramfs_seconds: funnel.initramfs?.inSeconds, tells_modprobe: tells,
            totals: Dictionary(FunnelTotals(funnel).stages.map { ($0.key.rawValue, $0.value) }) { first, _ in first },
            loads: funnel.loads.map(ReportDocument.Loads.init),
            requests: funnel.requests.map { row in
                ReportDocument.Requests(
                    name: row.name, caller: row.caller, requests: row.requests,
                    coalesced: tells ? row.coalesced : nil, modprobe_asked: tells ? row.asked : nil,
                    modprobe_executed: tells ? row.executed : nil, unsuccessful: row.unsuccessful,
                    unanswered: row.unanswered)
            }, requests_refused: funnel.refusedRequests, busy_warnings: funnel.busyWarnings)
    }
}

extension ReportDocument.Loads {
    init(_ row: Funnel.Loads) {
        let outcomes = row.outcomes
        self.init(
            module: row.module, caller: row.caller.text, calls: outcomes.calls, loaded: outcomes.loaded,
            coalesced: outcomes.coalesced, refused: outcomes.refused,
            failed: Dictionary(outcomes.failed.map { ("\($0.key)", $0.value) }) { first, _ in first },
            unfinished: outcomes.unfinished)
    }
}

extension ReportDocument.PeakEntries {
    init(_ peaks: Peaks) {
        self.init(
            lowest_available: peaks.lowestAvailable.map(ReportDocument.PeakEntry.init),
            highest_vmalloc: peaks.highestVmalloc.map(ReportDocument.PeakEntry.init),
            highest_modules: peaks.highestModules.map(ReportDocument.PeakEntry.init))
    }
}

extension ReportDocument.PeakEntry {
    init(_ peak: Peak) {
        self.init(
            bytes: peak.size.bytes, seconds: peak.time.inSeconds, stage: peak.stage?.rawValue,
            loads_in_flight: peak.loads.map { $0.reduce(0) { $0 + $1.count } },
            loads: peak.loads?.map { ReportDocument.PeakLoads(module: $0.module, count: $0.count) })
    }
}
