// SPDX-License-Identifier: Apache-2.0

/// Ratios of a patched kernel to its base in words.
public enum ChangeText {
    /// `1.2 % less (95 %: 4 % less to 2 % more)`; nil where the base shows none.
    public static func ratio(_ pooled: PooledRatio) -> String? {
        guard let ratio = pooled.ratio else { return nil }
        guard let range = range(pooled) else { return "\(change(ratio)), which may be chance" }
        return "\(change(ratio)) (95 %: \(range))"
    }

    /// `99 % to 99.9 % less`, `4 % less to 2 % more`, `at least 12 % more`; nil where the interval says nothing.
    public static func range(_ pooled: PooledRatio) -> String? {
        guard pooled.method != .none else { return nil }
        let (low, high) = (pooled.interval.low, pooled.interval.high)
        guard let high else {
            if low == 0 { return nil }
            return low < 1 ? "at most \(change(low))" : "at least \(change(low))"
        }
        let (first, last) = (parts(low), parts(high))
        if first == last { return first.text }
        guard first.word == last.word else { return "\(first.text) to \(last.text)" }
        // The smaller change first, whichever way it goes.
        return low < 1 ? "\(last.size) to \(first.text)" : "\(first.size) to \(last.text)"
    }

    /// `1.2 % less`, `3.4 times as much`, `as much`.
    public static func change(_ ratio: Double) -> String { parts(ratio).text }

    private struct Parts: Equatable {
        var size: String
        var word: String
        var text: String { size.isEmpty ? word : "\(size) \(word)" }
    }

    private static func parts(_ ratio: Double) -> Parts {
        if ratio >= 3 {
            let scale = ratio < 10 ? 10.0 : 1
            return Parts(size: Figure.number((ratio * scale).rounded() / scale), word: "times as much")
        }
        let share = abs(ratio - 1)
        // Nearly all is not all: 99.96 % shall not read as 100 %.
        let percent =
            share > 0.99 && share < 1
            ? "\(Figure.number((share * 1000).rounded(.down) / 10)) %" : Figure.percent(share)
        if percent == "0 %" { return Parts(size: "", word: "as much") }
        return Parts(size: percent, word: ratio < 1 ? "less" : "more")
    }
}
