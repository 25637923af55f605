// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@Suite struct CriteriaTests {
    /// The judged status of one criterion, and its outcome.
    private func outcome(_ bench: Bench, _ name: String) throws -> CriterionOutcome {
        try #require(bench.judged().criterion(name))
    }

    @Test func everyKindOfReportFailsACleanBoot() throws {
        for kind in Finding.Kind.allCases {
            var bench = Bench(criteria: [.clean])
            // One vCPU on two CPUs: nobody starves.
            bench.change(plain, 1, repetition: 1) {
                $0.findings = [Finding(kind: kind, title: "title", line: 1, lines: ["line"])]
            }
            #expect(bench.judged().status == .fail)
            #expect(bench.judged().place(plain, 1)?.word == kind.rawValue)
        }
    }

    /// Eight vCPUs take turns on two CPUs: a stall may be the translator's, a BUG may not.
    @Test func starvedGuestsAreNotBlamedForStalls() throws {
        var bench = Bench(criteria: [.clean])
        bench.change(plain, 8, repetition: 1) {
            $0.findings = [Finding(kind: .rcuStall, title: "INFO: rcu stall", line: 1, lines: [])]
        }
        #expect(bench.judged().status == .inconclusive)
        bench.change(plain, 8, repetition: 1) {
            $0.findings.append(Finding(kind: .bug, title: "BUG: null", line: 9, lines: ["BUG: null"]))
        }
        #expect(bench.judged().status == .fail)
        #expect(bench.judged().place(plain, 8)?.word == "bug")
    }

    @Test func boundFailsTheCellThatBreaksIt() throws {
        let bound = Criterion(name: "few", kind: .bound(.modulesCount, Limits(atLeast: 2, atMost: 3)))
        var bench = Bench(criteria: [bound])
        #expect(try outcome(bench, "few").status == .pass)
        bench.change(patched, 4, repetition: 3) { $0.values[.modulesCount] = 4 }
        let few = try outcome(bench, "few")
        #expect(few.status == .fail)
        #expect(few.rows.map(\.status) == [.pass, .pass, .fail])
        #expect(few.offences.map(\.text) == ["modules.count is 4, wanted 2 to 3"])
        bench.change(patched, 4, repetition: 3) { $0.values[.modulesCount] = nil }
        #expect(try outcome(bench, "few").status == .inconclusive)
    }

    @Test func lostModuleFailsItsOwnRowByName() throws {
        var bench = Bench(criteria: [.sameModules])
        bench.change(patched, 4, repetition: 1) { $0.modules = ["aesni_intel", "cryptd", "kvm"] }
        let result = bench.judged()
        let modules = try #require(result.criterion("no module lost"))
        #expect(modules.status == .fail)
        #expect(modules.rows.map(\.kernel) == [before, patched])
        #expect(modules.rows.map(\.status) == [.pass, .fail])
        #expect(modules.offences[0].text == "missing: crypto_simd; extra: kvm (against plain.4cpu.coldplug.r1)")
        #expect(result.kernel(patched)?.status == .fail && result.kernel(plain)?.status == .pass)
        // The reference is lost: nobody is blamed.
        bench.fill()
        bench.change(plain, 4, repetition: 1) { $0.exit = .hypervisorGone("killed") }
        let blind = try outcome(bench, "no module lost")
        #expect(blind.status == .miss && blind.offences.count == 2)
    }

    /// The kernel is booted more often than its reference: those blocks prove nothing, and it is said.
    @Test func blockWithoutItsReferenceIsNotPassedOver() throws {
        var bench = Bench(criteria: [.sameModules, .waste])
        let place = Coordinates(kernel: patched, vcpus: 4, workload: .coldplug)
        bench.matrix.include = [Inclusion(place, repeats: 4)]
        bench.fill()
        for name in ["no module lost", "waste is gone"] {
            let outcome = try outcome(bench, name)
            #expect(outcome.status == .inconclusive)
            #expect(outcome.offences.map(\.cell?.text) == ["patched.4cpu.coldplug.r4"])
        }
        // Fewer boots of one kernel only make fewer blocks.
        bench.matrix.include = [Inclusion(place, repeats: 1)]
        bench.fill()
        #expect(try outcome(bench, "no module lost").status == .pass)
    }

    @Test func controlThatSeesNothingBlamesNobody() throws {
        var bench = Bench(criteria: Criterion.everything)
        bench.change(before, 4) { $0.values[.loadsFailed] = 2 }
        let result = bench.judged()
        #expect(result.status == .inconclusive)
        let control = try #require(result.criterion("the effect is there"))
        #expect(control.status == .inconclusive)
        #expect(control.reason.hasPrefix("no effect with before at 4 vCPUs: the median of loads.failed is 2"))
        #expect(result.place(before, 4)?.word == "no-effect" && result.place(before, 4)?.affected == 3)
        let waste = try #require(result.criterion("waste is gone"))
        #expect(waste.status == .inconclusive)
        #expect(waste.reason == "it needs 'the effect is there', which is INCONCLUSIVE")
        #expect(waste.rows.allSatisfy { $0.status == .inconclusive })
    }

    /// The median decides, so one quiet boot of three does not silence a control.
    @Test func controlLooksAtTheMedian() throws {
        var bench = Bench(criteria: [.effect])
        bench.change(before, 4, repetition: 2) { $0.values[.loadsFailed] = 0 }
        #expect(try outcome(bench, "the effect is there").status == .pass)
        bench.lose(before, 4, repetition: 3)
        #expect(try outcome(bench, "the effect is there").status == .miss)
    }

    @Test func ratioFailsOnlyTheKernelThatWastes() throws {
        var bench = Bench(criteria: Criterion.everything)
        for vcpus in [4, 8] { bench.change(patched, vcpus) { $0.values[.loadsFailed] = Double(3 * vcpus) } }
        let waste = try outcome(bench, "waste is gone")
        #expect(waste.status == .fail)
        #expect(waste.rows.map(\.status) == [.pass, .fail])
        #expect(waste.rows[1].reason.contains("108 against 300 of before in 9 blocks: 36 % (95 %: "))
        let growth = try outcome(bench, "waste does not grow")
        #expect(growth.rows.map(\.status) == [.pass, .fail])
        // 3 * (12 + 24) and 3 * (30 + 70) over 3 * (3 + 7).
        #expect(growth.rows[1].reason.hasPrefix("growth 3.6 per added vCPU against 10 of before in 6 blocks: 36 %"))
        #expect(growth.rows[1].reason.contains("; at 8 vCPUs alone 34.3 %; p 0."))
        #expect(growth.rows[1].reason.hasSuffix(" over 6 primary endpoints"))
        #expect(bench.judged().kernel(patched)?.status == .fail)
        // Cells are descriptive: a pooled verdict is the row's.
        #expect(bench.judged().place(patched, 8)?.status == .pass)
    }

    @Test func ratioNearTheMarginIsOpen() throws {
        var bench = Bench(criteria: [.waste, .effect])
        for (repetition, failed) in [(1, 2.0), (2, 14), (3, 4)] {
            bench.change(patched, 8, repetition: repetition) { $0.values[.loadsFailed] = failed }
        }
        let waste = try outcome(bench, "waste is gone")
        #expect(waste.rows.map(\.status) == [.pass, .inconclusive])
        #expect(waste.rows[1].reason.hasSuffix(" blocks would decide"))
    }

    @Test func nothingToCompareWithIsOpen() throws {
        var bench = Bench(criteria: [.waste])
        bench.matrix.criteria[0].needs = []
        for vcpus in [4, 8] { bench.change(before, vcpus) { $0.values[.loadsFailed] = 0 } }
        let waste = try outcome(bench, "waste is gone")
        #expect(waste.status == .inconclusive)
        #expect(waste.rows[0].reason.contains("the reference shows nothing to compare with"))
        // But more than a share of nothing is more than is allowed.
        for vcpus in [4, 8] { bench.change(patched, vcpus) { $0.values[.loadsFailed] = Double(30 + vcpus) } }
        #expect(try outcome(bench, "waste is gone").rows.map(\.status) == [.inconclusive, .fail])
    }

    @Test func untrustedCellsAreNotPooled() throws {
        var bench = Bench(criteria: [.effect, .waste])
        bench.change(patched, 8, repetition: 2) {
            $0.values[.loadsFailed] = 1000
            $0.problems = [.init(check: .law, blame: .harness, text: "wasted is not the sum of its parts")]
        }
        let row = try outcome(bench, "waste is gone").rows[1]
        #expect(row.status == .inconclusive)
        #expect(row.comparison?.pooled.value == 0 && row.comparison?.pooled.blocks == 8)
        #expect(row.comparison?.plannedBlocks == 9)
        // A block that mixes accelerators compares machines, not kernels.
        bench.fill()
        bench.change(patched, 8, repetition: 2) { $0.machine = machine(.kvm) }
        #expect(try outcome(bench, "waste is gone").rows[1].status == .inconclusive)
    }

    @Test func growthHasAnAbsoluteLimitToo() throws {
        let slow = Criterion(
            name: "slow", when: CellFilter(kernels: [plain, before]),
            kind: .scaling(.loadsFailed, atMost: .absolute(2), floor: nil)
        )
        let bench = Bench(criteria: [slow])
        let outcome = try outcome(bench, "slow")
        #expect(outcome.rows.map(\.kernel) == [before, plain])
        #expect(outcome.rows.map(\.status) == [.fail, .pass])
        // 3 * (30 + 70) over 3 * (3 + 7).
        #expect(outcome.rows[0].comparison?.growth == 10)
        #expect(outcome.rows[0].reason.hasPrefix("growth per added vCPU in 6 blocks: 10 (95 %: "))
        #expect(outcome.rows[0].reason.contains("limit 2; at 8 vCPUs alone 10; p 0."))
    }

    @Test func filterSkipsWhatItLeavesOutAndSaysSo() throws {
        var bench = Bench(criteria: Criterion.everything)
        bench.filter = CellFilter(kernels: [plain])
        var result = bench.judged()
        #expect(result.status == .pass)
        #expect(result.criteria.map(\.status) == [.pass, .skip, .skip, .skip, .skip])
        #expect(result.notes.contains { $0.hasPrefix("A filter left 6 places of the matrix out") })
        // The control is filtered out, the comparison is not: nothing shows that an effect could be seen.
        bench.filter = CellFilter(vcpus: .oneOf([1]))
        result = bench.judged()
        #expect(result.criterion("waste is gone")?.status == .inconclusive)
        #expect(result.criterion("waste is gone")?.reason.contains("filtered out") == true)
        #expect(result.criterion("waste does not grow")?.status == .skip)
        bench.filter = CellFilter(vcpus: .oneOf([8]))
        #expect(bench.judged().status == .pass)
        // Nothing but cells: nothing was asked.
        bench.matrix.criteria = [.effect]
        bench.filter = CellFilter(kernels: [plain])
        #expect(bench.judged().status == .inconclusive)
        bench.matrix.criteria = []
        #expect(bench.judged().status == .inconclusive)
        bench.filter = CellFilter(vcpus: .oneOf([3]))
        #expect(bench.judged().status == .miss)
    }

    @Test func mistakenCriteriaAreErrors() throws {
        let nowhere = Criterion(name: "nowhere", when: CellFilter(vcpus: .atLeast(64)), kind: .cleanBoot)
        let itself = Criterion(
            name: "itself", when: CellFilter(kernels: [before]),
            kind: .ratio(.loadsFailed, to: before, atMost: Fraction(0.1), floor: nil))
        var circle = Criterion.clean
        circle.needs = [circle.name]
        var lost = Criterion.sameModules
        lost.needs = ["nobody"]
        let result = Bench(criteria: [nowhere, itself, circle, lost]).judged()
        #expect(result.criteria.map(\.status) == [.error, .error, .inconclusive, .inconclusive])
        #expect(result.criteria[3].reason == "it needs 'nobody', which the matrix does not have")
    }

    @Test func workloadsAreNotPooledTogether() throws {
        var bench = Bench(criteria: [.waste])
        bench.matrix.criteria[0].needs = []
        bench.matrix.axes.workloads.append(WorkloadName(unchecked: "storm"))
        bench.fill()
        let waste = try outcome(bench, "waste is gone")
        #expect(waste.rows.map(\.workload?.rawValue) == ["coldplug", "storm", "coldplug", "storm"])
    }
}

@Suite struct AllowedReportTests {
    private static let known = Finding(
        kind: .warning, title: "WARNING in known_one", line: 3,
        lines: ["[    1.0] WARNING: CPU: 0 PID: 1 at kernel/x.c:12 known_one+0x1/0x2"])

    private func bench(_ allow: [AllowedReport], _ findings: [Finding]) -> Bench {
        var bench = Bench(criteria: [.clean])
        bench.matrix.allow = allow
        bench.change(plain, 1, repetition: 1) { $0.findings = findings }
        return bench
    }

    @Test(arguments: [
        AllowedReport(title: "WARNING in known_one", reason: "ticket 7"),
        AllowedReport(text: "kernel/x.c:12", reason: "ticket 7"),
    ])
    func aKnownReportPassesWithItsReason(_ allowed: AllowedReport) throws {
        let result = bench([allowed], [Self.known]).judged()
        #expect(result.status == .pass)
        #expect(result.notes.contains("1 cell: \"WARNING in known_one\" is allowed: ticket 7."))
        #expect(result.place(plain, 1)?.cells[0].findings.map(\.allowed) == ["ticket 7"])
    }

    /// Neither a part of a title nor a report beside it passes.
    @Test func noOtherReportPasses() {
        let other = Finding(kind: .warning, title: "WARNING in known_one_too", line: 9, lines: ["line"])
        let allow = [AllowedReport(title: "WARNING in known_one", reason: "ticket 7")]
        let result = bench(allow, [Self.known, other]).judged()
        #expect(result.status == .fail)
        #expect(result.criterion("boots clean")?.offences.map(\.text) == ["WARNING in known_one_too"])
        #expect(bench([], [Self.known]).judged().status == .fail)
    }

    /// The lack of memory explains nothing that was broken before; a panic that a starved guest's watchdog called is no proof.
    @Test func theReportThatDecides() {
        let lack = Finding(kind: .outOfMemory, title: "Out of memory", line: 1, lines: [])
        #expect(bench([], [lack, Self.known]).judged().place(plain, 1)?.word == "warning")
        #expect(bench([], [lack]).judged().place(plain, 1)?.word == "out-of-memory")
        var starved = Bench(criteria: [.clean])
        starved.change(plain, 8, repetition: 1) {
            $0.findings = [
                Finding(kind: .panic, title: "Kernel panic - not syncing: softlockup: hung tasks", line: 1, lines: [])
            ]
        }
        #expect(starved.judged().status == .inconclusive)
    }
}
