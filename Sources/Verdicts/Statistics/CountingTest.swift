// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One-sided tests of two counts against a margin, as if they were Poisson: what counting alone leaves uncertain even if
/// no boot differed from another. It keeps "none of ten" from being read as "none ever".
enum CountingTest {
    /// How likely a count at least, and at most, as large as the one that was seen is at the margin.
    struct Tails: Hashable {
        var above: Double
        var below: Double
    }

    /// The count's mean against share * reference's mean + floor. Given the total, the first is binomial; a floor counts
    /// as so much more of a reference, which is as cautious as if it had been counted too.
    /// (Przyborowski and Wilenski, Biometrika 31, 1940.)
    /// - Parameters:
    ///   - share: above zero.
    ///   - floor: over all blocks, not negative.
    static func ratio(of count: Double, to reference: Double, share: Double, floor: Double) -> Tails {
        let other = reference + floor / share
        let likely = share / (1 + share)
        guard other > 0 else { return Tails(above: count > 0 ? 0 : 1, below: 1) }
        // P(Bin(count + other, likely) >= count), and <= count.
        let above = count > 0 ? BetaDistribution.cumulative(likely, count, other + 1) : 1
        let below = 1 - BetaDistribution.cumulative(likely, count + 1, other)
        return Tails(above: above, below: below)
    }

    /// The count's mean against one that is known.
    static func rate(of count: Double, against mean: Double) -> Tails {
        guard mean > 0 else { return Tails(above: count > 0 ? 0 : 1, below: 1) }
        return Tails(
            above: count > 0 ? GammaDistribution.cumulative(mean, shape: count) : 1,
            below: 1 - GammaDistribution.cumulative(mean, shape: count + 1))
    }
}

/// The gamma distribution of scale 1, as far as Poisson tails need it: P(Poisson(x) >= k) is its share below x for shape k.
enum GammaDistribution {
    /// The regularised lower incomplete gamma function. (NIST Digital Library of Mathematical Functions, 8.11.4, 8.9.2.)
    static func cumulative(_ x: Double, shape: Double) -> Double {
        guard x > 0 else { return 0 }
        let front = exp(shape * log(x) - x - lgamma(shape))
        if x < shape + 1 {
            var term = 1 / shape
            var sum = term
            for step in 1...100_000 {
                term *= x / (shape + Double(step))
                sum += term
                if term < sum * 1e-15 { break }
            }
            return min(1, front * sum)
        }
        // The continued fraction of the upper part, by the modified method of Lentz.
        let tiny = 1e-300
        var b = x + 1 - shape
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for step in 1...100_000 {
            let a = -Double(step) * (Double(step) - shape)
            b += 2
            d = a * d + b
            d = 1 / (abs(d) < tiny ? tiny : d)
            c = b + a / c
            if abs(c) < tiny { c = tiny }
            let change = d * c
            value *= change
            if abs(change - 1) < 1e-15 { break }
        }
        return max(0, 1 - front * value)
    }

    /// The value below which the given share lies.
    static func quantile(_ share: Double, shape: Double) -> Double {
        var (low, high) = (0.0, shape + 1)
        while cumulative(high, shape: shape) < share && high < 1e15 { (low, high) = (high, high * 2) }
        for _ in 0..<80 {
            let middle = low + (high - low) / 2
            if cumulative(middle, shape: shape) < share { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}

/// Student's distribution, by the beta distribution.
enum StudentDistribution {
    /// The share above t; any t, degrees of freedom from 1.
    static func upper(_ t: Double, freedom: Double) -> Double {
        guard t.isFinite else { return t > 0 ? 0 : 1 }
        let tail = BetaDistribution.cumulative(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
        return t >= 0 ? tail : 1 - tail
    }

    /// The value above which the given share lies; at most one half.
    static func quantile(upper share: Double, freedom: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while upper(high, freedom: freedom) > share && high < 1e12 { (low, high) = (high, high * 2) }
        for _ in 0..<80 {
            let middle = low + (high - low) / 2
            if upper(middle, freedom: freedom) > share { low = middle } else { high = middle }
        }
        return low + (high - low) / 2
    }
}
