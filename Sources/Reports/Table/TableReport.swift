// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
public import Verdicts
import Vocabulary

/// A result for a person at a terminal: the matrix, each criterion with its reason, what went wrong with the lines that
/// prove it, and the verdict last, where the eye is when the text has scrolled by. Statuses keep their own words.
public struct TableReport: Sendable {
    /// Of one trouble; JSON has them all.
    private static let mostLines = 12
    private static let mostTroubles = 20

    let style: TableStyle

    public init(style: TableStyle = TableStyle()) { self.style = style }

    /// The whole report; every line ends in a newline, and none is wider than the style.
    public func text(of result: MatrixResult) -> String {
        let sections = [
            head(result), matrices(result), criteria(result), troubles(result), warnings(result), funnels(result),
            againstBaseline(result), projections(result),
            notes(result), totals(result),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private func head(_ result: MatrixResult) -> [String] {
        let run = result.run
        var lines = paragraph(run.title)
        let accelerator =
            run.accelerators.isEmpty
            ? "no cell has run" : "\(run.accelerators.joined(separator: " and ")): \(list(run.acceleratorReasons))"
        lines += paragraph(accelerator)
        let versions = run.versions.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }
            .map { "\($0.key) \($0.value)" }
        let machine = list(run.connections + versions)
        if !machine.isEmpty { lines += paragraph(machine) }
        let identity = run.id.map { "run \($0), seed \(run.seed)" } ?? "seed \(run.seed)"
        lines += paragraph(identity)
        lines += (result.designLines ?? []).flatMap { paragraph("design: \($0)", indent: 8) }
        return lines + (result.looked.map { paragraph("looks: \($0.sentence)", indent: 7) } ?? [])
    }

    private func list(_ items: [String]) -> String { items.joined(separator: ", ") }

    private func matrices(_ result: MatrixResult) -> [String] {
        var workloads: [WorkloadName] = []
        for place in result.coordinates where !workloads.contains(place.coordinates.workload) {
            workloads.append(place.coordinates.workload)
        }
        return workloads.flatMap { workload -> [String] in
            let places = result.coordinates.filter { $0.coordinates.workload == workload }
            let baseline = result.kernels.contains(where: \.isBaseline) ? "; * is the baseline" : ""
            let caption = "\(workload): status and median \(result.figure) (lowest-highest) by vCPUs\(baseline)"
            let lines = paragraph(caption) + grid(places, result).lines(style) + legend(places, result.figure)
            return workload == workloads.last ? lines : lines + [""]
        }
    }

    private func grid(_ places: [CoordinateSummary], _ result: MatrixResult) -> Grid {
        let found = Dictionary(places.map { ($0.coordinates, $0) }) { first, _ in first }
        let vcpus = Set(places.map(\.coordinates.vcpus)).sorted()
        let workload = places.first?.coordinates.workload
        let present = Set(places.map(\.coordinates.kernel))
        let rows = result.kernels.filter { present.contains($0.name) }.map { kernel in
            let items = vcpus.map { count -> Grid.Item in
                let place = workload.map { Coordinates(kernel: kernel.name, vcpus: count, workload: $0) }
                guard let summary = place.flatMap({ found[$0] }) else { return Grid.Item(text: "-") }
                return Grid.Item(text: text(of: summary, result.figure), status: summary.status)
            }
            return (
                name: style.safe(kernel.name.rawValue) + (kernel.isBaseline ? " *" : ""),
                items: [Grid.Item(text: kernel.status.rawValue, status: kernel.status)] + items
            )
        }
        return Grid(
            corner: "kernel", headers: ["verdict"] + vcpus.map { "\($0)" }, rows: rows)
    }

    /// What a `~` means, where there is one.
    private func legend(_ places: [CoordinateSummary], _ metric: MetricName) -> [String] {
        guard let traced = Metric.named(metric)?.traced, places.contains(where: { $0.word == nil && $0.traced != nil })
        else { return [] }
        return paragraph("~ \(traced): counted in the trace, as the kernel has no MODULE_STATS", indent: 2)
    }

    /// `PASS 41 (38-44)`, `PASS ~41` for a figure of the trace, `FAIL panic 1/3`, `MISS never-run`.
    private func text(of place: CoordinateSummary, _ metric: MetricName) -> String {
        let status = place.status.rawValue
        if let word = place.word {
            let share = place.affected < place.cells.count ? " \(place.affected)/\(place.cells.count)" : ""
            return style.safe("\(status) \(word)\(share)")
        }
        guard let figure = place.figure ?? place.traced else { return status }
        let mark = place.figure == nil ? "~" : ""
        let median = Figure.text(figure.median, of: metric)
        let range =
            figure.low == figure.high
            ? "" : " (\(Figure.text(figure.low, of: metric))-\(Figure.text(figure.high, of: metric)))"
        return "\(status) \(mark)\(median)\(range)"
    }

    private func criteria(_ result: MatrixResult) -> [String] {
        guard !result.criteria.isEmpty else { return [] }
        let width = result.criteria.map { word($0.status, $0.warns).count }.max() ?? 0
        return ["Criteria"]
            + result.criteria.flatMap { criterion -> [String] in
                let several = Set(criterion.rows.compactMap(\.workload)).count > 1
                // Only pooled criteria judge a kernel as a whole; the others show in the matrix, cell by cell, and here
                // where a kernel failed.
                let shown = criterion.rows.filter { $0.comparison != nil || $0.claim != nil || $0.workload != nil }
                let rows = shown.flatMap { row -> [String] in
                    let name = several ? "\(row.kernel), \(row.workload?.rawValue ?? "")" : "\(row.kernel)"
                    return statusLines(
                        row.status, "\(name): \(row.reason)", indent: 3 + width, warns: row.warns)
                }
                let name = criterion.name + (criterion.severity == .warn ? " (severity warn)" : "")
                return statusLines(
                    criterion.status, "\(name): \(criterion.reason)", indent: 2, pad: width, warns: criterion.warns)
                    + rows
            }
    }

    private func troubles(_ result: MatrixResult) -> [String] {
        list(Trouble.all(in: result), under: "What keeps cells from PASS")
    }

    private func warnings(_ result: MatrixResult) -> [String] {
        list(Trouble.warnings(in: result), under: "Warnings, which change no status", warns: true)
    }

    private func list(_ troubles: [Trouble], under title: String, warns: Bool = false) -> [String] {
        guard !troubles.isEmpty else { return [] }
        var lines = [title]
        for trouble in troubles.prefix(Self.mostTroubles) {
            let names = trouble.names.prefix(4).joined(separator: ", ")
            let more = trouble.names.count > 4 ? " and \(trouble.names.count - 4) more" : ""
            let criterion = trouble.criterion.map { " (\($0))" } ?? ""
            lines += statusLines(
                trouble.status, "\(names)\(more)\(criterion): \(trouble.text)", indent: 2, warns: warns)
            lines += trouble.lines.prefix(Self.mostLines).map { line in
                "      | " + TextColumns.cut(style.safe(line), to: style.width - 8)
            }
            if trouble.lines.count > Self.mostLines {
                lines.append("      | (\(trouble.lines.count - Self.mostLines) more lines in the JSON report)")
            }
        }
        if troubles.count > Self.mostTroubles {
            lines.append("  \(troubles.count - Self.mostTroubles) more in the JSON report")
        }
        return lines
    }

    private func notes(_ result: MatrixResult) -> [String] {
        result.notes.flatMap { paragraph("Note: \($0)", indent: 6) }
    }

    private func totals(_ result: MatrixResult) -> [String] {
        let cells = result.coordinates.flatMap(\.cells).map(\.status)
        let time = result.run.took.map { " in \($0.brief)" } ?? ""
        let text =
            "\(count(cells, "cell", "cells", time)); \(count(result.criteria.map(\.status), "criterion", "criteria"))"
            + warningCount(result)
        return statusLines(result.status, text, indent: 0)
    }

    private func warningCount(_ result: MatrixResult) -> String {
        let warnings = result.criteria.count(where: \.warns)
        return warnings == 0 ? "" : "; \(warnings) \(warnings == 1 ? "warning" : "warnings")"
    }

    /// What stands for a status.
    private func word(_ status: Status, _ warns: Bool) -> String { warns ? "WARN" : status.rawValue }

    /// `27 cells in 62 s: 26 PASS, 1 FAIL`.
    private func count(_ statuses: [Status], _ noun: String, _ plural: String, _ time: String = "") -> String {
        let parts = Status.allCases.compactMap { status in
            let number = statuses.count { $0 == status }
            return number > 0 ? "\(number) \(status.rawValue)" : nil
        }
        return "\(statuses.count) \(statuses.count == 1 ? noun : plural)\(time)"
            + (parts.isEmpty ? "" : ": " + list(parts))
    }

    func paragraph(_ text: String, indent: Int = 0) -> [String] {
        TextColumns.wrapped(style.safe(text), width: style.width, indent: indent)
    }

    /// A status, painted, and text beside it that wraps below its own beginning.
    func statusLines(
        _ status: Status, _ text: String, indent: Int, pad: Int = 0, warns: Bool = false
    ) -> [String] {
        let word = word(status, warns)
        let blanks = String(repeating: " ", count: max(0, pad - word.count) + 1)
        // Half of a narrow terminal is too much for an indentation.
        let margin = min(indent, style.width / 4)
        let start = margin + word.count + blanks.count
        var lines = TextColumns.wrapped(
            style.safe(text), width: style.width, first: start, indent: min(start, style.width / 4 + 2))
        lines[0] =
            String(repeating: " ", count: margin) + style.painted(word, warns ? .inconclusive : status) + blanks
            + lines[0]
        return lines
    }
}
