// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Testing
import Vocabulary

@testable import Verdicts

/// Seen, regression, or in the baseline too: what an absolute failure says beside the baseline's boots.
@Suite struct ClaimTests {
    /// Boots of three vCPU counts, `failed` of which panic, beginning with the last repetition at 8 vCPUs.
    private func bench(repeats: Int = 6, _ failed: [KernelName: Int]) -> Bench {
        var bench = Bench(repeats: repeats, criteria: [.clean])
        for (kernel, count) in failed {
            var left = count
            for vcpus in [8, 4, 1] {
                for repetition in (1...repeats).reversed() where left > 0 {
                    bench.change(kernel, vcpus, repetition: repetition) { $0.findings = [panicFinding()] }
                    left -= 1
                }
            }
        }
        return bench
    }

    private func row(_ bench: Bench, _ kernel: KernelName, _ name: String = "boots clean") throws
        -> CriterionOutcome.Row
    {
        try #require(bench.judged().criterion(name)?.rows.first { $0.kernel == kernel })
    }

    @Test func oneFailureIsSeenAndFailsAtOnce() throws {
        let row = try row(bench([patched: 1]), patched)
        #expect(row.status == .fail)
        #expect(row.claim?.word == .seen)
        #expect(
            row.claim?.text
                == "seen in 1 of 18 boots; 0 of 18 boots of plain: at most 15.3 % of them would show it (95 %)")
        #expect(row.reason.hasSuffix(row.claim?.text ?? "?"))
    }

    /// The figure of the design: 0 of 12 boots leave at most 22.1 %.
    @Test func theBaselinesOwnBoundIsPrinted() throws {
        let row = try row(bench(repeats: 4, [patched: 1]), patched)
        #expect(row.claim?.text.contains("0 of 12 boots of plain: at most 22.1 % of them") == true)
        #expect(abs((row.claim?.other?.most ?? 0) - 0.2209) < 0.0001)
    }

    @Test func manyFailuresAreARegression() throws {
        let row = try row(bench([patched: 17]), patched)
        #expect(row.status == .fail && row.claim?.word == .regression)
        #expect(row.claim?.text == "regression: in 17 of 18 boots, and 0 of 18 boots of plain (p < 0.0001)")
    }

    @Test func whatTheBaselineShowsTooIsSaid() throws {
        let bench = bench([patched: 2, plain: 1])
        let row = try row(bench, patched)
        #expect(row.status == .fail && row.claim?.word == .inBaselineToo)
        #expect(row.claim?.text == "in 2 of 18 boots, and in 1 of 18 boots of plain too (p = 0.50)")
        // The baseline is held against nothing.
        let own = try self.row(bench, plain)
        #expect(own.status == .fail && own.claim?.word == .seen && own.claim?.other == nil)
    }

    /// A baseline that boots at other places says nothing about these.
    @Test func onlyTheSamePlacesCount() throws {
        var bench = bench([patched: 1])
        bench.matrix.exclude = [CellFilter(kernels: [patched], vcpus: .oneOf([1, 4]))]
        bench.filter = CellFilter(vcpus: .any)
        let row = try row(bench, patched)
        #expect(row.claim?.boots == 6 && row.claim?.other?.boots == 6)
    }

    /// Nobody can be asked who was not looked at, or could not be judged.
    @Test func bootsThatCannotBeJudgedAreNotCounted() throws {
        var bench = bench([patched: 1])
        bench.change(plain, 4) { $0.exit = .hypervisorGone("killed") }
        #expect(try row(bench, patched).claim?.other?.boots == 12)
        bench.matrix.criteria = [Criterion(name: "boots clean", when: CellFilter(kernels: [patched]), kind: .cleanBoot)]
        let alone = try row(bench, patched)
        #expect(alone.claim?.other == nil && alone.claim?.text == "seen in 1 of 18 boots")
    }

    @Test func aLostModuleIsHeldAgainstTheReferencesBoots() throws {
        var bench = Bench(repeats: 6, criteria: [.sameModules])
        for vcpus in [1, 4, 8] { bench.change(patched, vcpus) { $0.modules = ["cryptd"] } }
        let row = try row(bench, patched, "no module lost")
        #expect(row.claim?.word == .regression)
        #expect(row.claim?.other?.kernel == plain && row.claim?.other?.boots == 18)
    }

    /// Withheld, it claims nothing.
    @Test func whatIsNotProvedClaimsNothing() throws {
        var bench = bench([patched: 17])
        var clean = Criterion.clean
        clean.needs = ["the effect is there"]
        bench.matrix.criteria = [.effect, clean]
        for vcpus in [4, 8] { bench.change(before, vcpus) { $0.values[.loadsFailed] = 0 } }
        let row = try row(bench, patched)
        #expect(row.status == .inconclusive && row.claim == nil)
        #expect(!row.reason.contains("regression"))
    }

    @Test func aPassSaysWhatItCouldHaveSeen() throws {
        let outcome = try #require(bench([:]).judged().criterion("boots clean"))
        #expect(outcome.status == .pass)
        #expect(outcome.reason == "54 cells clean (95 %: at most 15.3 % of a kernel's boots are not)")
        #expect(abs((outcome.rows[0].visible ?? 0) - 0.1533) < 0.0001)
    }
}

@Suite struct FisherTests {
    private static let known: [(Int, Int, Int, Int, Double)] = [
        (3, 4, 1, 4, 17.0 / 70), (4, 4, 0, 4, 1.0 / 70), (0, 18, 3, 18, 1.0), (1, 18, 0, 18, 0.5),
        (5, 18, 0, 18, 8_568.0 / 376_992), (18, 18, 0, 18, 1.0 / 9_075_135_300), (2, 3, 1, 9, 28.0 / 220),
    ]

    /// Each place by itself: (3, 3, 0, 3) has 1/20, and twice that 1/400. Where everybody fails, more boots mean nothing.
    @Test func placesAreNotMixed() {
        let all = FisherTest.Place(failed: 3, boots: 3, otherFailed: 0, otherBoots: 3)
        let none = FisherTest.Place(failed: 0, boots: 9, otherFailed: 0, otherBoots: 3)
        #expect(abs(FisherTest.excess([none, all]) - 1.0 / 20) < 1e-12)
        #expect(abs(FisherTest.excess([all, none, all]) - 1.0 / 400) < 1e-12)
        let crowded = FisherTest.Place(failed: 27, boots: 40, otherFailed: 2, otherBoots: 3)
        #expect(FisherTest.excess([none, crowded]) > 0.5)
        #expect(FisherTest.excess(27, of: 49, over: 2, of: 18) < 0.01, "the totals alone would blame it")
        // Where only one of them was booted nothing follows.
        let alone = FisherTest.Place(failed: 4, boots: 5, otherFailed: 0, otherBoots: 0)
        #expect(FisherTest.excess([alone]) == 1)
    }

    /// Fisher's tea: 3 of 4 against 1 of 4, p = 17/70. (The Design of Experiments, 1935, chapter II.) The others by
    /// exact sums of binomials.
    @Test(arguments: known)
    func oneSidedP(failed: Int, of boots: Int, over other: Int, of otherBoots: Int, p: Double) {
        let found = FisherTest.excess(failed, of: boots, over: other, of: otherBoots)
        #expect(abs(found - p) < 1e-9 + p * 1e-9)
    }

    @Test func boundsOfAShare() {
        #expect(Figure.percent(FailureShare.most(0, of: 12)) == "22.1 %")
        #expect(Figure.percent(FailureShare.most(0, of: 18)) == "15.3 %")
        #expect(FailureShare.most(0, of: 0) == 1 && FailureShare.most(3, of: 3) == 1)
        // Clopper and Pearson: the chance of at most one in 20 at this share is 5 %.
        let most = FailureShare.most(1, of: 20)
        let (none, one) = (power(1 - most, 20), 20 * most * power(1 - most, 19))
        #expect(abs(none + one - 0.05) < 1e-9)
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }

    /// A fault of the printed share comes up in 95 % of campaigns of so many boots.
    @Test(arguments: [3, 12, 18, 200]) func thePrintedPowerIsRight(boots: Int) {
        var generator = SplitMix64(seed: UInt64(boots))
        func seen(_ share: Double) -> Double {
            let campaigns = 20_000
            var found = 0
            for _ in 0..<campaigns {
                if (0..<boots).contains(where: { _ in Double.random(in: 0..<1, using: &generator) < share }) {
                    found += 1
                }
            }
            return Double(found) / Double(campaigns)
        }
        // Four standard errors of 20,000 campaigns.
        #expect(abs(seen(FailureShare.shown(by: boots)) - 0.95) < 0.0062)
    }

    /// Under one rate for both kernels a regression is claimed in at most 1 of 100 campaigns.
    @Test func aRegressionIsSeldomClaimedOfNothing() {
        var generator = SplitMix64(seed: 9)
        let campaigns = 20_000
        var claimed = 0
        for _ in 0..<campaigns {
            let (own, other) = (0..<18).reduce(into: (0, 0)) { sums, _ in
                sums.0 += Double.random(in: 0..<1, using: &generator) < 0.3 ? 1 : 0
                sums.1 += Double.random(in: 0..<1, using: &generator) < 0.3 ? 1 : 0
            }
            if FisherTest.excess(own, of: 18, over: other, of: 18) <= DecisionLevel.single.fail { claimed += 1 }
        }
        #expect(claimed > 0 && Double(claimed) / Double(campaigns) <= 0.01)
    }
}
