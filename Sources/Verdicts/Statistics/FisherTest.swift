// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Whether failures are more frequent in one group of boots than in another, exact and one-sided. (Fisher, Statistical
/// Methods for Research Workers, 1934, section 21.02.)
enum FisherTest {
    /// The chance of so many failures in the first group or more, had all failures been dealt out to the boots of both
    /// at random. 1 where nothing failed.
    static func excess(_ failed: Int, of boots: Int, over otherFailed: Int, of otherBoots: Int) -> Double {
        let all = failed + otherFailed
        guard failed > 0, boots >= failed, otherBoots >= otherFailed else { return 1 }
        let total = logChoices(boots + otherBoots, all)
        let sum = (failed...min(boots, all)).reduce(0.0) { sum, count in
            all - count > otherBoots
                ? sum : sum + exp(logChoices(boots, count) + logChoices(otherBoots, all - count) - total)
        }
        return min(1, sum)
    }

    /// ln of the binomial coefficient.
    private static func logChoices(_ count: Int, _ chosen: Int) -> Double {
        let (n, k) = (Double(count), Double(chosen))
        return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    }
}

/// What share of all boots would fail, judged by those that were made: exact, whatever the number of boots.
enum FailureShare {
    /// The error of each statement, one-sided.
    static let error = 0.05

    /// At most this share of boots would fail, at 95 %; 1 of no boots. (Clopper and Pearson, Biometrika 26, 1934.)
    static func most(_ failed: Int, of boots: Int) -> Double {
        guard boots > failed else { return 1 }
        guard failed > 0 else { return 1 - pow(error, 1 / Double(boots)) }
        return BetaDistribution.quantile(1 - error, Double(failed + 1), Double(boots - failed))
    }

    /// What so many boots can show: a fault of this share of boots comes up in at least one of them with 95 %. The same
    /// figure as the bound of none.
    static func shown(by boots: Int) -> Double { most(0, of: boots) }
}
