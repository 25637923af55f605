// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Verdicts
import Vocabulary

extension TableReport {
    private typealias Column = (header: String, stage: FunnelSummary.Stage)

    private static let loads: [Column] = [
        ("uevents", .announced), ("calls by udev", .callsByUdev), ("by modprobe", .callsByModprobe),
        ("by others", .callsByOthers), ("by initramfs", .callsByInitramfs), ("loaded", .loaded),
        ("coalesced", .coalesced), ("refused", .refused),
        ("failed", .failed), ("unfinished", .unfinished),
    ]
    private static let requests: [Column] = [
        ("requests", .requests), ("coalesced", .requestsCoalesced), ("modprobe asked", .asked),
        ("executed", .executed), ("refused", .requestsRefused),
    ]

    /// For each workload the stages at its largest vCPU count, where there is most to see; JSON has every place.
    func funnels(_ result: MatrixResult) -> [String] {
        sections(result.funnels.map(\.coordinates.workload)) { workload in
            let places = result.funnels.filter { $0.coordinates.workload == workload }
            guard let vcpus = places.map(\.coordinates.vcpus).max() else { return [] }
            let shown = places.filter { $0.coordinates.vcpus == vcpus }
            let caption =
                "Funnel of \(workload) at \(vcpus) \(vcpus == 1 ? "vCPU" : "vCPUs"), medians: who called the module"
                + " loader, and what came of it; then what the kernel requested"
            return paragraph(caption) + grid(shown, Self.loads, corner: "loads").lines(style)
                + grid(shown, Self.requests, corner: "requests").lines(style) + memory(shown).lines(style)
                + bounds(shown)
        }
    }

    private func grid(_ places: [FunnelSummary], _ columns: [Column], corner: String) -> Grid {
        // A column of zeros everywhere says nothing, unless it is a stage that everything passes.
        let optional: Set<FunnelSummary.Stage> = [
            .callsByOthers, .callsByInitramfs, .failed, .unfinished, .requestsRefused,
        ]
        let columns = columns.filter { column in
            !optional.contains(column.stage) || places.contains { ($0.stages[column.stage]?.high ?? 0) > 0 }
        }
        let rows = places.map { place in
            (
                name: style.safe(place.coordinates.kernel.rawValue),
                items: columns.map { column in
                    Grid.Item(text: place.stages[column.stage].map { Figure.number($0.median) } ?? "-")
                }
            )
        }
        return Grid(corner: corner, headers: columns.map(\.header), rows: rows)
    }

    /// Medians, and the moment of the highest VmallocUsed in the boot that had the most.
    private func memory(_ places: [FunnelSummary]) -> Grid {
        let columns: [(header: String, metric: MetricName)] = [
            ("lowest available", .memoryLowest), ("highest vmalloc", .memoryHighestVmalloc),
            ("highest modules", .memoryHighestModules),
        ]
        let rows = places.map { place in
            let peaks = columns.map { column in place.peaks.first { $0.metric == column.metric } }
            let vmalloc = place.peaks.first { $0.metric == .memoryHighestVmalloc }?.peak
            let moment = vmalloc.map { peak in "\(peak.time.brief)\(peak.doing.map { ", \($0)" } ?? "")" }
            return (
                name: style.safe(place.coordinates.kernel.rawValue),
                items: zip(columns, peaks).map { column, peak in
                    Grid.Item(text: peak.map { Figure.text($0.spread.median, of: column.metric) } ?? "-")
                } + [Grid.Item(text: style.safe(moment ?? "-"))]
            )
        }
        return Grid(corner: "memory", headers: columns.map(\.header) + ["vmalloc peak at"], rows: rows)
    }

    private func bounds(_ places: [FunnelSummary]) -> [String] {
        places.filter { $0.bounded > 0 }.flatMap { place in
            paragraph(
                "\(place.coordinates.kernel): \(place.bounded) of \(place.bounded + place.exact) boots are left out,"
                    + " they give lower bounds only: \(place.bound ?? "")", indent: 2)
        }
    }

    /// Every kernel beside the baseline, a metric a line.
    func againstBaseline(_ result: MatrixResult) -> [String] {
        sections(result.againstBaseline.map(\.workload)) { workload in
            let comparisons = result.againstBaseline.filter { $0.workload == workload }
            guard let baseline = comparisons.first?.baseline else { return [] }
            let blocks = Set(comparisons.flatMap(\.rows).map(\.blocks))
            let caption =
                "Against \(baseline), \(workload): medians over all vCPUs, and the median difference within blocks"
                + (blocks.count == 1 ? " (n \(blocks.first ?? 0))" : "")
            let rows = BaselineComparison.metrics.compactMap { metric -> (name: String, items: [Grid.Item])? in
                let found = comparisons.map { $0.rows.first { $0.metric == metric } }
                guard found.contains(where: { $0 != nil }) else { return nil }
                return (
                    name: metric.text, items: found.map { Grid.Item(text: text($0, sayBlocks: blocks.count > 1)) }
                )
            }
            let grid = Grid(
                corner: "metric", headers: comparisons.map { style.safe($0.kernel.rawValue) }, rows: rows)
            return paragraph(caption) + grid.lines(style)
        }
    }

    /// `44 to 0 (+44)`: the baseline's is the first.
    private func text(_ row: BaselineComparison.Row?, sayBlocks: Bool) -> String {
        guard let row else { return "-" }
        func figure(_ value: Double) -> String { Figure.text(value, of: row.metric) }
        let sign = row.difference > 0 ? "+" : row.difference < 0 ? "-" : ""
        let blocks = sayBlocks ? ", n \(row.blocks)" : ""
        return "\(figure(row.baseline)) to \(figure(row.kernel)) (\(sign)\(figure(abs(row.difference)))\(blocks))"
    }

    /// A part for each workload, in the order in which they come, with an empty line between.
    private func sections(_ workloads: [WorkloadName], _ part: (WorkloadName) -> [String]) -> [String] {
        var seen: [WorkloadName] = []
        for workload in workloads where !seen.contains(workload) { seen.append(workload) }
        let parts = seen.map(part).filter { !$0.isEmpty }
        return Array(parts.joined(separator: [""]))
    }
}
