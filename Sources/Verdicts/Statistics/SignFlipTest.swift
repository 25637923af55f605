// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Fisher's randomisation test of paired differences: were both sides of a block alike, its difference would be as likely
/// to have come out with either sign. (Fisher, The design of experiments, 1935, section 21.)
///
/// Exact up to 24 differences that are not zero: the sums of all subsets of either half are sorted, and the pairs counted.
/// Above, by the saddlepoint, within a few percent of the exact share far into the tail. (Robinson, Saddlepoint
/// approximations for permutation tests and confidence intervals, JRSS B 44, 1982; Lugannani and Rice, 1980.)
/// Both are deterministic; a sample of permutations could not resolve what a first look may spend, one in a million.
enum SignFlipTest {
    static let mostExact = 24

    /// The share of sign patterns whose sum is at least that of the differences, those as they are among them. So it is
    /// never zero. 1 where no difference tells.
    /// - Parameter mostExact: up to so many differences the share is exact.
    static func upperTail(_ differences: [Double], mostExact: Int = mostExact) -> Double {
        let telling = differences.filter { $0 != 0 }
        guard !telling.isEmpty else { return 1 }
        let sizes = telling.map(abs)
        // Flipping a subset keeps the sum at least as large exactly when the subset's sizes add up to no more than
        // those that already have the other sign.
        let against = telling.reduce(0) { $0 + max(0, -$1) }
        let fewest = exp2(-Double(sizes.count))
        if sizes.count <= mostExact { return Double(subsets(of: sizes, upTo: against)) * fewest }
        // Equal differences make sums in steps of twice their size, and half a step belongs to the sum itself. Of unequal
        // ones it is next to nothing.
        let sum = telling.reduce(0, +) - (sizes.min() ?? 0)
        return min(1, max(fewest, saddlepoint(sizes, sum)))
    }

    /// The same for sums at most that of the differences.
    static func lowerTail(_ differences: [Double], mostExact: Int = mostExact) -> Double {
        upperTail(differences.map { -$0 }, mostExact: mostExact)
    }

    /// How many subsets add up to `limit` or less.
    private static func subsets(of sizes: [Double], upTo limit: Double) -> Int {
        // Sums that are equal but for their rounding are equal.
        let slack = sizes.reduce(0, +) * 1e-12
        let half = sizes.count / 2
        let left = sortedSums(sizes[..<half])
        let right = sortedSums(sizes[half...])
        var count = 0
        var index = right.count
        for sum in left {
            while index > 0 && sum + right[index - 1] > limit + slack { index -= 1 }
            if index == 0 { break }
            count += index
        }
        return count
    }

    /// The sums of all subsets, ascending: each size merges the list with a shifted copy of itself.
    private static func sortedSums(_ sizes: ArraySlice<Double>) -> [Double] {
        var sums = [0.0]
        sums.reserveCapacity(1 << sizes.count)
        for size in sizes {
            var merged: [Double] = []
            merged.reserveCapacity(sums.count * 2)
            var (plain, shifted) = (0, 0)
            while plain < sums.count {
                if sums[plain] <= sums[shifted] + size {
                    merged.append(sums[plain])
                    plain += 1
                } else {
                    merged.append(sums[shifted] + size)
                    shifted += 1
                }
            }
            merged += sums[shifted...].map { $0 + size }
            sums = merged
        }
        return sums
    }

    /// P(sum of s * size >= x) for independent signs s.
    private static func saddlepoint(_ sizes: [Double], _ sum: Double) -> Double {
        let scale = sizes.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let weights = sizes.map { $0 / scale }
        let target = sum / scale
        guard abs(target) > 1e-4 else { return 0.5 }
        guard abs(target) < weights.reduce(0, +) * (1 - 1e-12) else { return target > 0 ? 0 : 1 }
        let t = saddle(weights, abs(target))
        let generating = weights.reduce(0) { $0 + logCosh(t * $1) }
        let curvature = slope(weights, t).curvature
        let w = max(0, 2 * (t * abs(target) - generating)).squareRoot()
        let u = t * curvature.squareRoot()
        guard w > 1e-6, u > 1e-6 else { return 0.5 }
        let upper = NormalDistribution.upperTail(w) + exp(-w * w / 2) / (2 * Double.pi).squareRoot() * (1 / u - 1 / w)
        return target > 0 ? upper : 1 - upper
    }

    /// Where the generating function's slope is `target`: by Newton's steps, halving where one would leave the bracket.
    private static func saddle(_ weights: [Double], _ target: Double) -> Double {
        var (low, high) = (0.0, Double.infinity)
        var t = target
        for _ in 0..<100 {
            let (slope, curvature) = slope(weights, t)
            if slope < target { low = t } else { high = t }
            var next = t + (target - slope) / max(curvature, 1e-12)
            if !(next > low && next < high) { next = high.isFinite ? (low + high) / 2 : 2 * t + 1 }
            if abs(next - t) <= 1e-10 * (1 + t) { return next }
            t = next
        }
        return t
    }

    private static func slope(_ weights: [Double], _ t: Double) -> (slope: Double, curvature: Double) {
        var (slope, curvature) = (0.0, 0.0)
        for weight in weights {
            let bend = tanh(t * weight)
            slope += weight * bend
            curvature += weight * weight * (1 - bend * bend)
        }
        return (slope, curvature)
    }

    private static func logCosh(_ x: Double) -> Double {
        let size = abs(x)
        return size + log1p(exp(-2 * size)) - M_LN2
    }
}
