// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension MatrixReader {
    /// - Parameter isSummed: the criterion adds the metric up, which a set cannot.
    func readMetric(_ value: Value, isSummed: Bool = false) -> Metric? {
        guard let text = value.text() else { return nil }
        guard let metric = Metric.named(MetricName(text)) else {
            value.problem(
                "unknown-metric", "there is no metric \"\(SafeText.line(text, limit: 40))\"",
                Closest.remedy(for: text, among: Metric.catalogue.map(\.name.text)))
            return nil
        }
        guard !isSummed || metric.unit != .moduleSet else {
            value.problem(
                "wrong-unit", "\(metric.name) is a set and not a number", "use it with kind: same-as only")
            return nil
        }
        return metric
    }

    /// `metric`, and `at-least` or `at-most` or both.
    func readLimits(_ fields: Fields) -> (MetricName, Limits)? {
        guard let metricValue = fields["metric"], let metric = readMetric(metricValue, isSummed: true) else {
            return nil
        }
        guard fields["at-least"] != nil || fields["at-most"] != nil else {
            fields.owner.problem("missing-key", "a limit is missing", "add at-least or at-most")
            return nil
        }
        let least = fields["at-least"].map { readQuantity($0, metric) }
        let most = fields["at-most"].map { readQuantity($0, metric) }
        if case .some(nil) = least { return nil }
        if case .some(nil) = most { return nil }
        let limits = Limits(atLeast: least ?? nil, atMost: most ?? nil)
        if let low = limits.atLeast, let high = limits.atMost, low > high {
            fields["at-least"]?.problem("out-of-range", "at-least is above at-most", "exchange them")
            return nil
        }
        guard limits.atLeast != 0 || limits.atMost != nil else {
            fields["at-least"]?.problem(
                "out-of-range", "\(metric.name) is never below 0, so that this holds of every boot",
                "write a number above 0, or at-most")
            return nil
        }
        return (metric.name, limits)
    }

    func readQuantity(_ value: Value, _ metric: Metric) -> Double? {
        guard let raw = value.raw, let number = Quantity.read(raw, metric.unit) else {
            value.problem(
                "wrong-unit", "\(value.kind) is not a quantity of \(metric.name)",
                "write \(Quantity.example(metric.unit))")
            return nil
        }
        return number
    }

    func readFraction(_ value: Value) -> Fraction? {
        guard let raw = value.raw, let fraction = share(raw[...]) else {
            value.problem("wrong-unit", "\(value.kind) is not a share", "write a percentage such as `10 %`")
            return nil
        }
        return fraction
    }

    /// `10 % of KERNEL`, or a quantity of the metric per added CPU.
    func readScalingLimit(_ value: Value, _ metric: Metric?, _ scene: Scene?, _ judged: JudgedCells?) -> ScalingLimit? {
        guard let raw = value.raw, !value.isNull else {
            value.wrongType("a limit", "write `10 % of KERNEL` or a number per added CPU")
            return nil
        }
        if let separator = raw.firstRange(of: " of ") {
            guard let fraction = share(raw[..<separator.lowerBound]) else {
                value.problem(
                    "wrong-unit", "\(value.kind) is not a share of a kernel's growth", "write `10 % of KERNEL`")
                return nil
            }
            let word = value.part(String(raw[separator.upperBound...]))
            guard let kernel = readBooted(word, scene), judged?.checkReference(kernel, value) ?? true else {
                return nil
            }
            return .share(fraction, of: kernel)
        }
        guard !raw.contains("%") else {
            value.problem("wrong-unit", "\(value.kind) does not say of what", "write `10 % of KERNEL`")
            return nil
        }
        guard let metric else { return nil }
        return readQuantity(value, metric).map { .absolute($0) }
    }

    /// A percentage without sign or exponent.
    private func share(_ text: Substring) -> Fraction? {
        let compact = text.filter { $0 != " " }
        guard compact.hasSuffix("%"), let percent = Quantity.read(String(compact.dropLast()), .count),
            percent <= 1_000_000
        else { return nil }
        return Fraction(percent / 100)
    }
}
