// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// Figures as text. Any double is fit to be shown: a guest's counters may hold anything.
public enum Figure {
    /// A value in its metric's unit: `41`, `13.6 MiB`, `4.1 s`.
    public static func text(_ value: Double, of metric: MetricName) -> String {
        switch Metric.named(metric)?.unit {
        case .bytes: Int64(exactly: value.rounded()).map { ByteCount($0).description } ?? number(value)
        case .seconds where abs(value) < 1e6: Duration.seconds(value).brief
        default: number(value)
        }
    }

    /// A whole number as it is, anything else with at most two decimals.
    public static func number(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return "\(whole)" }
        guard let text = Decimals.text(value, 2) else { return "\(value)" }
        return text == "0" ? (value < 0 ? "-0.00" : "0.00") : text
    }

    /// A share in percent, with one decimal, and two digits below 1 %: `22.1 %`, `0.044 %`. One more where the last of them
    /// is a zero, so that a round figure is exact and none is taken for a limit beside it: `10.04 %`, `10.00 %`, and `0 %`
    /// for nothing at all.
    public static func percent(_ share: Double) -> String {
        let percent = share * 100
        let size = abs(percent)
        guard size > 0 else { return "0 %" }
        guard size < 1e12 else { return number(percent) + " %" }
        guard size >= 1e-12 else { return "\(percent) %" }
        var least = 1
        var first = size
        while first < 1 {
            first *= 10
            least += 1
        }
        // What a matrix asks for is a short decimal.
        for decimals in 0...max(4, least) {
            guard let text = Decimals.text(percent, decimals), let figure = Double(text) else { break }
            if abs(figure - percent) <= size * 1e-12 { return text + " %" }
        }
        // Nearly all is never all, however near.
        let most = (99.9..<100).contains(size) ? 15 : least + 1
        for decimals in least..<most {
            guard let text = Decimals.text(percent, decimals) else { break }
            if text != Decimals.text(percent, decimals - 1) { return text + " %" }
        }
        return (Decimals.text(percent, most, keepsZeros: true) ?? "\(percent)") + " %"
    }

    /// An interval's confidence from its two-sided error: `95 %`, `99.7 %`, `99.999 %`.
    public static func confidence(_ error: Double) -> String { percent(1 - error) }

    /// A probability: `0.21`, `0.0004`, `0.000002`; at least `1`.
    public static func chance(_ share: Double) -> String {
        guard share < 0.995 else { return "1" }
        guard share > 1e-12 else { return "< 1e-12" }
        var digits = 2
        var scale = 100.0
        while (share * scale).rounded() < 1 {
            scale *= 10
            digits += 1
        }
        let figure = Int64((share * scale).rounded())
        let text = "\(figure)"
        return "0." + String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// `at least 10`, `at most 5 s`, `2 to 5`.
    static func text(_ limits: Limits, of metric: MetricName) -> String {
        switch (limits.atLeast, limits.atMost) {
        case (let low?, let high?): "\(text(low, of: metric)) to \(text(high, of: metric))"
        case (let low?, nil): "at least \(text(low, of: metric))"
        case (nil, let high?): "at most \(text(high, of: metric))"
        case (nil, nil): "anything"
        }
    }

    static func text(_ spread: Spread, of metric: MetricName) -> String {
        let middle = text(spread.median, of: metric)
        if spread.low == spread.high { return middle }
        return "\(middle) (\(text(spread.low, of: metric)) to \(text(spread.high, of: metric)))"
    }

    static func text(_ interval: Interval, _ unit: (Double) -> String) -> String {
        if let high = interval.high { return "\(unit(interval.low)) to \(unit(high))" }
        return "\(unit(interval.low)) and more"
    }
}

/// Lists of names in sentences.
enum Names {
    /// `a, b, c and 4 more`.
    static func list(_ names: [String], limit: Int = 4) -> String {
        let shown = names.prefix(limit).joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }

    /// `1 cell`, `3 cells`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
