// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// What is made of a stall on a crowded host (eight vCPUs on two CPUs under TCG), and of the boot that repeats it alone.
@Suite struct StallTests {
    static let lockup = Finding(kind: .softLockup, title: "BUG: soft lockup in idle", line: 3, lines: ["soft lockup"])

    /// The place's first repetition is changed, and repeated alone.
    static func judged(
        vcpus: Int = 8, _ change: (inout CellReading) -> Void, alone: ((inout CellReading) -> Void)? = nil
    ) throws -> MatrixResult {
        var bench = Bench(criteria: [.clean])
        bench.change(plain, vcpus, repetition: 1, change)
        if let alone {
            let first = try #require(
                bench.readings.first {
                    $0.cell.coordinates.kernel == plain && $0.cell.coordinates.vcpus == vcpus
                        && $0.cell.repetition == 1
                })
            var second = bench.reading(first.cell, failed: 0)
            second.attempt = 2
            second.rerun = LoneRerun(of: 1)
            alone(&second)
            bench.readings.append(second)
        }
        return bench.judged()
    }

    static let stalls: [@Sendable (inout CellReading) -> Void] = [
        { $0.exit = .hung(.kernel, stage: .kernel) }, { $0.exit = .hung(.userspace, stage: .workload) },
        { $0.exit = .shutdownStuck }, { $0.findings = [lockup] },
        {
            $0.exit = .panicked
            $0.findings = [
                Finding(kind: .panic, title: "Kernel panic - not syncing: softlockup: hung tasks", line: 1, lines: [])
            ]
        },
    ]

    @Test(arguments: stalls.indices) func aStallThatNobodyRepeatedIsOpen(index: Int) throws {
        let result = try Self.judged(Self.stalls[index])
        #expect(result.status == .inconclusive)
        #expect(result.place(plain, 8)?.cells[0].status != .fail)
        // With a CPU for each vCPU there is nothing to wait for.
        let alone = try Self.judged(vcpus: 1, Self.stalls[index])
        #expect(alone.status == (index == 1 ? .error : .fail))
    }

    @Test(arguments: stalls.indices) func aStallThatDoesNotComeAgainIsForgiven(index: Int) throws {
        let result = try Self.judged(Self.stalls[index]) { _ in }
        #expect(result.status == .pass)
        let cell = try #require(result.place(plain, 8)?.cells[0])
        #expect(cell.status == .pass && cell.attempts == 2)
        #expect(result.notes.contains { $0.contains("was retried: attempt 1") && $0.contains("attempt 2 alone PASS") })
    }

    @Test(arguments: stalls.indices) func aStallThatComesAgainIsTheKernels(index: Int) throws {
        let result = try Self.judged(Self.stalls[index], alone: Self.stalls[index])
        // Unless it is what runs on it that gets nowhere.
        #expect(result.status == (index == 1 ? .error : .fail))
        let cell = try #require(result.place(plain, 8)?.cells[0])
        let texts = [cell.reason] + (result.criterion("boots clean")?.offences.map(\.text) ?? [])
        #expect(texts.contains { $0.contains("it came again alone, with 3 times the time") })
    }

    @Test func anotherFailureAloneCountsAsWell() throws {
        let result = try Self.judged(Self.stalls[0]) { $0.exit = .panicked }
        #expect(result.status == .fail && result.place(plain, 8)?.word == "panic")
    }

    @Test func aRerunThatTheHostFailedForgivesNothing() throws {
        let result = try Self.judged(Self.stalls[0]) { $0.exit = .hypervisorGone("killed") }
        #expect(result.status == .miss)
    }

    /// What no crowd explains is not forgiven for a rerun that was well.
    @Test func aCrashIsNoStall() throws {
        let crash: (inout CellReading) -> Void = {
            $0.exit = .panicked
            $0.findings = [Self.lockup, panicFinding()]
        }
        #expect(try Self.judged(crash).status == .fail)
        #expect(try Self.judged(crash) { _ in }.status == .fail)
    }

    /// A starved vCPU was reported first, and then the guest ended as no crowd makes it end.
    @Test(arguments: [ExitCause.rebooted, .poweredOff, .panicked, .overSize("console"), .noRoot("x")])
    func anotherEndIsNotForgivenForALockup(exit: ExitCause) throws {
        let result = try Self.judged({
            $0.exit = exit
            $0.findings = [Self.lockup]
        }) { _ in }
        #expect(result.status == .fail)
    }

    @Test func aFailureBesideTheStallIsNotForgiven() throws {
        let result = try Self.judged({
            $0.findings = [Self.lockup]
            $0.problems = [.init(check: .residual, blame: .kernel, text: "3 failures are no duplicates")]
        }) { _ in }
        #expect(result.status == .fail)
    }

    /// With a CPU for each vCPU; the guest's clock ran on while QEMU did not.
    @Test func aGuestThatWasStoppedIsNotBlamedForALockup() throws {
        let result = try Self.judged(vcpus: 1) {
            $0.machine.wasStopped = true
            $0.findings = [Self.lockup]
        }
        #expect(result.status == .inconclusive)
        let texts = result.criterion("boots clean")?.offences.map(\.text) ?? []
        #expect(texts.contains { $0.contains("QEMU was stopped for a while") })
    }

    /// The second try was well, and the first had said what was wrong before something of ours broke.
    @Test(arguments: [ExitCause.guestProgramBroke("x"), .brokenStream("x"), .hypervisorGone("x")])
    func aRetryHidesNoReport(exit: ExitCause) throws {
        var bench = Bench(criteria: [.clean])
        var retry = bench.readings[4]
        bench.readings[4].exit = exit
        bench.readings[4].findings = [Finding(kind: .kasan, title: "KASAN: x", line: 1, lines: ["KASAN"])]
        retry.attempt = 2
        bench.readings.append(retry)
        #expect(bench.judged().status == .fail)
        bench.readings[4].findings = []
        #expect(bench.judged().status == .pass)
    }

    /// A breakpoint that nobody set, under a translator that misses patches: asked about again, and forgiven only then.
    @Test(arguments: [
        ("7.2.22", 8, true), ("8.0.5", 8, true), ("8.1.0", 8, false), ("10.0.2", 8, false), ("7.2", 1, false),
    ])
    func aStrayBreakpointIsAskedAbout(qemu: String, vcpus: Int, isOpen: Bool) throws {
        let trap: (inout CellReading) -> Void = {
            $0.exit = .panicked
            $0.machine.qemu = qemu
            $0.findings = [
                Finding(kind: .oops, title: "int3 in sched_clock_cpu", panicked: true, line: 1, lines: ["Oops: int3"]),
                Finding(
                    kind: .panic, title: "Kernel panic - not syncing: Fatal exception in interrupt", line: 9, lines: []),
            ]
        }
        #expect(try Self.judged(vcpus: vcpus, trap).status == (isOpen ? .inconclusive : .fail))
        #expect(try Self.judged(vcpus: vcpus, trap) { _ in }.status == (isOpen ? .pass : .fail))
        #expect(try Self.judged(vcpus: vcpus, trap, alone: trap).status == .fail)
        // Something else beside it is the kernel's.
        let more = try Self.judged(
            vcpus: vcpus,
            {
                trap(&$0)
                $0.findings.append(Finding(kind: .kasan, title: "KASAN: x", line: 20, lines: []))
            }
        ) { _ in }
        #expect(more.status == .fail)
        let kvm = try Self.judged(vcpus: vcpus) {
            trap(&$0)
            $0.machine.accelerator = .kvm
        }
        #expect(kvm.status == .fail)
    }

    /// The report shows that memory holds no breakpoint: the translator's, however often it comes, alone or not.
    @Test func aBreakpointThatIsNotInMemoryIsTheHosts() throws {
        func trap(_ reading: inout CellReading, code: String = "Code: 53 66 <90> e8", qemu: String = "7.2.22") {
            reading.exit = .panicked
            reading.machine.qemu = qemu
            reading.findings = [
                Finding(
                    kind: .oops, title: "int3 in sched_clock_cpu", panicked: true, line: 1, lines: ["Oops: int3", code])
            ]
        }
        for alone in [nil, { trap(&$0) }] as [((inout CellReading) -> Void)?] {
            let result = try Self.judged({ trap(&$0) }, alone: alone)
            #expect(result.status == .miss)
            let cell = try #require(result.place(plain, 8)?.cells[0])
            #expect(cell.word == "phantom-breakpoint" && cell.reason.contains("QEMU 8.1 and KVM do not"))
        }
        #expect(try Self.judged({ trap(&$0) }) { _ in }.status == .pass)
        // Alone it was another failure, or one that memory does hold, or a QEMU that misses nothing.
        #expect(try Self.judged({ trap(&$0) }) { $0.findings = [panicFinding()] }.status == .fail)
        let real: (inout CellReading) -> Void = { trap(&$0, code: "Code: 53 cc <90> e8") }
        #expect(try Self.judged(real, alone: real).status == .fail)
        #expect(try Self.judged({ trap(&$0, qemu: "8.1.0") }).status == .fail)
        // Sealed with it, its figures are nobody's.
        let sealed = try Self.judged({
            trap(&$0)
            $0.exit = .sealed
        })
        #expect(sealed.status == .miss)
    }

    /// All attempts failed by the host: nobody is blamed, and nothing is proved.
    @Test func attemptsThatTheHostFailedAreNoFailure() throws {
        var bench = Bench(criteria: [.clean])
        var retry = bench.readings[4]
        bench.readings[4].exit = .hypervisorStopped
        retry.attempt = 2
        retry.exit = .hypervisorGone("killed")
        bench.readings.append(retry)
        let result = bench.judged()
        #expect(result.status == .miss)
        #expect(
            result.notes.contains {
                $0.contains("attempt 1 MISS (qemu-stopped: ")
                    && $0.contains("attempt 2 MISS (qemu-gone: QEMU ended: killed)")
            })
    }
}
