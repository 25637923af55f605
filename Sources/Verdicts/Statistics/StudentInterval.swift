// SPDX-License-Identifier: Apache-2.0

/// A confidence interval for sum(value) / sum(reference) of few blocks, by Student's t: the ratios r at which the
/// differences value - r * reference have a mean that t does not tell from zero. (Fieller, Some problems in interval
/// estimation, JRSS B 16, 1954.) At 95 % and above it holds for blocks of unequal spread as well, only wider. (Ibragimov
/// and Mueller, t-statistic based correlation and heterogeneity robust inference, JBES 28, 2010.)
enum StudentInterval {
    /// Two blocks would need t = 12.7: an interval that could only mislead.
    static let fewestBlocks = 3

    /// - Parameter error: two-sided, half of it at each end.
    /// - Returns: nil for fewer than three blocks, and for as many as are permuted; an open interval where the
    ///   reference's own sum cannot be told from zero.
    static func of(_ pairs: [BlockPair], error: Double = PooledRatio.error) -> Interval? {
        guard (fewestBlocks..<PooledRatio.fewestPermuted).contains(pairs.count) else { return nil }
        let count = Double(pairs.count)
        let quantile = StudentDistribution.quantile(upper: error / 2, freedom: count - 1)
        let pairs = pairs.map { BlockPair(value: $0.value / $0.noise, reference: $0.reference / $0.noise) }
        let value = pairs.reduce(0) { $0 + $1.value }
        let reference = pairs.reduce(0) { $0 + $1.reference }
        func covariance(_ left: (BlockPair) -> Double, _ right: (BlockPair) -> Double) -> Double {
            let leftMean = pairs.reduce(0) { $0 + left($1) } / count
            let rightMean = pairs.reduce(0) { $0 + right($1) } / count
            return pairs.reduce(0) { $0 + (left($1) - leftMean) * (right($1) - rightMean) } / (count - 1)
        }
        // (value - r * reference)^2 <= t^2 * n * s^2(r) is a quadratic in r: a r^2 - 2 b r + c <= 0.
        let scale = quantile * quantile * count
        let a = reference * reference - scale * covariance(\.reference, \.reference)
        let b = value * reference - scale * covariance(\.value, \.reference)
        let c = value * value - scale * covariance(\.value, \.value)
        guard a > 0 else { return .open }
        let root = max(0, b * b - a * c).squareRoot()
        return Interval(low: max(0, (b - root) / a), high: max(0, (b + root) / a))
    }
}
