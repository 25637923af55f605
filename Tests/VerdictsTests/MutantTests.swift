// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// Whether a broken kernel was caught, and by what it was to be.
@Suite struct MutantTests {
    private func bench(_ change: (inout CellReading) -> Void = { _ in }) -> MatrixResult {
        var bench = Bench(
            vcpus: [4], repeats: 1,
            criteria: [
                .clean, .sameModules,
                Criterion(
                    name: "few", when: CellFilter(kernels: [plain, patched]),
                    kind: .bound(.loadsFailed, Limits(atMost: 5))),
            ])
        bench.change(patched, 4, change)
        return bench.judged()
    }

    private func verdict(
        _ expected: [String], _ change: (inout CellReading) -> Void = { _ in }
    ) -> MutantVerdict { MutantVerdict(patched, expected: expected, in: bench(change)) }

    private func law(_ reading: inout CellReading) {
        reading.problems = [.init(check: .law, blame: .harness, text: "the trace shows 3, the kernel counted 2")]
    }

    @Test func aCriterionThatWasExpectedCatches() throws {
        let verdict = verdict(["few"]) { $0.values[.loadsFailed] = 40 }
        #expect(verdict.outcome == .caught)
        let objection = try #require(verdict.objections.first)
        #expect(objection.place == "patched.4cpu.coldplug.r1" && objection.status == .fail)
        #expect(objection.reason == "loads.failed is 40, wanted at most 5")
    }

    @Test func aCheckThatSpeaksAgainstTheReadingCatches() {
        let verdict = verdict(["law"], law)
        #expect(verdict.outcome == .caught)
        #expect(verdict.objections.map(\.name) == ["law"])
        #expect(verdict.objections.first?.status == .error)
    }

    @Test func anotherThanTheExpectedIsSaid() {
        #expect(verdict(["few"], law).outcome == .wronglyCaught)
        #expect(verdict(["law", "few"], law).outcome == .wronglyCaught)
    }

    @Test func nothingIsMissed() {
        #expect(verdict(["few"]).outcome == .missed)
        #expect(verdict([]).outcome == .passed)
        #expect(verdict([], law).outcome == .disturbed)
    }

    @Test func theHostsFaultCatchesNobody() throws {
        for expected in [[], ["few"]] {
            let verdict = verdict(expected) { reading in
                (reading.exit, reading.values, reading.modules) = (.notStarted("no memory"), [:], nil)
            }
            #expect(verdict.outcome == .undecided)
            #expect(try #require(verdict.lack).contains("patched.4cpu.coldplug.r1 MISS"))
        }
    }

    @Test func aResultIsAsGoodAsItsWorstVerdict() {
        let broken = bench { $0.values[.loadsFailed] = 40 }
        #expect(MutantsResult(broken, expected: [patched: ["few"]]).status == .pass)
        #expect(MutantsResult(broken, expected: [patched: ["few"], before: []]).status == .pass)
        #expect(MutantsResult(broken, expected: [patched: []]).status == .fail)
        #expect(MutantsResult(bench(), expected: [patched: ["few"]]).status == .fail)
        #expect(MutantsResult(broken, expected: [:]).status == .inconclusive)
        let result = MutantsResult(broken, expected: [before: []])
        #expect(result.unsound.map(\.kernel) == [patched] && result.status == .inconclusive)
    }
}
