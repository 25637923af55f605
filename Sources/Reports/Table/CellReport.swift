// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
public import Verdicts
import Vocabulary

/// One boot in full, for a person: its verdict, the funnel by module and caller, the peaks, what its log shows, and every
/// figure.
public struct CellReport: Sendable {
    let table: TableReport
    var style: TableStyle { table.style }

    public init(style: TableStyle = TableStyle()) { table = TableReport(style: style) }

    /// Every line ends in a newline, and none is wider than the style.
    public func text(of cell: CellSummary) -> String {
        let sections = [
            head(cell), host(cell), postMortem(cell), loads(cell), requests(cell), replays(cell), peaks(cell),
            findings(cell),
            figures(cell),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    /// What the boot itself says, unless a criterion says worse of it: an oops does not keep a boot from its seal.
    private func head(_ cell: CellSummary) -> [String] {
        let objection = cell.verdict == cell.status ? nil : cell.objections.first { $0.status == cell.verdict }
        let word = objection?.word ?? cell.word ?? ""
        let text = objection.map { "\($0.text) (\($0.criterion))" } ?? cell.reason
        let reason = text.isEmpty ? "" : " \(word): \(text)"
        let attempts = cell.attempts > 1 ? ", \(cell.attempts) attempts" : ""
        return table.paragraph("\(cell.verdict.rawValue) \(cell.id.text)\(attempts)\(reason)", indent: 2)
            + (cell.retried.map { indented("\($0).") } ?? [])
            + (objection?.lines ?? cell.lines).map { "  | " + TextColumns.cut(style.safe($0), to: style.width - 4) }
    }

    private func host(_ cell: CellSummary) -> [String] {
        guard let host = cell.host else { return [] }
        func share(_ value: Double?, _ text: String) -> String? {
            value.map { "\(text) \(Figure.number(($0 * 1000).rounded() / 10)) %" }
        }
        let figures = [
            share(host.pressure, "some task waited for a CPU"), share(host.others, "others used"),
            share(host.waited, "each vCPU waited"), share(host.steal, "stolen from the host"),
            host.loadAfter.map { "load \(Figure.number($0))" },
        ].compactMap(\.self)
        guard !figures.isEmpty else { return [] }
        let noise = cell.noise == nil ? "" : " (noisy)"
        return table.paragraph("Host meanwhile\(noise): \(figures.joined(separator: ", "))", indent: 2)
    }

    private func loads(_ cell: CellSummary) -> [String] {
        guard let funnel = cell.funnel else { return table.paragraph("No funnel: the guest sent no trace.") }
        let headers = ["caller", "calls", "loaded", "coalesced", "refused", "failed", "unfinished"]
        func items(_ caller: String, _ outcomes: Funnel.Outcomes) -> [Grid.Item] {
            let counts = [outcomes.calls, outcomes.loaded, outcomes.coalesced, outcomes.refused]
            let failed = outcomes.failed.sorted { $0.key < $1.key }.map { "\($0.value) (errno \($0.key))" }
            return
                ([caller] + counts.map { "\($0)" } + [failed.isEmpty ? "0" : failed.joined(separator: ", ")]
                + ["\(outcomes.unfinished)"]).map { Grid.Item(text: $0) }
        }
        let rows = funnel.loads.map { row in
            (name: style.safe(row.module ?? "(not told)"), items: items(style.safe(row.caller.text), row.outcomes))
        }
        let grid = Grid(
            corner: "module", headers: headers, rows: rows + [(name: "all", items: items("", funnel.outcomes))])
        return table.paragraph("Calls of the module loader\(uevents(funnel))\(initramfs(funnel))") + bound(funnel)
            + grid.lines(style)
    }

    private func initramfs(_ funnel: Funnel) -> String {
        funnel.initramfs.map { "; before it the initramfs took \($0.brief)" } ?? ""
    }

    private func uevents(_ funnel: Funnel) -> String {
        guard let announced = funnel.announced else { return "" }
        let processed = funnel.processed.map { ", \($0) of them processed by udev" } ?? ""
        return ", after \(announced) uevents with a modalias\(processed)"
    }

    private func bound(_ funnel: Funnel) -> [String] {
        funnel.bound.map { indented("Lower bounds: \($0).") } ?? []
    }

    private func requests(_ cell: CellSummary) -> [String] {
        guard let funnel = cell.funnel, !funnel.requests.isEmpty || (funnel.refusedRequests ?? 0) > 0 else { return [] }
        func known(_ count: Int) -> String { funnel.tellsModprobe ? "\(count)" : "-" }
        var columns: [(header: String, text: (Funnel.Requests) -> String)] = [
            ("asked by", { style.safe($0.caller ?? "(not told)") }), ("requests", { "\($0.requests)" }),
            ("coalesced", { known($0.coalesced) }), ("asked", { known($0.asked) }), ("ran", { known($0.executed) }),
            ("failed", { "\($0.unsuccessful)" }),
        ]
        if funnel.requests.contains(where: { $0.unanswered > 0 }) {
            columns.append(("unanswered", { "\($0.unanswered)" }))
        }
        let rows = funnel.requests.map { row in
            (name: style.safe(row.name), items: columns.map { Grid.Item(text: $0.text(row)) })
        }
        var facts = ["\(funnel.distinctRequests) \(funnel.distinctRequests == 1 ? "name" : "names")"]
        if let refused = funnel.refusedRequests, refused > 0 {
            facts.append("\(refused) more refused, because 50 others were busy")
        } else if let warnings = funnel.busyWarnings, warnings > 0 {
            facts.append("the log says \(warnings) times that more were refused, because 50 others were busy")
        }
        let caption =
            "Requests of the kernel: \(funnel.requestCount) (\(facts.joined(separator: "; "))); asked, ran: a modprobe of"
            + " its own"
        return table.paragraph(caption) + Grid(corner: "name", headers: columns.map(\.header), rows: rows).lines(style)
    }

    private func replays(_ cell: CellSummary) -> [String] {
        guard let replays = cell.replays else { return [] }
        let list = replays.map { "\($0)" }.joined(separator: ", ")
        return table.paragraph("Loads thrown away in \(replays.count) replays of the CPUs' uevents: \(list)")
    }

    private func peaks(_ cell: CellSummary) -> [String] {
        guard let peaks = cell.peaks else { return [] }
        let named: [(String, Peak?)] = [
            ("lowest MemAvailable", peaks.lowestAvailable), ("highest VmallocUsed", peaks.highestVmalloc),
            ("highest module area", peaks.highestModules),
        ]
        let lines = named.compactMap { name, peak -> [String]? in
            guard let peak else { return nil }
            let stage = peak.stage.map { ", stage \($0.rawValue)" } ?? ""
            let doing = peak.doing.map { "; \($0)" } ?? ""
            return indented("\(name): \(peak.size) at \(peak.time.brief)\(stage)\(doing)")
        }
        return lines.isEmpty ? [] : ["Memory, of the samples (guest's clock)"] + lines.flatMap { $0 }
    }

    func indented(_ text: String) -> [String] {
        var lines = TextColumns.wrapped(style.safe(text), width: style.width, first: 2, indent: 4)
        lines[0] = "  " + lines[0]
        return lines
    }

    private func findings(_ cell: CellSummary) -> [String] {
        guard !cell.findings.isEmpty else {
            return table.paragraph("Log and console: nothing that a clean boot does not show.")
        }
        return ["Log and console"]
            + cell.findings.flatMap {
                indented("\($0.kind.rawValue): \($0.title)" + ($0.allowed.map { " (allowed: \($0))" } ?? ""))
            }
    }

    /// Every figure, and beside a counter what the trace says of the same.
    private func figures(_ cell: CellSummary) -> [String] {
        let standIns = Set(Metric.catalogue.compactMap(\.traced))
        func text(_ name: MetricName?) -> String? {
            name.flatMap { name in cell.values[name].map { Figure.text($0, of: name) } }
        }
        typealias Row = (name: String, value: String?, traced: String?)
        let found = Metric.catalogue.filter { !standIns.contains($0.name) }.map { metric -> Row in
            (metric.name.text, text(metric.name), text(metric.traced))
        }.filter { $0.value != nil || $0.traced != nil }
        guard !found.isEmpty else { return [] }
        let isTraced = found.contains { $0.traced != nil }
        let rows = found.map { row in
            let texts = [row.value ?? "-"] + (isTraced ? [row.traced ?? ""] : [])
            return (name: row.name, items: texts.map { Grid.Item(text: $0) })
        }
        return (isTraced ? table.paragraph("Figures; traced: the same from the trace alone (docs/evidence.md)") : [])
            + Grid(corner: "metric", headers: isTraced ? ["value", "traced"] : ["value"], rows: rows).lines(style)
    }
}
