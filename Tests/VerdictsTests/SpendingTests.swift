// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Verdicts

@Suite struct SpendingTests {
    /// Tables of the normal distribution, and the test values that come with AS 241.
    @Test(arguments: [
        (0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408),
        (0.5, 0), (0.975, 1.959963984540054), (0.995, 2.5758293035489004),
    ])
    func quantiles(share: Double, value: Double) {
        #expect(abs(NormalDistribution.quantile(share) - value) <= 1e-14 * max(1, abs(value)))
    }

    @Test func quantileAndTailAreInverse() {
        for exponent in stride(from: -40.0, through: -0.5, by: 0.5) {
            let share = pow(10, exponent)
            let back = NormalDistribution.upperTail(-NormalDistribution.quantile(share))
            #expect(abs(back / share - 1) < 1e-12, "\(share)")
        }
        #expect(NormalDistribution.quantile(0) == -.infinity)
        #expect(NormalDistribution.quantile(1) == .infinity)
        #expect(NormalDistribution.quantile(1.5).isNaN)
    }

    /// 2.5 % one-sided, three equal looks: 0.0001, 0.0060 and 0.0250 spent, in every table of group sequential designs.
    @Test func publishedSpending() {
        #expect(abs(Spending.cumulative(at: 1.0 / 3, of: 0.025) - 0.0001035) < 1e-6)
        #expect(abs(Spending.cumulative(at: 2.0 / 3, of: 0.025) - 0.0060484) < 1e-6)
        #expect(Spending.cumulative(at: 1, of: 0.025) == 0.025)
    }

    @Test func looksSpendTheWholeAndNotMore() {
        let levels = Spending.levels(fractions: [0.25, 0.5, 1])
        #expect(levels.count == 3)
        #expect(abs(levels.reduce(0) { $0 + $1.fail } - 0.01) < 1e-15)
        #expect(abs(levels.reduce(0) { $0 + $1.pass } - 0.025) < 1e-15)
        for (earlier, later) in zip(levels, levels.dropFirst()) {
            #expect(earlier.fail < later.fail)
            #expect(earlier.pass < later.pass)
        }
        #expect(abs(levels[1].pass - 0.0015254) < 1e-5)
        #expect(levels[0].fail > 0)
    }

    @Test func oneLookSpendsAll() {
        #expect(Spending.levels(fractions: [1]) == [.single])
    }
}
