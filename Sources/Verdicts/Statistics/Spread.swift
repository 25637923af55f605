// SPDX-License-Identifier: Apache-2.0

/// The middle and the ends of a few repeats, for people: with three boots a median and a range say all there is.
public struct Spread: Hashable, Codable, Sendable {
    /// The middle value; the mean of the two in the middle when the count is even.
    public var median: Double
    public var low: Double
    public var high: Double
    public var count: Int

    public init(median: Double, low: Double, high: Double, count: Int) {
        self.median = median
        self.low = low
        self.high = high
        self.count = count
    }

    /// Nil of nothing, and where a value is not a finite number.
    public init?(of values: [Double]) {
        guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
        let sorted = values.sorted()
        let upper = sorted[sorted.count / 2]
        let lower = sorted[(sorted.count - 1) / 2]
        self.init(
            median: lower + (upper - lower) / 2, low: sorted[0], high: sorted[sorted.count - 1], count: sorted.count)
    }
}
