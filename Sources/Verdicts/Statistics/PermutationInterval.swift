// SPDX-License-Identifier: Apache-2.0

/// A confidence interval for sum(value) / sum(reference), by permutation within blocks.
///
/// If the true ratio is r, each block's difference value - r * reference is as likely to come out with either sign. The
/// interval holds the ratios that this test (`SignFlipTest`) does not reject. It assumes symmetry, not equal spread: blocks
/// of 2 and of 32 vCPUs may be pooled. (Hartigan, Using subsample values as typical values, JASA 64, 1969.) The pattern
/// that was seen counts against every bound, so that no test has a p-value of zero (Phipson and Smyth, Permutation
/// p-values should never be zero, 2010).
enum PermutationInterval {
    /// Fewer blocks cannot reach 2.5 %: 1 of 2^5 sign patterns is 3.1 %.
    static let fewestBlocks = 6
    /// Up to so many the test is inverted by trying ratios, which takes milliseconds each.
    static let mostInverted = 200

    /// - Parameters:
    ///   - pairs: informative blocks, in any order.
    ///   - error: two-sided; half of it at each end. Fewer blocks than could ever reach it give an open interval.
    /// - Returns: nil for fewer than six blocks.
    static func of(_ pairs: [BlockPair], error: Double = PooledRatio.error) -> Interval? {
        guard pairs.count >= fewestBlocks else { return nil }
        func differences(_ ratio: Double) -> [Double] { pairs.map { $0.value - ratio * $0.reference } }
        let ratios = pairs.compactMap { $0.reference > 0 ? $0.value / $0.reference : nil }
        guard let largest = ratios.max() else { return .open }
        if pairs.count > mostInverted { return ofMany(pairs, error) }
        // At more than the largest ratio every block with a reference lies below it.
        let top = largest * (1 + 1e-9) + 1e-12
        func isRejectedFromAbove(_ ratio: Double) -> Bool {
            SignFlipTest.upperTail(differences(ratio)) <= error / 2
        }
        func isRejectedFromBelow(_ ratio: Double) -> Bool {
            SignFlipTest.lowerTail(differences(ratio)) <= error / 2
        }
        let low = isRejectedFromAbove(0) ? border(0, top) { !isRejectedFromAbove($0) } : 0
        let high = isRejectedFromBelow(top) ? border(0, top, isRejectedFromBelow) : nil
        return Interval(low: low, high: high)
    }

    /// Of so many blocks that the patterns' sums are normal, with the variance of the sum of squares: the ratios r with
    /// (value - r * reference)^2 <= z^2 * sum((v - r * w)^2), a quadratic in r.
    private static func ofMany(_ pairs: [BlockPair], _ error: Double) -> Interval {
        let quantile = NormalDistribution.quantile(error / 2)
        let scale = quantile * quantile
        let value = pairs.reduce(0) { $0 + $1.value }
        let reference = pairs.reduce(0) { $0 + $1.reference }
        let a = reference * reference - scale * pairs.reduce(0) { $0 + $1.reference * $1.reference }
        let b = value * reference - scale * pairs.reduce(0) { $0 + $1.value * $1.reference }
        let c = value * value - scale * pairs.reduce(0) { $0 + $1.value * $1.value }
        guard a > 0 else { return .open }
        let root = max(0, b * b - a * c).squareRoot()
        return Interval(low: max(0, (b - root) / a), high: max(0, (b + root) / a))
    }

    /// Where a condition begins to hold that holds at `end` and does not at `start`, or the end where it never does.
    private static func border(_ start: Double, _ end: Double, _ holds: (Double) -> Bool) -> Double {
        var (low, high) = (start, end)
        for _ in 0..<50 {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
