// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@testable import Verdicts

@Suite struct GrowthTests {
    private static let counts = [2, 4, 8, 16, 32]

    private func values(_ repeats: Int, _ generator: inout SplitMix64, mean: (Double) -> Double) -> [(Int, Double)] {
        Self.counts.flatMap { vcpus in
            (0..<repeats).map { _ in
                let share = generator.nextShare()
                return (vcpus, NoiseModel.measured.count(mean: mean(Double(vcpus - 1)), share: share))
            }
        }
    }

    private func found(_ repeats: Int, _ mean: (Double) -> Double) -> Double {
        var generator = SplitMix64(seed: 11)
        let hits = (0..<200).count { _ in
            LackOfFit(values(repeats, &generator, mean: mean).map { (vcpus: $0.0, value: $0.1) }).isFound
        }
        return Double(hits) / 200
    }

    /// One in a hundred is promised; 200 trials leave three standard errors.
    @Test(arguments: [0.5, 5, 12]) func aLineIsLeftAlone(_ growth: Double) {
        #expect(found(3) { growth * $0 } <= 0.035)
        #expect(found(6) { growth * $0 } <= 0.035)
    }

    @Test func whatBendsIsFound() {
        #expect(found(3) { $0 * $0 / 2 } >= 0.95)
        #expect(found(6) { 12 * $0 * ($0 > 20 ? 1.5 : 1) } >= 0.9)
    }

    @Test func stepsAreShownAndSilenceIsNoLine() {
        let lack = LackOfFit([(2, 3), (2, 5), (4, 12), (4, 12)])
        #expect(lack.steps.map(\.growth) == [4, 4])
        #expect(lack.chance == nil)
        #expect(!LackOfFit(Self.counts.flatMap { [($0, 0), ($0, 0)] }).isFound)
        #expect(LackOfFit([]).steps.isEmpty)
    }
}

@Suite struct DesignPowerTests {
    private func design(_ growth: Double, repeats: Int) -> DesignPower {
        let added = [2.0, 4, 8, 16, 32].flatMap { vcpus in Array(repeating: vcpus - 1, count: repeats) }
        return DesignPower(
            references: added.map { growth * $0 }, margin: Margin(share: 1.1, floor: 0.1),
            vcpus: added.map { Int($0) + 1 }, exposures: added)
    }

    /// Chances of 95 % by 300 campaigns are right within 1.3 %; Benchmarks have the long run of another making.
    @Test func whatIsPrintedIsFound() throws {
        let design = design(5, repeats: 3)
        let ratio = try #require(design.detectableRatio(level: 0.0025))
        #expect(ratio > 1.4 && ratio < 2.1)
        #expect(design.power(ratio: ratio, level: 0.0025) >= DesignPower.wanted)
        #expect(design.power(ratio: 1.1, level: 0.0025) < 0.02)
        // The same question has the same answer.
        #expect(design.detectableRatio(level: 0.0025) == ratio)
        let more = try #require(self.design(5, repeats: 6).detectableRatio(level: 0.0025))
        #expect(more < ratio)
    }

    /// Where playing stops, the formula goes on from there.
    @Test func manyBlocksAreNotPlayed() throws {
        let played = try #require(design(5, repeats: 40).detectableRatio(level: 0.0025))
        let formula = try #require(design(5, repeats: 41).detectableRatio(level: 0.0025))
        #expect(abs((formula - 1.1) / (played - 1.1) - 1) < 0.15)
    }

    /// Two blocks say nothing of any effect, and no ratio is more than nothing.
    @Test func tooFewBlocksFindNothing() {
        #expect(
            DesignPower(references: [40, 40], margin: Margin(share: 1), vcpus: [4, 4]).detectableRatio(level: 0.01)
                == nil)
        let silent = DesignPower(
            references: [0, 0, 0, 0, 0, 0], margin: Margin(share: 1, floor: 1), vcpus: [4, 4, 4, 4, 4, 4])
        #expect(silent.detectableRatio(level: 0.001) == nil)
        #expect(silent.detectableAddition(level: 0.001) != nil)
    }
}
