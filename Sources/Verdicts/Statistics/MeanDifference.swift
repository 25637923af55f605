// SPDX-License-Identifier: Apache-2.0

/// The mean of value - reference over blocks, in the metric's unit per boot, with the interval that the blocks leave
/// possible: by the same tests as `PooledRatio`, and for counts not narrower than counting alone allows.
public struct MeanDifference: Hashable, Codable, Sendable {
    public var mean: Double
    public var low: Double
    public var high: Double

    /// Nil for fewer than three blocks.
    /// - Parameter error: two-sided.
    init?(_ pairs: [BlockPair], counting: PooledRatio.Counting, error: Double) {
        let differences = pairs.map { $0.value - $0.reference }
        guard let least = differences.min(), let most = differences.max(), pairs.count >= StudentInterval.fewestBlocks
        else { return nil }
        let count = Double(pairs.count)
        let centre = differences.reduce(0, +) / count
        mean = centre
        if pairs.count < PooledRatio.fewestPermuted {
            let squares = differences.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
            let half =
                StudentDistribution.quantile(upper: error / 2, freedom: count - 1)
                * (squares / (count - 1) / count).squareRoot()
            (low, high) = (centre - half, centre + half)
        } else {
            // The interval wants numbers that are not negative, and room below them.
            let shift = most - least + max(0, -least)
            let shifted = differences.map { BlockPair(value: $0 + shift, reference: 1) }
            let found = PermutationInterval.of(shifted, error: error) ?? .open
            (low, high) = (found.low - shift, (found.high ?? most + shift) - shift)
        }
        guard counting != .no else { return }
        let normal = -NormalDistribution.quantile(error / 2)
        let events = pairs.reduce(0) { $0 + $1.value + (counting == .both ? $1.reference : 0) }
        // Of no event at all there may have been so many: the normal distribution would say none.
        let half = normal * max(events, normal * normal).squareRoot() / Double(pairs.count)
        (low, high) = (min(low, mean - half), max(high, mean + half))
    }
}
