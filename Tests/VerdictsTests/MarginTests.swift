// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@testable import Verdicts

@Suite struct MarginTests {
    /// By hand: of 1, 2, 3 with the last negative, subsets of {1, 2, 3} that add up to 3 or less: {}, 1, 2, 3, 1+2.
    @Test func signFlipsAreCounted() {
        #expect(SignFlipTest.upperTail([1, 2, -3]) == 5.0 / 8)
        #expect(SignFlipTest.upperTail([1, 2, 3]) == 1.0 / 8)
        #expect(SignFlipTest.lowerTail([1, 2, 3]) == 1)
        #expect(SignFlipTest.upperTail([0, 0]) == 1)
        // A difference of nothing is no evidence either way.
        #expect(SignFlipTest.upperTail([1, 0, 2, 0, 3]) == 1.0 / 8)
        // 0.1 + 0.2 is not 0.3 in binary; the tie counts all the same.
        #expect(SignFlipTest.upperTail([0.1, 0.2, -0.3]) == 5.0 / 8)
        let twenty = (1...20).map(Double.init)
        #expect(SignFlipTest.upperTail(twenty) == 0x1p-20)
    }

    /// Against every pattern counted one by one.
    @Test func halvesCountAsOneByOneDoes() {
        var generator = SplitMix64(seed: 5)
        for _ in 0..<20 {
            let differences = (0..<9).map { _ in Double(Int(generator.next() % 21)) - 8 }
            let sum = differences.reduce(0, +)
            let hits = (0..<512).count { pattern in
                let flipped = differences.enumerated().reduce(0) {
                    $0 + (pattern >> $1.offset & 1 == 1 ? -$1.element : $1.element)
                }
                return flipped >= sum
            }
            #expect(SignFlipTest.upperTail(differences) == Double(hits) / 512)
        }
    }

    /// Where both can be had, the saddlepoint is within a tenth, down to one in ten thousand.
    @Test func saddlepointIsNearTheCount() {
        var generator = SplitMix64(seed: 6)
        var least = 1.0
        for trial in 0..<60 {
            let drift = Double(trial % 6) * 0.12
            let differences = (0..<24).map { index in
                (Double(generator.next() >> 11) * 0x1p-53 - 0.5 + drift) * Double(1 << (index % 5))
            }
            let exact = SignFlipTest.upperTail(differences)
            let near = SignFlipTest.upperTail(differences, mostExact: 0)
            least = min(least, exact)
            guard exact > 1e-4 else { continue }
            #expect(near > exact * 0.9 && near < exact * 1.25, "\(near) for \(exact)")
        }
        #expect(least < 1e-3, "no trial reached the tail")
    }

    /// Equal steps are what counts of the same module are: the sum's own share belongs to the tail.
    @Test func saddlepointKnowsOfSteps() {
        for (count, positive, exact) in [(25, 20, 0.00204), (30, 22, 0.0081), (72, 47, 0.0064)] {
            let differences = (0..<count).map { $0 < positive ? 1.0 : -1 }
            let near = SignFlipTest.upperTail(differences, mostExact: 0)
            #expect(near > exact * 0.9 && near < exact * 1.25, "\(near) for \(exact)")
        }
    }

    /// Bytes of the same module are equal to the byte, and three such blocks are no proof.
    @Test func equalBytesAreNoProof() {
        func test(_ value: Double, _ margin: Margin, blocks: Int) -> MarginTest {
            MarginTest(
                (0..<blocks).map { _ in (pair: BlockPair(value: value, reference: 0), margin: margin) }, counting: .no)
        }
        #expect(test(4096, Margin(share: 1), blocks: 3).above == 0.125)
        #expect(test(0, Margin(share: 1, floor: 65_536), blocks: 5).below == 0x1p-5)
        #expect(test(0, Margin(share: 1, floor: 65_536), blocks: 6).below <= 0.025)
    }

    /// Tables: chi-square and F, 5 % and 1 %; Student's t with 3 degrees of freedom; Poisson tails by hand.
    @Test func distributionsAreThoseOfTables() {
        #expect(abs(StudentDistribution.upper(3.182446, freedom: 3) - 0.025) < 1e-7)
        #expect(abs(StudentDistribution.quantile(upper: 0.025, freedom: 2) - 4.302653) < 1e-5)
        #expect(abs(FisherDistribution.upper(3.885294, 2, 12) - 0.05) < 1e-6)
        #expect(abs(GammaDistribution.cumulative(3.841459 / 2, shape: 0.5) - 0.95) < 1e-7)
        // P(Poisson(2) >= 3) = 1 - 5 e^-2.
        #expect(abs(GammaDistribution.cumulative(2, shape: 3) - 0.3233235838) < 1e-9)
        #expect(abs(GammaDistribution.quantile(0.95, shape: 1) - 2.995732) < 1e-5)
    }

    /// Nothing in 18 boots of either kernel: within a floor of 2, and no proof against a floor of a tenth.
    @Test func noneOfTenIsNotNever() {
        let silent = Array(repeating: BlockPair(value: 0, reference: 0), count: 18)
        let wide = MarginTest(silent.map { (pair: $0, margin: Margin(share: 1, floor: 2)) }, counting: .both)
        #expect(wide.below < 1e-5)
        // e^-1.8: the mean would be 0.1 a boot, and none of 18 would show it in one of six runs.
        let narrow = MarginTest(silent.map { (pair: $0, margin: Margin(share: 0, floor: 0.1)) }, counting: .both)
        #expect(abs(narrow.below - 0.1653) < 1e-3)
        #expect(MarginTest(silent.map { (pair: $0, margin: Margin(share: 1)) }, counting: .both).method == .none)
    }

    /// The floor is what a ratio of nearly nothing needs: 3 against 1 is three times as much, and no matter.
    @Test func aFloorKeepsSmallCountsFromMattering() {
        let few = (0..<18).map { BlockPair(value: $0 % 6 == 0 ? 1 : 0, reference: $0 % 18 == 0 ? 1 : 0) }
        let floored = MarginTest(few.map { (pair: $0, margin: Margin(share: 1.1, floor: 1)) }, counting: .both)
        #expect(floored.below < 0.001)
        #expect(floored.above == 1)
        let many = (0..<18).map { _ in BlockPair(value: 3, reference: 0) }
        let beyond = MarginTest(many.map { (pair: $0, margin: Margin(share: 1.1, floor: 1)) }, counting: .both)
        #expect(beyond.above < 0.001)
    }

    /// Three equal bursts among silent blocks are one accident in eight of three blocks, whatever Student says.
    @Test func burstsAmongSilenceAreNoProof() {
        let blocks = (0..<18).map { BlockPair(value: $0 < 3 ? 40 : 0, reference: 0) }
        let test = MarginTest(blocks.map { (pair: $0, margin: Margin(share: 1)) }, counting: .both)
        #expect(test.above == 1)
        // Three of three are what Student is for.
        let whole = MarginTest(blocks.prefix(3).map { (pair: $0, margin: Margin(share: 1)) }, counting: .both)
        #expect(whole.method == .student)
        #expect(whole.above < 0.01)
        // Equal counts by chance do not vary less than counts do.
        let small = (0..<3).map { _ in BlockPair(value: 2, reference: 0) }
        #expect(
            MarginTest(small.map { (pair: $0, margin: Margin(share: 1)) }, counting: .both).above > 0.03)
    }

    /// The example of Holm's paper's kind: 0.01 x 4, 0.02 x 3, and no later one below an earlier.
    @Test func holmStepsDown() {
        let adjusted = Holm.adjusted([0.03, 0.01, 0.04, 0.02])
        #expect(adjusted.map { ($0 * 1e6).rounded() / 1e6 } == [0.06, 0.04, 0.06, 0.06])
        #expect(Holm.adjusted([0.5, 0.9]) == [1, 1])
        #expect(Holm.adjusted([]) == [])
    }

    @Test func meanDifferencesMayBeNegative() throws {
        // -7 to -2: the mean -4.5, the deviation 1.8708, t of 5 degrees of freedom 2.5706.
        let pairs = [3.0, 4, 5, 6, 7, 8].map { BlockPair(value: $0, reference: 10) }
        let found = try #require(MeanDifference(pairs, counting: .no, error: 0.05))
        #expect(found.mean == -4.5)
        #expect(abs(found.low + 6.4633) < 1e-3 && abs(found.high + 2.5367) < 1e-3)
        let silent = Array(repeating: BlockPair(value: 0, reference: 0), count: 18)
        let none = try #require(MeanDifference(silent, counting: .both, error: 0.05))
        // 1.96^2 / 18: what counting leaves open.
        #expect(none.mean == 0 && abs(none.high - 0.2134) < 1e-3 && none.low == -none.high)
    }
}
