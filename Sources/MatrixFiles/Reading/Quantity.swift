// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

/// A decimal number with the unit that its metric wants. Signs, exponents, hexadecimal and `.inf` are refused: they
/// have no use as a threshold and one YAML reader takes them for numbers where another does not.
enum Quantity {
    /// In the metric's unit; nil when the text is anything else.
    static func read(_ text: String, _ unit: Metric.Unit) -> Double? {
        let compact = text.filter { $0 != " " }
        let digits = compact.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = decimal(digits) else { return nil }
        let suffix = String(compact.dropFirst(digits.count))
        switch unit {
        case .count: return suffix.isEmpty ? number : nil
        case .bytes:
            return scale(suffix, ["B": 1, "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824]).map { $0 * number }
        case .seconds: return scale(suffix, ["ms": 0.001, "s": 1, "min": 60]).map { $0 * number }
        case .moduleSet: return nil
        }
    }

    /// How such a quantity is written, for a message.
    static func example(_ unit: Metric.Unit) -> String {
        switch unit {
        case .count: "a number without a unit, such as `3`"
        case .bytes: "a size such as `1.5 MiB` (B, KiB, MiB, GiB)"
        case .seconds: "a time such as `20 s` (ms, s, min)"
        case .moduleSet: "nothing: a set has no limits"
        }
    }

    private static func scale(_ suffix: String, _ units: [String: Double]) -> Double? { units[suffix] }

    private static func decimal(_ digits: Substring) -> Double? {
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }), digits.count <= 18 else { return nil }
        return Double(digits)
    }
}
