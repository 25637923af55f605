// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@Suite struct JudgeTests {
    @Test func kernelsThatAreOneBinaryAreNamed() {
        var bench = Bench(criteria: [.clean])
        for (kernel, digest) in [(before, "1"), (plain, "2"), (patched, "2")] {
            for vcpus in [1, 4, 8] {
                bench.change(kernel, vcpus) {
                    $0.binary = KernelBinary(digest: digest, isSameWithoutPatches: kernel == before)
                }
            }
        }
        let notes = bench.judged().notes
        #expect(notes.contains { $0.hasPrefix("plain and patched are the same binary") })
        #expect(notes.contains { $0.hasPrefix("The patches of before change nothing that is loaded") })
        #expect(!notes.contains { $0.contains("The patches of plain") })
        #expect(!Bench(criteria: [.clean]).judged().notes.contains { $0.contains("same binary") })
    }

    @Test func healthyMatrixPasses() throws {
        let result = Bench(criteria: Criterion.everything).judged()
        #expect(result.status == .pass)
        #expect(result.criteria.allSatisfy { $0.status == .pass })
        #expect(result.run.plannedCells == 27 && result.run.sealedCells == 27)
        #expect(result.figure == .loadsFailed)
        #expect(result.place(before, 8)?.figure == Spread(median: 70, low: 70, high: 70, count: 3))
        let waste = try #require(result.criterion("waste is gone"))
        #expect(waste.rows.map(\.kernel) == [plain, patched])
        // 3 blocks each of 0, 30 and 70; those of one vCPU say nothing.
        #expect(waste.rows[0].comparison?.pooled.reference == 300)
        #expect(waste.rows[0].comparison?.pooled.informative == 6)
        #expect(waste.rows[0].reason.hasPrefix("0 against 300 of before in 9 blocks: 0 % (95 %: 0 % to 1.2 %)"))
    }

    @Test func resultDoesNotDependOnTheOrderOfReadings() throws {
        var bench = Bench(criteria: Criterion.everything)
        bench.change(patched, 8, repetition: 2) { $0.values[.loadsFailed] = 3 }
        let first = try CanonicalJSON.encode(bench.judged())
        bench.readings.reverse()
        #expect(try CanonicalJSON.encode(bench.judged()) == first)
    }

    @Test func panicFailsItsCellRowAndCriterion() throws {
        var bench = Bench(criteria: Criterion.everything)
        bench.change(patched, 4, repetition: 2) { reading in
            reading.exit = .panicked
            reading.stage = .udev
            reading.findings = [panicFinding()]
            (reading.values, reading.modules) = ([:], nil)
        }
        let result = bench.judged()
        #expect(result.status == .fail)
        let place = try #require(result.place(patched, 4))
        #expect(place.status == .fail && place.word == "panic" && place.affected == 1)
        #expect(place.cells.map(\.status) == [.pass, .fail, .pass])
        #expect(place.cells[1].lines == panicFinding().lines)
        #expect(result.place(plain, 4)?.status == .pass)
        #expect(result.kernel(patched)?.status == .fail && result.kernel(plain)?.status == .pass)
        let clean = try #require(result.criterion("boots clean"))
        #expect(clean.status == .fail)
        #expect(clean.offences.map(\.cell?.text) == ["patched.4cpu.coldplug.r2"])
        #expect(clean.offences[0].lines == panicFinding().lines)
        // What needed that boot cannot be judged, and says which boot.
        let modules = try #require(result.criterion("no module lost"))
        #expect(modules.status == .inconclusive)
        let waste = try #require(result.criterion("waste is gone"))
        #expect(waste.rows.map(\.status) == [.pass, .inconclusive])
        #expect(waste.rows[1].reason.hasPrefix("1 of 9 blocks cannot be pooled (patched.4cpu.coldplug.r2)"))
    }

    @Test func everyExitHasItsStatus() {
        let wanted: [(ExitCause, Status, String)] = [
            (.panicked, .fail, "panic"), (.rebooted, .fail, "rebooted"), (.poweredOff, .fail, "powered-off"),
            (.hung(.neverStarted, stage: .firmware), .miss, "never-started"),
            (.hung(.noOutput, stage: .firmware), .fail, "no-output"),
            (.hung(.kernel, stage: .kernel), .fail, "kernel-hang"),
            (.hung(.userspace, stage: .udev), .error, "userspace-hang"),
            (.hung(.livelock, stage: .udev), .fail, "livelock"), (.hypervisorStopped, .miss, "qemu-stopped"),
            (.filesChanged("base.img"), .miss, "files-changed"),
            (.overSize("console"), .fail, "over-size"), (.brokenStream("bad magic"), .error, "broken-stream"),
            (.hypervisorGone("signal 9"), .miss, "qemu-gone"), (.connectionLost("EOF"), .miss, "connection"),
            (.notStarted("no memory"), .miss, "not-started"), (.interrupted, .miss, "interrupted"),
        ]
        for (exit, status, word) in wanted {
            // One vCPU on two CPUs: nobody waits for a turn.
            var bench = Bench(criteria: [.clean])
            bench.change(plain, 1, repetition: 1) { $0.exit = exit }
            let result = bench.judged()
            #expect(result.status == status, "\(exit)")
            #expect(result.place(plain, 1)?.word == word)
            #expect(result.place(plain, 1)?.cells[0].status == status)
        }
    }

    @Test func everyProblemHasItsStatus() {
        for check in CellReading.Problem.Check.allCases {
            for (blame, status) in [(Blame.kernel, Status.fail), (.harness, .error), (.host, .miss)] {
                var bench = Bench(criteria: Criterion.everything)
                bench.change(plain, 8, repetition: 3) {
                    $0.problems = [.init(check: check, blame: blame, text: "figures")]
                }
                let result = bench.judged()
                #expect(result.status == (check == .identity ? .error : status))
                #expect(result.place(plain, 8)?.word == check.rawValue)
            }
        }
    }

    /// A crash of a kernel that nobody asked for is no kernel's fault.
    @Test func wrongKernelIsNeverBlamed() throws {
        var bench = Bench(criteria: Criterion.everything)
        bench.change(patched, 8) { reading in
            reading.exit = .panicked
            reading.findings = [panicFinding()]
            reading.problems = [.init(check: .identity, blame: .harness, text: "kernel is 0102, built was 0304")]
        }
        let result = bench.judged()
        #expect(result.status == .error)
        #expect(result.criterion("boots clean")?.status == .inconclusive)
        #expect(result.kernel(patched)?.status == .error)
    }

    /// A crash counts though the connection broke afterwards: the console had it.
    @Test func lateOopsBeatsLostConnection() {
        var bench = Bench(criteria: [.clean])
        bench.change(plain, 4, repetition: 1) {
            $0.exit = .connectionLost("EOF")
            $0.findings = [panicFinding()]
        }
        #expect(bench.judged().status == .fail)
    }

    @Test func cellsNeverRunAreMissAndKernelsThatDoNotBuildAreTheirs() throws {
        var bench = Bench(criteria: Criterion.everything)
        bench.lose(patched, 4, repetition: 1)
        #expect(bench.judged().status == .miss)
        #expect(bench.judged().place(patched, 4)?.word == "never-run")
        for (blame, status) in [(Blame.kernel, Status.miss), (.harness, .error), (.host, .miss), (.user, .miss)] {
            var bench = Bench(criteria: Criterion.everything)
            for vcpus in [1, 4, 8] { bench.lose(patched, vcpus) }
            bench.unavailable = [patched: (blame, "module/main.c:12: expected ';'")]
            let result = bench.judged()
            #expect(result.status == status)
            #expect(result.kernel(patched)?.status == status)
            #expect(result.kernel(patched)?.unavailable == "module/main.c:12: expected ';'")
            #expect(result.kernel(plain)?.status == .pass)
        }
    }

    /// A retry makes good for the host, never for the kernel, and is told in either case.
    @Test func retryIsRecordedAndHidesNothing() throws {
        var bench = Bench(criteria: [.clean])
        var retry = bench.readings[4]
        retry.attempt = 2
        bench.readings[4].exit = .connectionLost("EOF")
        bench.readings.append(retry)
        #expect(bench.judged().status == .pass)
        #expect(
            bench.judged().notes.contains {
                $0.hasSuffix("attempt 1 MISS (connection: connection lost: EOF), attempt 2 PASS.")
            })
        bench.readings[4].exit = .panicked
        #expect(bench.judged().status == .fail)
    }

    @Test func factsAreThoseOfTheRun() {
        var bench = Bench(criteria: [.clean])
        bench.readings[0].machine = machine(.kvm)
        let result = Judge.judge(
            matrix: bench.matrix, plan: bench.plan, readings: bench.readings, run: "r1", took: .seconds(62))
        #expect(result.run.accelerators == ["KVM", "TCG"])
        #expect(result.run.versions == ["qemu": "7.2.0", "libvirt": "9.0.0", "udev": "252", "kmod": "30"])
        #expect(result.run.id == "r1" && result.run.seed == 7 && result.run.took == .seconds(62))
        #expect(result.notes.contains { $0.hasPrefix("Cells ran under different accelerators") })
    }
}
