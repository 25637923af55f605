// SPDX-License-Identifier: Apache-2.0

import Testing
@testable import Verdicts

@Suite struct StatisticsTests {
    @Test func spreadTakesTheMiddle() {
        #expect(Spread(of: [3, 1, 2]) == Spread(median: 2, low: 1, high: 3, count: 3))
        #expect(Spread(of: [4, 1, 2, 10])?.median == 3)
        #expect(Spread(of: []) == nil)
        #expect(Spread(of: [1, .nan]) == nil)
    }

    /// Exact tail probabilities: I_x(a, b) for whole parameters is a binomial tail.
    @Test func incompleteBetaIsTheBinomialTail() {
        // P(X >= 2) of 3 throws at 0.5 = 4/8; P(X >= 1) of 2 at 0.1 = 0.19.
        #expect(abs(BetaDistribution.cumulative(0.5, 2, 2) - 0.5) < 1e-12)
        #expect(abs(BetaDistribution.cumulative(0.1, 1, 2) - 0.19) < 1e-12)
        #expect(abs(BetaDistribution.cumulative(0.9, 2, 1) - 0.81) < 1e-12)
        #expect(abs(BetaDistribution.quantile(0.81, 2, 1) - 0.9) < 1e-12)
    }

    /// None of ten: 1 - 0.025^(1/10) = 0.30850, as odds 0.44612. None of 123: 0.02955, as odds 0.03045.
    @Test func countingKeepsZeroFromMeaningNever() throws {
        let ten = CountingInterval.ratio(of: 0, to: 10)
        #expect(ten.low == 0)
        #expect(abs(try #require(ten.high) - 0.44612) < 1e-4)
        let many = CountingInterval.ratio(of: 0, to: 123)
        #expect(abs(try #require(many.high) - 0.03045) < 1e-4)
        #expect(CountingInterval.ratio(of: 5, to: 0).high == nil)
        // The exact Poisson limits of 10 are 4.795 and 18.39.
        let rate = CountingInterval.rate(of: 10, per: 1)
        #expect(abs(rate.low - 4.795) < 0.05)
        #expect(abs(try #require(rate.high) - 18.39) < 0.05)
    }

    /// With six blocks 2.5 % is one of 64 sign patterns: the interval ends at the smallest and the largest ratio of any
    /// subset, which are those of single blocks.
    @Test func sixBlocksReachFromTheSmallestToTheLargestRatio() throws {
        let pairs = [1.0, 2, 3, 4, 5, 6].map { BlockPair(value: $0, reference: 10) }
        let interval = try #require(PermutationInterval.of(pairs))
        #expect(abs(interval.low - 0.1) < 1e-9)
        #expect(abs(try #require(interval.high) - 0.6) < 1e-9)
        #expect(PermutationInterval.of(Array(pairs.dropLast())) == nil)
        // A block in which only the kernel failed sets no upper bound.
        let unbounded = Array(pairs.dropLast()) + [BlockPair(value: 2, reference: 0)]
        #expect(PermutationInterval.of(unbounded)?.high == nil)
    }

    /// Seven blocks: 3 of 128 are 2.3 %, so the third ratio from each end.
    @Test func sevenBlocksTakeTheThirdFromEachEnd() throws {
        let pairs = (0..<7).map { BlockPair(value: $0 == 6 ? 8 : 0, reference: 1) }
        // Subsets with the odd block: alone 8, with one of six others 4 (six of them).
        let interval = try #require(PermutationInterval.of(pairs))
        #expect(interval.low == 0)
        #expect(abs(try #require(interval.high) - 4) < 1e-9)
    }

    /// Where the formula for many blocks takes over, it says what the inverted test says.
    @Test func manyBlocksAreNormal() throws {
        func pairs(_ count: Int) -> [BlockPair] {
            (0..<count).map { index in
                let (value, reference) = (index * 7 % 11, index * 5 % 13 + 8)
                return BlockPair(value: Double(value), reference: Double(reference))
            }
        }
        let tried = try #require(PermutationInterval.of(pairs(200)))
        let formula = try #require(PermutationInterval.of(pairs(201)))
        #expect(abs(tried.low - formula.low) < 0.01)
        #expect(abs(try #require(tried.high) - (try #require(formula.high))) < 0.01)
    }

    /// By hand: sums 6 and 123, variances 4 and 9, covariance ((2)(0) + (-2)(-3) + (0)(3)) / 2 = 3, t^2 * 3 = 55.538.
    /// a = 15129 - 499.85 = 14629.15; b = 738 - 166.62 = 571.38; c = 36 - 222.15 = -186.15.
    /// The roots are (571.38 -+ sqrt(571.38^2 + 14629.15 * 186.15)) / 14629.15 = -0.0803 and 0.1584.
    @Test func studentByHand() throws {
        let pairs = [(4.0, 41.0), (0, 38), (2, 44)].map { BlockPair(value: $0.0, reference: $0.1) }
        let interval = try #require(StudentInterval.of(pairs))
        #expect(interval.low == 0)
        #expect(abs(try #require(interval.high) - 0.15843) < 1e-4)
        #expect(StudentInterval.of(Array(pairs.dropLast())) == nil)
        // A reference that is nothing but noise.
        let noise = [(1.0, 9.0), (1, 0), (1, 0)].map { BlockPair(value: $0.0, reference: $0.1) }
        #expect(StudentInterval.of(noise) == .open)
    }

    @Test func pooledRatioNeedsThreeBlocksThatSayAnything() throws {
        let silent = Array(repeating: BlockPair(value: 0, reference: 0), count: 10)
        let two = PooledRatio(
            silent + [.init(value: 0, reference: 40), .init(value: 0, reference: 41)], counting: .both)
        #expect(two.method == .none)
        #expect(two.blocks == 12 && two.informative == 2)
        let three = PooledRatio(
            silent + [40, 41, 42].map { .init(value: 0, reference: $0) }, counting: .both)
        #expect(three.method == .student)
        #expect(try #require(three.interval.high) <= 0.1)
        let none = PooledRatio(silent, counting: .both)
        #expect(none.ratio == nil && none.method == .none && none.interval.low == 0)
    }
}
