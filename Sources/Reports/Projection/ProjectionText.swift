// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

/// Projections in sentences.
struct ProjectionText {
    let projection: Projection

    /// What there is room for, what grows, and what cannot be said and why; a sentence or two each.
    var sentences: [String] {
        projection.bounds.map(sentence) + (projection.refusal.map { ["Arithmetic: \($0)."] } ?? [])
            + projection.growths.map(sentence)
    }

    /// `1826 x kvm, not reached`, `423 x kvm_amd at 423 vCPUs`; of several areas `1240 or 1826 x kvm`.
    func room(_ resource: LoadResource) -> String? {
        let bounds = projection.bounds.filter { $0.resource == resource }
        guard let first = bounds.first else { return nil }
        let rooms = bounds.map { "\($0.room)" }.joined(separator: " or ")
        let reached = bounds.compactMap(\.vcpus).min().map { "at \($0) vCPUs" } ?? "not reached"
        return "\(rooms) x \(first.module), \(reached)"
    }

    /// `1.1 MiB (1.1 MiB to 1.2 MiB)`; nil where nothing grew or nobody can tell.
    func growth(_ metric: MetricName) -> String? {
        let standIn = Metric.named(metric)?.traced
        guard let found = projection.growths.first(where: { $0.metric == metric || $0.metric == standIn }),
            let growth = found.growth
        else { return nil }
        let mark = found.metric == metric ? "" : "~"
        func text(_ value: Double) -> String { Figure.text(value, of: found.metric) }
        guard let interval = found.interval, growth > 0 else { return mark + text(growth) }
        return "\(mark)\(text(growth)) (\(text(interval.low)) to \(interval.high.map(text) ?? "any"))"
    }

    private func sentence(_ bound: LoadBound) -> String {
        let what =
            bound.resource == .moduleArea
            ? "in the module area of \(bound.capacity)" : "in \(bound.capacity) (four fifths of MemAvailable)"
        let file = bound.resource == .memory ? ", its file in it" : ""
        let reached: String
        if let vcpus = bound.vcpus {
            reached = "reached with \(vcpus) vCPUs"
        } else if let limit = projection.limit {
            reached = "not reached: udev asks with at most \(limit)"
        } else {
            reached = "not reached"
        }
        return "Room for \(bound.room) loads of \(bound.module) (\(bound.load)\(file)) at once \(what); \(reached)."
    }

    private func sentence(_ item: GrowthProjection) -> String {
        func text(_ value: Double) -> String { Figure.text(value, of: item.metric) }
        var parts: [String] = []
        if let growth = item.growth, growth > 0 {
            let range = item.interval.map { " (95 %: \(ProjectionText.range($0, text)))" } ?? ""
            let start = item.resource == nil ? "" : "\(text(item.start)) with 1 vCPU, and "
            parts.append("\(start)\(text(growth))\(range) for each vCPU added, in \(item.boots) boots")
        }
        if let there = item.atReach, item.resource != nil {
            parts.append("\(ProjectionText.range(there, text)) with \(item.reach) vCPUs")
        }
        let there = item.capacity.map { " of \(text($0))" } ?? ""
        if let vcpus = item.vcpus {
            parts.append(ProjectionText.end(vcpus, of: "all\(there)", reach: item.reach))
        } else if let refusal = item.refusal {
            parts.append(item.growth ?? 0 > 0 ? "not extrapolated: \(refusal)" : refusal)
        }
        return "\(item.metric): \(parts.joined(separator: "; "))."
    }

    /// `all of 1008 MiB used up with 19 to 20 vCPUs`; where the interval does not end within reach, `may be`.
    private static func end(_ vcpus: Interval, of all: String, reach: Int) -> String {
        let first = Figure.number(vcpus.low.rounded(.up))
        guard let high = vcpus.high else {
            return
                "\(all) may be used up from \(first) vCPUs on, and may not be with \(reach), the most that this speaks of"
        }
        let last = Figure.number(high.rounded(.up))
        return "\(all) used up with \(first == last ? first : "\(first) to \(last)") vCPUs"
    }

    static func range(_ interval: Interval, _ text: (Double) -> String) -> String {
        guard let high = interval.high else { return "\(text(interval.low)) and more" }
        let (first, last) = (text(interval.low), text(high))
        return first == last ? first : "\(first) to \(last)"
    }
}
