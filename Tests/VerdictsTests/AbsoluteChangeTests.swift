// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@testable import Verdicts

@Suite struct AbsoluteChangeTests {
    private func change(_ patched: (Int, Int), _ base: (Int, Int), level: Double = 0.01) -> AbsoluteChange {
        AbsoluteChange(
            places: [(base: .init(hits: base.0, boots: base.1), patched: .init(hits: patched.0, boots: patched.1))],
            level: level)
    }

    @Test func noneOfTwelveIsAtMostTwentyTwoPercent() {
        #expect(abs(AbsoluteChange.Share(hits: 0, boots: 12).atMost - 0.2209) < 1e-4)
        #expect(AbsoluteChange.Share(hits: 0, boots: 0).atMost == 1)
        #expect(AbsoluteChange.Share(hits: 3, boots: 3).atMost == 1)
    }

    @Test func oneIsSeenAndNotYetARegression() {
        #expect(change((1, 18), (0, 18)).verdict == .seen)
        #expect(change((1, 18), (0, 18)).status == .inconclusive)
        #expect(change((6, 18), (0, 18)).verdict == .regression)
        #expect(change((0, 18), (0, 18)).status == .pass)
        // The base's own fault is no regression, and a kernel that has it less often is not to blame either.
        #expect(change((2, 18), (1, 18)).verdict == .inBaseToo)
        #expect(change((0, 18), (9, 18)).verdict == .absent)
    }

    /// 6 of 18 against none has p 0.0095: enough for a run with one look, and too little for an early one.
    @Test func theLookSaysHowSmallAChanceMustBe() throws {
        let chance = try #require(change((6, 18), (0, 18)).pValue)
        #expect(chance > 0.005 && chance <= 0.01)
        #expect(change((6, 18), (0, 18), level: 0.005).verdict == .seen)
        #expect(change((6, 18), (0, 18), level: 0.01).verdict == .regression)
    }

    /// Three of three against none of three may be chance, once in 20; at two places once in 400.
    @Test func everyBootOfOnePlaceIsNotEnough() {
        typealias Place = (base: AbsoluteChange.Share, patched: AbsoluteChange.Share)
        let clean: Place = (.init(hits: 0, boots: 3), .init(hits: 0, boots: 3))
        let all: Place = (.init(hits: 0, boots: 3), .init(hits: 3, boots: 3))
        #expect(AbsoluteChange(places: [clean, all], level: 0.01).verdict == .seen)
        #expect(AbsoluteChange(places: [clean, all, all], level: 0.01).verdict == .regression)
        #expect(change((5, 5), (0, 5)).verdict == .regression)
        #expect(change((3, 3), (1, 3)).verdict == .inBaseToo)
    }

    /// Many boots of the patched kernel at a place where both fail alike are no regression.
    @Test func unequalNumbersOfBootsProveNothing() {
        typealias Place = (base: AbsoluteChange.Share, patched: AbsoluteChange.Share)
        let places: [Place] = [
            (.init(hits: 0, boots: 15), .init(hits: 0, boots: 15)),
            (.init(hits: 2, boots: 3), .init(hits: 27, boots: 40)),
        ]
        #expect(AbsoluteChange(places: places, level: 0.01).verdict == .inBaseToo)
    }
}
