// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

/// The kinds that hold kernels against one another, and growth.
extension MatrixReader {
    func readComparison(
        _ kind: String, _ fields: Fields, _ scene: Scene?, _ judged: JudgedCells?
    ) -> Criterion.Kind? {
        if ["ratio", "difference", "scaling"].contains(kind), judged?.hasReplays == true {
            (fields["when"] ?? fields.owner).problem(
                "bad-value",
                "a boot of \(WorkloadName.cpuReplay) makes as many replays as its time allows, and decides no comparison",
                "leave that workload out with when")
            return nil
        }
        switch kind {
        case "same-as":
            let metric = fields["metric"].flatMap { readMetric($0) }
            let reference = readReference(fields["reference"], fields, scene, judged)
            guard let metric, let reference else { return nil }
            return .sameAs(metric.name, reference: reference)
        case "ratio":
            readOnlyWord(fields["pooled-over"], "vcpus")
            let metric = fields["metric"].flatMap(readCompared)
            let limit = fields["at-most"].flatMap(readFraction)
            let reference = fields["to"].flatMap { readComparedKernel($0, scene, judged) }
            let floor = fields["floor"].map { readFloor($0, metric) }
            guard let metric, let limit, let reference, let floor = floor ?? .some(nil) else { return nil }
            return .ratio(metric.name, to: reference, atMost: limit, floor: floor)
        case "difference":
            readOnlyWord(fields["pooled-over"], "vcpus")
            let metric = fields["metric"].flatMap(readCompared)
            let reference = fields["to"].flatMap { readComparedKernel($0, scene, judged) }
            guard let metric, let most = fields["at-most"].flatMap({ readQuantity($0, metric) }), let reference else {
                return nil
            }
            return .difference(metric.name, to: reference, atMost: most)
        case "scaling":
            readOnlyWord(fields["over"], "vcpus")
            let metric = fields["metric"].flatMap(readCompared)
            judged?.checkGrowth(fields["when"] ?? fields.owner)
            let limit = fields["at-most"].flatMap { readScalingLimit($0, metric, scene, judged) }
            let floor = fields["floor"].map { readFloor($0, metric) }
            guard let metric, let limit, let floor = floor ?? .some(nil) else { return nil }
            if let value = fields["floor"], case .absolute = limit {
                value.problem(
                    "bad-value", "a floor is added to a share, and at-most is not one",
                    "remove the key, and raise at-most by it")
                return nil
            }
            return .scaling(metric.name, atMost: limit, floor: floor)
        case "timing":
            let metric = fields["metric"].flatMap(readTime)
            let limit = fields["at-most"].flatMap(readFraction)
            let reference = readReference(fields["reference"], fields, scene, judged)
            guard let metric, let limit, let reference else { return nil }
            return .timing(metric.name, to: reference, atMost: limit)
        default:
            return nil
        }
    }

    /// Replays of one boot are no boots, and what is decided here is how boots differ.
    private func readCompared(_ value: Value) -> Metric? {
        guard let metric = readMetric(value, isSummed: true) else { return nil }
        guard metric.name != .replayFailed else {
            value.problem(
                "bad-value", "\(metric.name) is exploratory, and decides no comparison",
                "compare loads.failed of the workload coldplug")
            return nil
        }
        return metric
    }

    /// What never matters, in the metric's unit; `.some(nil)` stands for none.
    private func readFloor(_ value: Value, _ metric: Metric?) -> Double?? {
        guard let metric, let floor = readQuantity(value, metric) else { return nil }
        return .some(floor)
    }

    private func readTime(_ value: Value) -> Metric? {
        guard let metric = readMetric(value, isSummed: true) else { return nil }
        guard metric.unit == .seconds else {
            let times = Metric.catalogue.filter { $0.unit == .seconds }.map(\.name.text)
            value.problem(
                "wrong-unit", "\(metric.name) is not a time", "write one of: \(times.joined(separator: ", "))")
            return nil
        }
        return metric
    }

    /// A key that has one possible value so far.
    private func readOnlyWord(_ value: Value?, _ word: String) {
        guard let value, value.raw != word else { return }
        value.problem("bad-value", "\(value.kind) is not possible here", "write \(word), or remove the key")
    }
}
