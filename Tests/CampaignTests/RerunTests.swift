// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import MatrixPlan
import Synchronization
import Testing
import Verdicts
import Vocabulary

/// Stalls of guests with more vCPUs than the host has CPUs, which are repeated alone before the kernel is blamed. The
/// scripted host has two.
@Suite struct RerunTests {
    static let kernel = KernelName(unchecked: "a")
    static let lockup =
        "[   30.000000] watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [udevd:71]\n[   30.000100] RIP: 0010:idle+0x1/0x2\n"
    static let stray =
        "[   30.000000] Oops: int3: 0000 [#1] PREEMPT SMP NOPTI\n[   30.000100] RIP: 0010:idle+0x1/0x2\n"
    static let phantom = stray + "[   30.000200] Code: 53 66 <90> e8\n"
    static let kasan = "[   31.000000] BUG: KASAN: slab-use-after-free in foo+0x1/0x2\n"

    /// What the guests were, in the order of their starts.
    final class Seen: Sendable {
        private let list = Mutex<[GuestSpec]>([])
        func add(_ spec: GuestSpec) { list.withLock { $0.append(spec) } }
        var specs: [GuestSpec] { list.withLock(\.self) }
    }

    static func matrix(vcpus: Int = 4, cmdline: [String] = [], allow: [AllowedReport] = []) -> Matrix {
        var matrix = Matrix(
            title: "t", image: ImageName(unchecked: "i"), baseline: kernel,
            axes: Axes(kernels: [kernel], vcpus: [vcpus], workloads: [.coldplug]), cmdline: cmdline, repeats: 1,
            criteria: [Criterion(name: "boots clean", kind: .cleanBoot)])
        matrix.allow = allow
        return matrix
    }

    /// For guests that say something, and then nothing more: enough to be heard on a busy host.
    static let brief = Duration.seconds(2)
    /// For guests that never speak.
    static let briefest = Duration.milliseconds(300)

    static func campaign(
        _ ports: FakePorts, _ matrix: Matrix,
        silence: @escaping @Sendable (_ vcpus: Int) -> Duration = { _ in .seconds(600) }
    ) -> Campaign { CampaignTests.campaign(ports, matrix, silence: silence) }

    /// The first boot alone is silent.
    static func silentAtFirst(_ ports: FakePorts, _ matrix: Matrix, _ silence: Duration = briefest) -> Campaign {
        campaign(ports, matrix) { _ in ports.state.booted.count == 1 ? silence : .seconds(600) }
    }

    static func records(_ ports: FakePorts) -> [BootRecord] {
        ports.state.stored.map(\.record).sorted { $0.attempt < $1.attempt }
    }

    /// The status of the only cell and of `boots clean`.
    static func verdict(_ ports: FakePorts, _ matrix: Matrix) -> MatrixResult {
        let readings = ports.state.stored.map {
            CellReading(cell: $0.cell, record: $0.record, items: $0.items, console: $0.console)
        }
        return Judge.judge(matrix: matrix, plan: Plan(matrix, seed: 1, hostCPUs: 2), readings: readings)
    }

    static func console(_ text: String) -> ScriptedGuest.Step { .event(.console(Array(text.utf8))) }

    @Test func whatDoesNotComeAgainAloneWasTheCrowds() async throws {
        let seen = Seen()
        let ports = FakePorts { spec, boot in
            seen.add(spec)
            return boot == 1 ? [Self.console("[    1.000000] x\n")] : CampaignTests.sealed()
        }
        let matrix = Self.matrix()
        _ = try await Self.silentAtFirst(ports, matrix, Self.brief).run()
        let records = Self.records(ports)
        #expect(records.map(\.exit) == [.hung(.kernel, stage: .kernel), .sealed])
        #expect(records.map(\.attempt) == [1, 2])
        #expect(records.map(\.rerun) == [nil, LoneRerun(of: 1, patience: 3)])
        // The whole host, and three times the time for what the guest itself watches.
        #expect(ports.state.mostCPUs >= Demand.everyPlace && ports.state.leases == 0)
        #expect(seen.specs[0].cmdline.isEmpty)
        #expect(
            seen.specs[1].cmdline == [
                "watchdog_thresh=30", "rcupdate.rcu_cpu_stall_timeout=63", "workqueue.watchdog_thresh=90",
                "sysctl.kernel.hung_task_timeout_secs=180", "bootmatrix.settle=360",
            ])
        // The second boot lacks what a real one has, so the cell is no PASS; but no kernel failed.
        let result = Self.verdict(ports, matrix)
        let cell = try #require(result.coordinates.first?.cells.first)
        #expect(cell.status == .error && cell.attempts == 2)
        #expect(cell.retried?.contains("attempt 1 INCONCLUSIVE (kernel-hang") == true)
        #expect(cell.retried?.contains("attempt 2 alone") == true)
    }

    @Test func whatComesAgainAloneIsTheKernels() async throws {
        let ports = FakePorts { _, _ in [Self.console("[    1.000000] x\n")] }
        let matrix = Self.matrix()
        _ = try await Self.campaign(ports, matrix) { _ in Self.brief }.run()
        let records = Self.records(ports)
        #expect(records.map(\.exit) == [.hung(.kernel, stage: .kernel), .hung(.kernel, stage: .kernel)])
        #expect(records.map { $0.rerun?.of } == [nil, 1])
        let result = Self.verdict(ports, matrix)
        let cell = try #require(result.coordinates.first?.cells.first)
        #expect(cell.status == .fail && cell.word == "kernel-hang")
        #expect(cell.reason.contains("came again alone, with 3 times the time"))
        #expect(result.criteria.first?.status == .fail)
    }

    /// It is tried again like any failure of the host, and more often, because it may come in a row.
    @Test(arguments: [2, 9]) func aBreakpointThatIsNotInMemoryIsTriedAgain(times: Int) async throws {
        let ports = FakePorts { _, boot in
            boot <= times ? [Self.console(Self.phantom), .event(.panicked)] : CampaignTests.sealed()
        }
        let matrix = Self.matrix()
        _ = try await Self.campaign(ports, matrix).run()
        let records = Self.records(ports)
        #expect(records.count == min(times + 1, 5) && records.allSatisfy { $0.rerun == nil })
        let result = Self.verdict(ports, matrix)
        #expect(result.coordinates.first?.cells.first?.status == (times == 2 ? .error : .miss))
        #expect(result.criteria.first?.status != .fail)
    }

    /// Sealed, with a report that a starved guest gives as well.
    @Test(arguments: [true, false]) func aReportOfADetectorIsAskedAbout(comesAgain: Bool) async throws {
        let ports = FakePorts { _, boot in
            (boot == 1 || comesAgain ? [Self.console(Self.lockup)] : []) + CampaignTests.sealed()
        }
        let matrix = Self.matrix()
        _ = try await Self.campaign(ports, matrix).run()
        #expect(Self.records(ports).map(\.exit) == [.sealed, .sealed])
        #expect(Self.records(ports).map { $0.rerun?.of } == [nil, 1])
    }

    @Test func nothingElseIsAskedAbout() async throws {
        let lockup = [Self.console(Self.lockup)] + CampaignTests.sealed()
        let allowed = AllowedReport(text: "soft lockup", reason: "known")
        let cases: [(Matrix, [ScriptedGuest.Step])] = [
            // Each vCPU has a CPU.
            (Self.matrix(vcpus: 2), lockup), (Self.matrix(vcpus: 2), []),
            // What no crowd explains.
            (Self.matrix(), [Self.console(Self.lockup + Self.kasan)] + CampaignTests.sealed()),
            (Self.matrix(), [.event(.panicked)]), (Self.matrix(), [.event(.rebooted)]),
            // Nor a reset or a power-off after a starved vCPU was reported.
            (Self.matrix(), [Self.console(Self.lockup), .event(.rebooted)]),
            (Self.matrix(), [Self.console(Self.lockup), .event(.poweredOff)]),
            (Self.matrix(), [Self.console(Self.lockup), .event(.panicked)]),
            (Self.matrix(allow: [allowed]), lockup), (Self.matrix(), CampaignTests.sealed()),
        ]
        for (matrix, script) in cases {
            let ports = FakePorts { _, _ in script }
            _ = try await Self.campaign(ports, matrix) { _ in script.isEmpty ? Self.briefest : .seconds(600) }.run()
            #expect(Self.records(ports).map(\.rerun) == [nil])
        }
    }

    /// A second try could only hide what the kernel said before the harness or QEMU broke.
    @Test func aReportBeforeTheHarnessBrokeIsNotTriedAgain() async throws {
        let words = "bootmatrix-init: harness fault: collecting was killed by signal 11\n"
        for end in [Self.console(words), .event(.hypervisorGone("killed"))] {
            let crashed = FakePorts { _, boot in
                boot == 1 ? [Self.console(Self.kasan), end] : CampaignTests.sealed()
            }
            _ = try await Self.campaign(crashed, Self.matrix()).run()
            #expect(Self.records(crashed).count == 1)
            #expect(Self.verdict(crashed, Self.matrix()).criteria.first?.status == .fail)
            let clean = FakePorts { _, boot in boot == 1 ? [end] : CampaignTests.sealed() }
            _ = try await Self.campaign(clean, Self.matrix()).run()
            #expect(Self.records(clean).count == 2)
        }
    }

    /// A kernel that hung alone twice is not asked about again by a run that goes on either.
    @Test func aRunThatGoesOnAsksTwiceAsWell() async throws {
        var matrix = Self.matrix()
        matrix.repeats = 5
        let plan = Plan(matrix, seed: 1, hostCPUs: 2)
        let open = Stall.Open(attempt: 1, sign: ExitCause.hung(.noOutput, stage: .firmware).summary)
        let ports = FakePorts { _, _ in [] }
        let stored = Campaign.Stored(
            attempts: Dictionary(uniqueKeysWithValues: plan.cells.map { ($0.id, 1) }),
            stalls: Dictionary(uniqueKeysWithValues: plan.cells.map { ($0.id, open) }))
        _ = try await Self.campaign(ports, matrix) { _ in Self.briefest }.run(stored)
        #expect(Self.records(ports).map { $0.rerun?.of } == [1, 1])
    }

    @Test func theHostsFailureIsNoAnswer() async throws {
        let ports = FakePorts { _, boot in
            boot == 1 ? [] : boot == 2 ? [.event(.hypervisorGone("killed"))] : CampaignTests.sealed()
        }
        _ = try await Self.silentAtFirst(ports, Self.matrix()).run()
        let records = Self.records(ports)
        #expect(records.map(\.exit) == [.hung(.noOutput, stage: .firmware), .hypervisorGone("killed"), .sealed])
        #expect(records.map { $0.rerun?.of } == [nil, 1, 1])
        let lost = FakePorts { _, boot in boot == 1 ? [] : [.event(.hypervisorGone("killed"))] }
        _ = try await Self.silentAtFirst(lost, Self.matrix()).run()
        #expect(Self.records(lost).count == 3)
        // Nobody is blamed: it could not be run.
        #expect(Self.verdict(lost, Self.matrix()).coordinates.first?.status == .miss)
    }

    @Test func aRunThatWasEndedBeforeTheRerunGoesOnWithIt() async throws {
        let ports = FakePorts { _, _ in CampaignTests.sealed() }
        let matrix = Self.matrix()
        let cell = try #require(Plan(matrix, seed: 1, hostCPUs: 2).cells.first?.id)
        _ = try await Self.campaign(ports, matrix).run(
            .init(attempts: [cell: 1], stalls: [cell: Stall.Open(attempt: 1, sign: "a stall")]))
        #expect(Self.records(ports).map(\.attempt) == [2])
        #expect(Self.records(ports).map { $0.rerun?.of } == [1])
    }

    /// Five cells that all hang alike: two are asked about. A hang of another kind is a new question.
    @Test func aDeadKernelIsAskedAboutTwice() async throws {
        var matrix = Self.matrix()
        matrix.repeats = 6
        let ports = FakePorts { spec, _ in
            spec.cell.text.hasSuffix("r6") ? [Self.console("[    1.000000] x\n")] : []
        }
        _ = try await Self.campaign(ports, matrix) { _ in
            ports.state.booted.last?.hasSuffix("r6") == true ? Self.brief : Self.briefest
        }.run()
        let reruns = Self.records(ports).filter { $0.rerun != nil }
        #expect(Self.records(ports).count == 6 + 3)
        #expect(reruns.count { $0.exit == .hung(.noOutput, stage: .firmware) } == 2)
        #expect(reruns.count { $0.exit == .hung(.kernel, stage: .kernel) } == 1)
        // The kernel failed, whatever is said of the others.
        let result = Self.verdict(ports, matrix)
        #expect(result.status == .fail)
        #expect(result.coordinates.first?.cells.count { $0.status == .fail } == 3)
        #expect(result.coordinates.first?.cells.count { $0.status == .inconclusive } == 3)
    }

    /// QEMU's stray breakpoint in a rerun does not answer who kept a CPU: the next stall is asked about as well.
    @Test(arguments: [(true, 2), (false, 4)])
    func onlyAStallOfItsKindConfirmsAStall(isSame: Bool, asked: Int) async throws {
        var matrix = Self.matrix()
        matrix.repeats = 4
        let ports = FakePorts { _, boot in
            [Self.console(boot == 1 || isSame ? Self.lockup : Self.stray)] + CampaignTests.sealed()
        }
        _ = try await Self.campaign(ports, matrix).run()
        #expect(Self.records(ports).count { $0.rerun != nil } == asked)
        #expect(Self.records(ports).allSatisfy { $0.exit == .sealed })
    }

    /// A detector that is switched off stays off, and a timeout of the user's is multiplied like ours.
    @Test func theUsersOwnTimeoutsCount() async throws {
        let seen = Seen()
        let ports = FakePorts { spec, boot in
            seen.add(spec)
            return boot == 1 ? [] : CampaignTests.sealed()
        }
        let words = [
            "watchdog_thresh=0", "rcupdate.rcu_cpu_stall_timeout=200", "sysctl.kernel.hung_task_timeout_secs=x",
            "bootmatrix.settle=10",
        ]
        _ = try await Self.silentAtFirst(ports, Self.matrix(cmdline: words)).run()
        #expect(
            Array(seen.specs[1].cmdline.dropFirst(4)) == [
                "rcupdate.rcu_cpu_stall_timeout=300", "workqueue.watchdog_thresh=90", "bootmatrix.settle=30",
            ])
    }

    /// Ours, as the host's, is tried once more and no oftener.
    @Test func theHarnesssFailureIsTriedOnceMore() async throws {
        let broken = [Self.console("bootmatrix-init: harness fault: no port\n")]
        let ports = FakePorts { _, boot in boot == 1 ? broken : CampaignTests.sealed() }
        _ = try await Self.campaign(ports, Self.matrix()).run()
        #expect(Self.records(ports).map(\.exit) == [.guestProgramBroke("no port"), .sealed])
        let always = FakePorts { _, _ in broken }
        _ = try await Self.campaign(always, Self.matrix()).run()
        #expect(Self.records(always).map(\.exit) == [.guestProgramBroke("no port"), .guestProgramBroke("no port")])
        #expect(Self.verdict(always, Self.matrix()).coordinates.first?.status == .error)
    }
}
