// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@Suite struct SeverityTests {
    private static let few = Criterion(
        name: "few", severity: .warn, kind: .bound(.loadsFailed, Limits(atMost: 50)))

    @Test func aWarningChangesNoStatus() throws {
        let result = Bench(criteria: [.clean, Self.few]).judged()
        let few = try #require(result.criterion("few"))
        // `before` has 70 at 8 vCPUs.
        #expect(few.warns && few.status == .pass && few.rows.map(\.warns) == [true, false, false])
        #expect(few.reason.hasPrefix("3 of 27 cells warned of: before.8cpu.coldplug.r1 (loads.failed=70)"))
        #expect(result.status == .pass && result.kernel(before)?.status == .pass)
        #expect(result.place(before, 8)?.status == .pass && result.place(before, 8)?.word == nil)
        let cell = try #require(result.place(before, 8)?.cells.first)
        #expect(cell.objections.map(\.criterion) == ["few"] && cell.verdict == .pass)
        #expect(result.notes.contains("Of severity warn, and so without an effect on any status: 'few'."))
    }

    @Test func theSameOfSeverityFailFails() {
        var few = Self.few
        few.severity = .fail
        let result = Bench(criteria: [.clean, few]).judged()
        #expect(result.status == .fail && result.kernel(before)?.status == .fail)
        #expect(result.place(before, 8)?.status == .fail)
    }

    @Test func whatAWarningCannotDecideChangesNothingEither() {
        let many = Criterion(name: "few", severity: .warn, kind: .bound(.loadsFailed, Limits(atMost: 70)))
        var bench = Bench(criteria: [.clean, many])
        bench.change(plain, 4) { $0.values[.loadsFailed] = nil }
        let result = bench.judged()
        #expect(result.criterion("few")?.status == .inconclusive)
        #expect(result.status == .pass && result.place(plain, 4)?.status == .pass)
        // Nor does it stand for a judged criterion.
        bench.matrix.criteria = [many]
        #expect(bench.judged().status == .inconclusive)
    }

    /// Warning and holding come to the same: nothing decides.
    @Test(arguments: [50.0, 1000]) func onlyWarningsDecideNothing(_ most: Double) {
        let only = Criterion(name: "few", severity: .warn, kind: .bound(.loadsFailed, Limits(atMost: most)))
        let result = Bench(criteria: [only]).judged()
        #expect(result.status == .inconclusive)
        #expect(
            result.notes.contains(
                "Only criteria of severity warn were judged, so nothing here decides, and no such run passes; give one"
                    + " the severity fail."))
    }

    @Test func aFilterThatLeavesOnlyWarningsIsNoProof() {
        let elsewhere = Criterion(name: "clean", when: CellFilter(vcpus: .oneOf([8])), kind: .cleanBoot)
        var bench = Bench(criteria: [elsewhere, Self.few])
        #expect(bench.judged().status == .pass)
        bench.filter = CellFilter(vcpus: .oneOf([1]))
        let result = bench.judged()
        #expect(result.criterion("few")?.status == .pass && result.status == .inconclusive)
        #expect(result.notes.contains { $0.hasSuffix("choose a filter that leaves one of severity fail its cells.") })
    }

    @Test func aPanicFailsAlsoWhereOnlyWarningsAreJudged() {
        var bench = Bench(criteria: [Self.few])
        bench.change(plain, 4, repetition: 1) {
            $0.exit = .panicked
            $0.findings = [panicFinding()]
        }
        #expect(bench.judged().status == .fail)
    }

    @Test func aWarningDoesNotServeWhoNeedsIt() throws {
        var clean = Criterion.clean
        clean.needs = ["few"]
        let needing = try #require(Bench(criteria: [Self.few, clean]).judged().criterion("boots clean"))
        #expect(needing.status == .inconclusive && needing.reason == "it needs 'few', which does not hold")
    }

    @Test func severalNeedsAreAllNeeded() throws {
        var clean = Criterion.clean
        clean.needs = ["the effect is there", "no module lost"]
        var bench = Bench(criteria: [.effect, .sameModules, clean])
        #expect(bench.judged().criterion("boots clean")?.status == .pass)
        bench.change(patched, 4) { $0.modules = nil }
        #expect(
            bench.judged().criterion("boots clean")?.reason == "it needs 'no module lost', which is INCONCLUSIVE")
    }
}

/// A baseline whose own boots differ is no measure of a single one.
@Suite struct RestlessBaselineTests {
    private func bench(_ baseline: [[String]], _ own: [String]) -> Bench {
        var bench = Bench(criteria: [.sameModules])
        for (index, modules) in baseline.enumerated() {
            bench.change(plain, 4, repetition: index + 1) { $0.modules = modules }
        }
        bench.change(before, 4) { $0.modules = baseline[0] }
        for repetition in 1...3 {
            bench.change(before, 4, repetition: repetition) { $0.modules = baseline[repetition - 1] }
            bench.change(patched, 4, repetition: repetition) { $0.modules = baseline[repetition - 1] }
        }
        bench.change(patched, 4, repetition: 1) { $0.modules = own }
        return bench
    }

    private func first(_ baseline: [[String]], _ own: [String]) throws -> CriterionOutcome.Offence? {
        let outcome = try #require(bench(baseline, own).judged().criterion("no module lost"))
        #expect(outcome.offences.count <= 1)
        return outcome.offences.first
    }

    private static let restless = [["a", "b"], ["a", "c"], ["a", "b", "c"]]

    @Test func whatItsBootsDoTooIsOpen() throws {
        let open = try #require(try first(Self.restless, ["a", "c"]))
        #expect(open.status == .inconclusive)
        #expect(
            open.text
                == "missing: b; extra: c (against plain.4cpu.coldplug.r1); plain itself differs from boot to boot"
        )
        #expect(try first(Self.restless, ["a", "b"]) == nil)
    }

    @Test func whatEveryBootHasAndNoneHasFails() throws {
        let lost = try #require(try first(Self.restless, ["b"]))
        #expect(lost.status == .fail && lost.text == "missing: a (against every boot of plain there)")
        let extra = try #require(try first(Self.restless, ["a", "c", "d"]))
        #expect(extra.status == .fail && extra.text == "extra: d (against every boot of plain there)")
    }

    /// A module that the reference has in 17 of 18 boots is no proof against one boot, and is one against all.
    @Test func whatComesAndGoesIsDecidedByHowOften() throws {
        var bench = Bench(vcpus: [1, 2, 4, 8, 16, 32], criteria: [.sameModules])
        bench.change(plain, 8, repetition: 2) { $0.modules = ["aesni_intel", "cryptd"] }
        bench.change(patched, 4, repetition: 1) { $0.modules = ["aesni_intel", "cryptd"] }
        let once = try #require(bench.judged().criterion("no module lost")?.rows.first { $0.kernel == patched })
        #expect(once.status == .inconclusive && once.claim == nil)
        for vcpus in [1, 2, 4, 8, 16, 32] { bench.change(patched, vcpus) { $0.modules = ["aesni_intel", "cryptd"] } }
        // The eighteenth equals its partner, which lacks it too.
        let outcome = try #require(bench.judged().criterion("no module lost"))
        let row = try #require(outcome.rows.first { $0.kernel == patched })
        #expect(row.status == .fail && row.claim?.word == .regression)
        #expect(row.claim?.text.hasPrefix("regression: in 17 of 18 boots, and 1 of 18 boots of plain") == true)
        #expect(outcome.offences.contains { $0.text == "missing: crypto_simd (more often than of plain)" })
    }

    /// One kernel under two names, and a module that is there nine times in ten.
    @Test func whatComesAndGoesInBothIsSeldomBlamed() throws {
        var generator = SplitMix64(seed: 21)
        var (failed, blamed) = (0, 0)
        for _ in 0..<200 {
            var bench = Bench(vcpus: [1, 2, 4, 8, 16, 32], criteria: [.sameModules])
            for index in bench.readings.indices where Double.random(in: 0..<1, using: &generator) < 0.1 {
                bench.readings[index].modules = ["aesni_intel", "cryptd"]
            }
            let row = try #require(bench.judged().criterion("no module lost")?.rows.first { $0.kernel == patched })
            if row.status == .fail { failed += 1 }
            if row.claim?.word == .regression { blamed += 1 }
        }
        // The reference has it in all of 18 boots once in seven times, and then it is held to that.
        #expect(failed < 50 && blamed <= 4, "\(failed) \(blamed)")
    }

    @Test func valuesGoByTheRange() throws {
        func status(_ own: Double) throws -> Status? {
            var bench = Bench(criteria: [Criterion(name: "n", kind: .sameAs(.modulesCount, reference: plain))])
            for (repetition, value) in [(1, 3.0), (2, 5), (3, 4)] {
                for kernel in [plain, before, patched] {
                    bench.change(kernel, 4, repetition: repetition) { $0.values[.modulesCount] = value }
                }
            }
            bench.change(patched, 4, repetition: 1) { $0.values[.modulesCount] = own }
            return try #require(bench.judged().criterion("n")).status
        }
        #expect(try status(3) == .pass)
        #expect(try status(4) == .inconclusive)
        #expect(try status(6) == .fail)
        #expect(try status(2) == .fail)
    }

    /// The reference's boots are asked what the others are: whether they lie outside of the rest.
    @Test func aRestlessReferenceIsSaidToBeOne() throws {
        var bench = Bench(criteria: [Criterion(name: "n", kind: .sameAs(.modulesCount, reference: plain))])
        for (repetition, value) in [(1, 3.0), (2, 5), (3, 4)] {
            bench.change(plain, 4, repetition: repetition) { $0.values[.modulesCount] = value }
            bench.change(before, 4, repetition: repetition) { $0.values[.modulesCount] = value }
            bench.change(patched, 4, repetition: repetition) { $0.values[.modulesCount] = 9 }
        }
        let row = try #require(bench.judged().criterion("n")?.rows.first { $0.kernel == patched })
        #expect(row.claim?.other?.failed == 2 && row.claim?.word == .inBaselineToo)
    }
}
