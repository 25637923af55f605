// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// Whether a broken kernel was caught, and by what it was to be.
@Suite struct MutantTests {
    private func bench(
        vcpus: [Int] = [4], filter: CellFilter = .everything, _ changes: (inout Bench) -> Void
    ) -> (result: MatrixResult, matrix: Matrix) {
        var bench = Bench(
            vcpus: vcpus, repeats: 1,
            criteria: [
                .clean, .sameModules,
                Criterion(
                    name: "few", when: CellFilter(kernels: [plain, patched]),
                    kind: .bound(.loadsFailed, Limits(atMost: 5))),
            ])
        bench.filter = filter
        changes(&bench)
        return (bench.judged(), bench.matrix)
    }

    private func result(
        _ expected: [KernelName: [String]], vcpus: [Int] = [4], filter: CellFilter = .everything,
        _ changes: (inout Bench) -> Void = { _ in }
    ) -> MutantsResult {
        let run = bench(vcpus: vcpus, filter: filter, changes)
        return MutantsResult(run.result, of: run.matrix, expected: expected)
    }

    private func verdict(
        _ expected: [String], vcpus: [Int] = [4], filter: CellFilter = .everything,
        _ changes: (inout Bench) -> Void
    ) -> MutantVerdict {
        let run = bench(vcpus: vcpus, filter: filter, changes)
        return MutantVerdict(patched, expected: expected, in: run.result, of: run.matrix)
    }

    /// With a change of the only boot of the mutant.
    private func verdict(
        _ expected: [String], _ change: (inout CellReading) -> Void = { _ in }
    ) -> MutantVerdict { verdict(expected, vcpus: [4]) { $0.change(patched, 4, change) } }

    private func wasteful(_ reading: inout CellReading) { reading.values[.loadsFailed] = 40 }

    private func lost(_ reading: inout CellReading) {
        (reading.exit, reading.values, reading.modules) = (.notStarted("no memory"), [:], nil)
    }

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
        #expect(verdict(["few"]) { $0.modules = [] }.outcome == .wronglyCaught)
        #expect(verdict(["law", "few"], law).outcome == .wronglyCaught)
    }

    @Test func nothingIsMissed() {
        #expect(verdict(["few"]).outcome == .missed)
        #expect(verdict([]).outcome == .passed)
        #expect(verdict([], wasteful).outcome == .disturbed)
    }

    /// A harness that broke says nothing of a kernel, unless it is what was expected of it.
    @Test func anErrorThatNobodyExpectedCatchesNobody() throws {
        for expected in [[], ["few"]] {
            let verdict = verdict(expected, law)
            #expect(verdict.outcome == .undecided)
            #expect(verdict.objections == [])
            #expect(try #require(verdict.lack).contains("patched.4cpu.coldplug.r1 ERROR: the trace shows 3"))
        }
        // All that must object did, elsewhere.
        let beside = verdict(["few"], vcpus: [4, 8]) {
            $0.change(patched, 4, wasteful)
            $0.change(patched, 8, law)
        }
        #expect(beside.outcome == .caught)
    }

    @Test func theHostsFaultCatchesNobody() throws {
        for expected in [[], ["few"]] {
            let verdict = verdict(expected, lost)
            #expect(verdict.outcome == .undecided)
            #expect(try #require(verdict.lack).contains("patched.4cpu.coldplug.r1 MISS"))
        }
    }

    /// What a lost boot would have shown is not held against the mutant that something else caught meanwhile.
    @Test func whatALostBootMayHaveShownIsUndecided() {
        func verdict(_ expected: [String]) -> MutantVerdict {
            self.verdict(expected, vcpus: [4, 8]) {
                $0.change(patched, 4, wasteful)
                $0.change(patched, 8, lost)
            }
        }
        #expect(verdict(["few", "no module lost"]).outcome == .undecided)
        #expect(verdict(["few"]).outcome == .caught)
        #expect(verdict([]).outcome == .disturbed)
    }

    @Test func whatAFilterLeavesOutIsUndecided() {
        let part = verdict(["few"], vcpus: [4, 8], filter: CellFilter(vcpus: .oneOf([4]))) {
            $0.change(patched, 4, wasteful)
        }
        #expect(part.outcome == .undecided && part.isBooted)
        #expect(part.lack == "a filter left 1 of its 2 places out")
        let whole = verdict([], vcpus: [4, 8], filter: CellFilter(kernels: [plain])) { _ in }
        #expect(whole.outcome == .undecided && !whole.isBooted)
        #expect(whole.lack == "a filter left it out")
    }

    @Test func aResultWithKernelsLeftOutIsNoPass() {
        let two: [KernelName: [String]] = [patched: ["few"], before: ["few"]]
        let some = result(two, filter: CellFilter(kernels: [plain, patched])) { $0.change(patched, 4, wasteful) }
        #expect(some.mutants.map(\.outcome) == [.undecided, .caught])
        #expect(some.sound.map(\.kernel) == [plain] && some.unsound == [])
        #expect(some.status == .inconclusive)
    }

    /// Nothing shows there that the harness passes anything.
    @Test func withoutASoundKernelNothingIsDecided() {
        let one: [KernelName: [String]] = [patched: ["few"]]
        let alone = result(one, filter: CellFilter(kernels: [patched])) { $0.change(patched, 4, wasteful) }
        #expect(alone.mutants.map(\.outcome) == [.caught])
        #expect(alone.sound == [] && alone.unsound == [] && alone.status == .inconclusive)
        let missed = result(one, filter: CellFilter(kernels: [patched]))
        #expect(missed.mutants.map(\.outcome) == [.missed] && missed.status == .inconclusive)
    }

    @Test func aResultIsAsGoodAsItsWorstVerdict() {
        func broken(_ expected: [KernelName: [String]]) -> MutantsResult {
            result(expected) { $0.change(patched, 4, wasteful) }
        }
        #expect(broken([patched: ["few"]]).status == .pass)
        #expect(broken([patched: ["few"], before: []]).status == .pass)
        #expect(broken([patched: []]).status == .fail)
        #expect(result([patched: ["few"]]).status == .fail)
        #expect(broken([:]).status == .inconclusive)
        let unsound = broken([before: []])
        #expect(unsound.unsound.map(\.kernel) == [patched] && unsound.status == .inconclusive)
    }
}
