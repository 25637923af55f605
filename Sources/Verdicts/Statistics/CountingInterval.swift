// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How uncertain a ratio of counts is by counting alone, even if no boot differed from another. It keeps "none of ten"
/// from being read as "none ever": blocks that are all zero have no spread that could warn of it.
enum CountingInterval {
    /// The interval for the ratio of two Poisson means from their sums: given the total, the first is binomial.
    /// (Clopper and Pearson, Biometrika 26, 1934; Przyborowski and Wilenski, Biometrika 31, 1940.)
    /// - Parameter error: two-sided, half of it at each end.
    static func ratio(of count: Double, to reference: Double, error: Double = PooledRatio.error) -> Interval {
        let tail = error / 2
        let low = count > 0 ? BetaDistribution.quantile(tail, count, reference + 1) : 0
        let high = reference > 0 ? BetaDistribution.quantile(1 - tail, count + 1, reference) : 1
        return Interval(low: low / (1 - low), high: high < 1 ? high / (1 - high) : nil)
    }

    /// The exact interval for a Poisson mean per unit of exposure. (Garwood, Biometrika 28, 1936.)
    static func rate(of count: Double, per exposure: Double, error: Double = PooledRatio.error) -> Interval {
        guard exposure > 0 else { return .open }
        let low = count > 0 ? GammaDistribution.quantile(error / 2, shape: count) : 0
        return Interval(
            low: low / exposure, high: GammaDistribution.quantile(1 - error / 2, shape: count + 1) / exposure)
    }
}

/// The beta distribution, as far as exact intervals for a share need it.
enum BetaDistribution {
    /// The value below which the given share of Beta(a, b) lies; both parameters above zero.
    static func quantile(_ share: Double, _ a: Double, _ b: Double) -> Double {
        var low = 0.0
        var high = 1.0
        // Halving until the double's digits are used up: slower than Newton, and it cannot leave the interval.
        for _ in 0..<60 {
            let middle = low + (high - low) / 2
            if cumulative(middle, a, b) < share { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }

    /// The regularised incomplete beta function. (NIST Digital Library of Mathematical Functions, 8.17.22.)
    static func cumulative(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        // The fraction converges fast below the mean only; above it the mirror image does.
        if x > (a + 1) / (a + b + 2) { return 1 - cumulative(1 - x, b, a) }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
        return min(1, front / fraction(x, a, b))
    }

    /// 1 + d1/(1 + d2/(1 + ...)) by the modified method of Lentz.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var value = 1.0
        var numerator = 1.0
        var denominator = 0.0
        for step in 1...10_000 {
            let m = Double(step / 2)
            let term =
                step % 2 == 0
                ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            denominator = 1 + term * denominator
            denominator = 1 / (abs(denominator) < tiny ? tiny : denominator)
            numerator = 1 + term / numerator
            if abs(numerator) < tiny { numerator = tiny }
            let change = numerator * denominator
            value *= change
            if abs(change - 1) < 1e-14 { break }
        }
        return value
    }
}
