// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// The registry of metrics for readers: a criterion may name any of them. Pure.
public struct MetricListing: Sendable {
    private let metrics: [Metric]

    public init(_ metrics: [Metric] = Metric.catalogue) { self.metrics = metrics }

    /// A paragraph a metric: name, unit and meaning, and below it where it comes from and what can be asked of it.
    public func text(_ style: TableStyle) -> String {
        let width = metrics.map(\.name.text.count).max() ?? 0
        let indent = width + 9
        let blank = String(repeating: " ", count: indent)
        return metrics.flatMap { metric -> [String] in
            let name = TextColumns.padded(metric.name.text, to: width + 2)
            let unit = TextColumns.padded(metric.unit.word, to: 7)
            return hanging(metric.meaning, after: name + unit, indent, style)
                + hanging("from " + source(metric), after: blank, indent, style)
                + hanging(character(metric), after: blank, indent, style)
        }.joined(separator: "\n") + "\n"
    }

    private func hanging(_ words: String, after head: String, _ indent: Int, _ style: TableStyle) -> [String] {
        var lines = TextColumns.wrapped(style.safe(words), width: style.width, first: indent, indent: indent)
        if !lines.isEmpty { lines[0] = head + lines[0] }
        return lines
    }

    private func source(_ metric: Metric) -> String {
        guard let ground = metric.ground else { return metric.source }
        return "\(metric.source); needs \(ground.words)"
    }

    /// `race, worse if more`.
    private func character(_ metric: Metric) -> String {
        metric.nature.rawValue + (metric.worse.map { ", worse if \($0.rawValue)" } ?? "")
    }

    /// docs/metrics.md, whole.
    public var markdown: String {
        let rows = metrics.map { metric in
            [
                "`\(metric.name)`", metric.unit.word, metric.meaning, metric.nature.rawValue,
                metric.worse?.rawValue ?? "", metric.source, metric.ground?.words ?? "",
                metric.traced.map { "`\($0)`" } ?? "",
            ].map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")
        }
        return """
            <!-- SPDX-License-Identifier: Apache-2.0 -->
            <!-- Written by `bootmatrix metrics --markdown`; change Sources/MatrixPlan/Metrics instead. -->
            # Metrics

            What a criterion of matrix.yaml can speak of. Every metric is of one boot. File names are those of Linux 6.12.
            A boot gives a metric only where it can be trusted: where the kernel lacks what is in the column `needs`, or the trace is
            not whole, the metric is absent, never zero, and a criterion on it is INCONCLUSIVE. The last column names the metric of the
            trace that means the same, for kernels without the counter ([evidence.md](evidence.md) has the limits).

            `nature` says how a metric comes out when a sound kernel is booted again: `steady`, the same; `race`, maybe another, because it
            counts who came first; `sample`, memory as it was when somebody looked; `host time`, which other work of the host changes.
            `worse if` is empty where neither more nor less is worse by itself. [matrix.md](matrix.md) says which kinds of criterion take
            what.

            | metric | unit | meaning | nature | worse if | source | needs | from the trace |
            |---|---|---|---|---|---|---|---|

            """ + rows.map { "| \($0) |\n" }.joined()
    }

    public func json() throws -> String {
        let document = Document(
            metrics: metrics.map { metric in
                Row(
                    name: metric.name, unit: metric.unit.word, meaning: metric.meaning, nature: metric.nature.rawValue,
                    worse: metric.worse?.rawValue, source: metric.source, needs: metric.ground?.words,
                    traced: metric.traced)
            })
        return String(decoding: try CanonicalJSON.encode(document), as: UTF8.self)
    }

    private struct Document: Encodable {
        var schema = 1
        var metrics: [Row]
    }

    private struct Row: Encodable {
        var name: MetricName
        var unit: String
        var meaning: String
        var nature: String
        /// `more` or `less`; absent where neither is.
        var worse: String?
        var source: String
        var needs: String?
        var traced: MetricName?
    }
}

extension Metric.Unit {
    var word: String {
        switch self {
        case .count: "count"
        case .bytes: "bytes"
        case .seconds: "time"
        case .moduleSet: "set"
        }
    }
}

extension Metric.Ground {
    var words: String {
        switch self {
        case .statistics: "CONFIG_MODULE_STATS (6.4)"
        case .probes: "probes: FTRACE_SYSCALLS, KPROBE_EVENTS"
        }
    }
}
