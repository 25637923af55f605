// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

/// What a comparison says to a person, before it is set as a table or as Markdown.
struct ComparisonPage {
    struct Table {
        var caption: String?
        var corner: String
        var headers: [String]
        var rows: [(name: String, items: [String])]
    }

    struct Section {
        var title: String
        var verdicts: [(status: Status, text: String)] = []
        var tables: [Table] = []
    }

    let title: String
    let facts: [String]
    let sections: [Section]
    let notes: [String]
    let status: Status
    let conclusion: String

    init(_ comparison: PatchComparison) {
        let (base, patched) = (comparison.base, comparison.patched)
        title = "\(comparison.label(patched)) against \(comparison.label(base))"
        let runs = Set([base.run, patched.run].compactMap { $0 }).sorted()
        let host =
            comparison.accelerators.isEmpty ? "no boot has run" : comparison.accelerators.joined(separator: " and ")
        var facts = ["\(host)\(runs.isEmpty ? "" : ", run \(runs.joined(separator: " and "))")"]
        if comparison.isInterleaved {
            facts.append(
                "wrong at most so often: FAIL \(Figure.percent(comparison.level.fail)) over all endpoints together,"
                    + " PASS \(Figure.percent(comparison.level.pass)) of each")
        }
        let names = (base: comparison.label(base), patched: comparison.label(patched))
        sections =
            comparison.parts.map { Self.section($0, comparison, names) } + Self.projections(comparison)
        self.facts = facts
        notes = comparison.notes
        status = comparison.status
        conclusion = comparison.conclusion
    }

    private static func section(
        _ part: PatchComparison.Part, _ comparison: PatchComparison, _ names: (base: String, patched: String)
    ) -> Section {
        let vcpus = part.vcpus.map(String.init).joined(separator: ", ")
        let boots =
            part.baseBoots == part.patchedBoots
            ? "\(part.baseBoots) \(part.baseBoots == 1 ? "boot" : "boots") of each"
            : "\(part.baseBoots) boots of the base, \(part.patchedBoots) patched"
        let text = ComparisonText(comparison)
        return Section(
            title: "\(part.workload): \(boots), with \(vcpus) \(part.vcpus == [1] ? "vCPU" : "vCPUs")",
            verdicts: [
                (part.faults.status, text.faults(part.faults)), (part.modules.status, text.modules(part.modules)),
            ]
                + part.endpoints.map { ($0.status, text.endpoint($0)) },
            // One boot of each says nothing about figures.
            tables: part.endpoints.isEmpty ? [] : metrics(part, names) + funnel(part, names))
    }

    /// What did not move is shown only where everybody looks for it; JSON has all.
    private static let always = Set(BaselineComparison.metrics + [.memoryHighestVmalloc, .memoryHighestModules])

    private static func metrics(
        _ part: PatchComparison.Part, _ names: (base: String, patched: String)
    ) -> [Table] {
        let shown = part.metrics.filter { $0.direction == .less || $0.direction == .more || always.contains($0.metric) }
        guard !shown.isEmpty else { return [] }
        let rows = shown.map { row in
            func text(_ spread: Spread) -> String {
                let (low, high) = (Figure.text(spread.low, of: row.metric), Figure.text(spread.high, of: row.metric))
                let middle = Figure.text(spread.median, of: row.metric)
                return low == high ? middle : "\(middle) (\(low)-\(high))"
            }
            let interval = row.direction == .same ? "-" : ChangeText.range(row.pooled) ?? "-"
            let says = row.isWarning ? "worse" : row.direction == .open ? "-" : row.direction.rawValue
            return (
                name: row.metric.text,
                items: [
                    text(row.base), text(row.patched), row.pooled.ratio.map(ChangeText.change) ?? "-", interval, says,
                ]
            )
        }
        return [
            Table(
                caption:
                    "Figures: median and range over all vCPU counts, and how the sums compare; JSON has those that did not move",
                corner: "metric", headers: [names.base, names.patched, "change", "95 %", "says"], rows: rows)
        ]
    }

    /// The largest vCPU count, where there is most to see; JSON has every one.
    private static func funnel(
        _ part: PatchComparison.Part, _ names: (base: String, patched: String)
    ) -> [Table] {
        guard let vcpus = part.funnel.map(\.vcpus).max() else { return [] }
        let rows = part.funnel.filter { $0.vcpus == vcpus }.map { row in
            let sign = row.difference.median > 0 ? "+" : ""
            return (
                name: row.stage.rawValue.replacing("_", with: " "),
                items: [
                    Figure.number(row.base.median), Figure.number(row.patched.median),
                    sign + Figure.number(row.difference.median),
                ]
            )
        }
        return [
            Table(
                caption: "Funnel with \(vcpus) \(vcpus == 1 ? "vCPU" : "vCPUs"), medians",
                corner: "stage", headers: [names.base, names.patched, "change"], rows: rows)
        ]
    }

    private static func projections(_ comparison: PatchComparison) -> [Section] {
        let table = ProjectionTable(comparison.projections)
        guard !table.rows.isEmpty else { return [] }
        return [
            Section(
                title: table.caption,
                tables: [Table(caption: nil, corner: "projection", headers: table.headers, rows: table.rows)])
        ]
    }
}
