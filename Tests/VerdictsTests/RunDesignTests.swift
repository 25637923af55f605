// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing

@testable import Verdicts

@Suite struct RunDesignTests {
    @Test func theFamilyFollowsFromThePlan() throws {
        var bench = Bench(criteria: Criterion.everything)
        let planned = RunDesign(bench.matrix, bench.plan)
        // Two kernels against the control: two shares, and two growths with their largest counts.
        #expect(planned.hypotheses == 6)
        #expect(planned.rows.map(\.kernel) == [plain, patched, plain, patched])
        #expect(planned.rows.allSatisfy { $0.isAssumed && $0.growth == RunDesign.assumedGrowth })
        // What is lost does not make the family smaller.
        bench.lose(patched, 8, repetition: 1)
        bench.lose(patched, 4, repetition: 1)
        let judged = bench.judged()
        #expect(judged.criterion("waste is gone")?.rows[0].comparison?.family == 6)
        let seen = RunDesign(bench.matrix, bench.plan, result: judged)
        #expect(seen.hypotheses == 6)
        #expect(seen.rows[0].growth == 10 && !seen.rows[0].isAssumed)
        // More is found of less where the reference shows more.
        let (assumed, measured) = (planned.rows[0], seen.rows[0])
        #expect(try #require(measured.detectableRatio) <= (try #require(assumed.detectableRatio)))
        #expect(measured.text.hasPrefix("'waste is gone', plain, 9 blocks: "))
        #expect(measured.text.hasSuffix("limit 10 % of before); with 10 per added vCPU in before"))
    }

    /// 1 - 0.05^(1/9).
    @Test func boundsWhatNoBootShowed() throws {
        let bench = Bench(criteria: Criterion.everything)
        let seen = try #require(RunDesign(bench.matrix, bench.plan).seenFaults[plain])
        #expect(abs(seen - 0.2831) < 1e-4)
    }
}
