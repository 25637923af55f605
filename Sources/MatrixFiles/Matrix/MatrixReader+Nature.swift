// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

/// Criteria that read as if they asked something and cannot: what they pass proves nothing, or what they fail is chance.
extension MatrixReader {
    /// Looks at the metric alone, so that it is said beside whatever else is wrong with the criterion.
    func checkMetric(_ fields: Fields, of kind: String, _ severity: Criterion.Severity?) {
        guard let value = fields["metric"],
            let metric = value.raw.flatMap({ Metric.named(MetricName($0.trimmingSpaces)) }),
            metric.unit != .moduleSet
        else { return }
        switch kind {
        case "same-as": checkEquality(value, metric)
        case "ratio", "difference", "scaling": checkIncrease(value, metric, severity)
        case "bound" where metric.nature == .hostTime && severity == .fail:
            value.problem("bad-value", Self.noVerdict(metric), "write `severity: warn`")
        case "control" where metric.nature == .hostTime:
            value.problem(
                "bad-value", "\(Self.time(metric)), and shows no effect of a kernel", "name a metric that is no time")
        default: break
        }
    }

    private func checkEquality(_ value: Value, _ metric: Metric) {
        switch metric.nature {
        case .steady: break
        case .hostTime:
            value.problem("bad-value", "\(Self.time(metric)), and no two boots take as long", "write kind: timing")
        case .sample:
            value.problem(
                "bad-value", "\(metric.name) may differ from boot to boot of one kernel, as samples do",
                metric.worse == .less
                    ? "write kind: bound with at-least" : "write kind: ratio with `severity: warn`, or kind: bound")
        case .race:
            value.problem(
                "bad-value", "\(metric.name) may differ from boot to boot of one kernel: it counts who came first",
                metric.name == .replayFailed
                    ? "write kind: bound with at-most" : "write kind: ratio, difference or bound")
        }
    }

    /// `at-most` is the only limit of these kinds.
    private func checkIncrease(_ value: Value, _ metric: Metric, _ severity: Criterion.Severity?) {
        guard metric.worse != .less else {
            value.problem(
                "bad-value",
                "\(metric.name) is worse if it is less, and at-most passes a kernel with none of it",
                "write kind: bound with at-least" + (metric.nature == .steady ? ", or kind: same-as" : ""))
            return
        }
        guard severity == .fail else { return }
        switch metric.nature {
        case .steady, .race: break
        case .hostTime:
            value.problem("bad-value", Self.noVerdict(metric), "write `severity: warn`, or kind: timing")
        case .sample:
            value.problem(
                "bad-value", "\(metric.name) is what samples found, and a comparison of it cannot fail a kernel",
                "write `severity: warn`, or kind: bound")
        }
    }

    private static func time(_ metric: Metric) -> String {
        "\(metric.name) is time of the host, which other work changes"
    }

    private static func noVerdict(_ metric: Metric) -> String { "\(time(metric)), and cannot fail a kernel" }
}
