// SPDX-License-Identifier: Apache-2.0

/// A confidence interval for sum(value) / sum(reference) of few blocks, by Student's t: the ratios r at which the
/// differences value - r * reference have a mean that t does not tell from zero. (Fieller, Some problems in interval
/// estimation, JRSS B 16, 1954.) At 95 % it holds for blocks of unequal spread as well, only wider. (Ibragimov and
/// Mueller, t-statistic based correlation and heterogeneity robust inference, JBES 28, 2010.)
enum StudentInterval {
    /// Two blocks would need t = 12.7: an interval that could only mislead.
    static let fewestBlocks = 3
    /// The 97.5 % quantiles of t with 2, 3 and 4 degrees of freedom; with more blocks permutation takes over.
    private static let quantiles = [3: 4.302653, 4: 3.182446, 5: 2.776445]

    /// - Returns: nil for a number of blocks that is not 3, 4 or 5; an open interval where the reference's own sum
    ///   cannot be told from zero.
    static func of(_ pairs: [BlockPair]) -> Interval? {
        guard let quantile = quantiles[pairs.count] else { return nil }
        let count = Double(pairs.count)
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
