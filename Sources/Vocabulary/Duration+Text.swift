// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// The duration in seconds as a floating-point number, for ratios and for text; not for sums.
    public var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }

    /// The whole nanoseconds, as guests and stored records count them.
    public var inNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }

    /// Reads `70 s`, `500 ms` or `5 min`; nil for anything else.
    public init?(text: String) {
        let compact = text.filter { $0 != " " }
        let digits = compact.prefix(while: \.isNumber)
        guard let count = Int64(digits), count <= 1_000_000_000 else { return nil }
        switch compact.dropFirst(digits.count) {
        case "ms": self = .milliseconds(count)
        case "s": self = .seconds(count)
        case "min": self = .seconds(count * 60)
        default: return nil
        }
    }

    /// For people: `0.8 s`, `12 s`, `3 min 04 s`, `2 h 10 min`.
    public var brief: String {
        let seconds = inSeconds
        if seconds < 9.95 {
            let tenths = Int((seconds * 10).rounded())
            return "\(tenths / 10).\(abs(tenths % 10)) s"
        }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if whole < 3600 { return "\(whole / 60) min \(padded(whole % 60)) s" }
        return "\(whole / 3600) h \(padded(whole % 3600 / 60)) min"
    }
}
