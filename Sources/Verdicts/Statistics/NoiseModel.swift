// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How much a boot's count of failed loads varies around its mean.
public struct NoiseModel: Hashable, Codable, Sendable {
    /// Variance over mean of small counts: above 1 where failures come in bursts.
    public var dispersion: Double
    /// Relative spread of large counts, by which counting alone would be too narrow.
    public var spread: Double

    public init(dispersion: Double, spread: Double) {
        self.dispersion = dispersion
        self.spread = spread
    }

    /// Of QEMU's translator on a shared host of two CPUs: 9 to 11 boots of each cell of the default matrix, in six runs.
    /// 0.8 +- 1.2 failed loads at 2 vCPUs with idempotent loads; 383 +- 25 at 32 without.
    public static let measured = NoiseModel(dispersion: 1.8, spread: 0.05)

    /// - Parameter mean: not negative.
    public func variance(of mean: Double) -> Double { dispersion * mean + spread * spread * mean * mean }

    /// The count below which `share` of boots stay: negative binomial, and normal for large means. It rises with the mean,
    /// so that one share can stand for the same luck at different means.
    func count(mean: Double, share: Double) -> Double {
        guard mean > 0 else { return 0 }
        let variance = max(variance(of: mean), mean * 1.001)
        if mean > 40 {
            return max(0, (mean + NormalDistribution.quantile(share) * variance.squareRoot()).rounded())
        }
        let size = mean * mean / (variance - mean)
        let rest = 1 - mean / variance
        var chance = pow(1 - rest, size)
        var (sum, count) = (chance, 0.0)
        while sum < share && count < 1_000 {
            chance *= (count + size) / (count + 1) * rest
            sum += chance
            count += 1
        }
        return count
    }
}
