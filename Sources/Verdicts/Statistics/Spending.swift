// SPDX-License-Identifier: Apache-2.0

/// How the looks of a sequential design share the error that the run may make: little early, most at the end.
///
/// The share spent up to a fraction t of the blocks is 2 (1 - Phi(z / sqrt t)), z the upper alpha / 2 quantile: the
/// boundary of O'Brien and Fleming, to a good approximation. (Lan and DeMets, Discrete sequential boundaries for
/// clinical trials, Biometrika 70, 1983.)
public enum Spending {
    /// The level of each look by itself: what it may spend beyond the looks before it. The sum bounds the error of the
    /// run whatever the readings of the looks have to do with one another (Bonferroni), which permutation tests need.
    ///
    /// - Parameters:
    ///   - fractions: blocks at each look of the blocks of the last, ascending, ending with 1.
    ///   - total: what the run may spend.
    public static func levels(fractions: [Double], of total: DecisionLevel = .single) -> [DecisionLevel] {
        var spent = DecisionLevel(fail: 0, pass: 0)
        return fractions.map { fraction in
            let upTo = DecisionLevel(
                fail: cumulative(at: fraction, of: total.fail), pass: cumulative(at: fraction, of: total.pass))
            defer { spent = upTo }
            return DecisionLevel(fail: upTo.fail - spent.fail, pass: upTo.pass - spent.pass)
        }
    }

    /// What may be spent up to a fraction of the blocks. At 1 it is the whole to the last digit.
    static func cumulative(at fraction: Double, of total: Double) -> Double {
        guard fraction < 1 else { return total }
        guard fraction > 0 else { return 0 }
        return 2 * NormalDistribution.upperTail(-NormalDistribution.quantile(total / 2) / fraction.squareRoot())
    }
}
