// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// What a request storm must have shown, and whom a caller that was not served speaks against.
@Suite struct CallersTests {
    /// A storm of 16 callers that ask for a socket, on a kernel that has the module.
    private func storm(had: Int = 16, silent: Int = 0, errno: Int = 0) -> Boot {
        var boot = Boot()
        boot.cell = Cell(Coordinates(kernel: plain, vcpus: 2, workload: .requestStorm), repetition: 1)
        boot.record.cell = boot.cell.id.text
        boot.record.expected.modules["af-packet"] = BuildID(bytes: Boot.moduleID)
        boot.record.cmdline = "tsc_early_khz=2400000"
        let others = WorkloadReport.stormRequests.filter { $0 != "net-pf-17" }.map {
            "\($0).module=cryptd\n\($0).callers=16\n\($0).had=16\n\($0).silent=0\n\($0).errno=0\n\($0).seconds=0.1\n"
        }
        boot.set(
            "workload",
            """
            name=request-storm
            callers=16
            \(others.joined())
            net-pf-17.module=af_packet
            net-pf-17.callers=16
            net-pf-17.had=\(had)
            net-pf-17.silent=\(silent)
            net-pf-17.errno=\(errno)
            net-pf-17.seconds=0.5

            """)
        boot.set(
            "trace",
            """
            # tracer: nop
            #
            # entries-in-buffer/entries-written: 4/4   #P:2
            #
                        init-71      [000] .....     2.000000: module_request: net-pf-17 wait=1 call_site=__sock_create
                    modprobe-72      [000] .....     2.000001: sys_finit_module(fd: 6, uargs: 7f0, flags: 0)
                    modprobe-72      [000] .....     2.000100: module_load: cryptd
                    modprobe-72      [000] .....     2.000200: sys_finit_module -> 0x0

            """)
        return boot
    }

    private func problems(_ boot: Boot, _ check: CellReading.Problem.Check) -> [CellReading.Problem] {
        boot.reading.problems.filter { $0.check == check }
    }

    @Test func everybodyServedIsNoProblem() {
        #expect(problems(storm(), .callers) == [])
        #expect(problems(storm(), .vacuity) == [])
    }

    @Test func aCallerThatWasNotServedIsTheKernelsFailure() throws {
        let problem = try #require(problems(storm(had: 12, errno: 97), .callers).first)
        #expect(problem.blame == .kernel)
        #expect(problem.text == "net-pf-17: 4 of 16 callers did not get it (error 97)")
        let silent = try #require(problems(storm(had: 12, silent: 4), .callers).first)
        #expect(silent.text == "net-pf-17: 4 of 16 callers never had an answer")
    }

    @Test func nobodyServedWithTheModuleBuiltIsTheKernelsFailureToo() {
        #expect(problems(storm(had: 0, errno: 97), .callers).map(\.blame) == [.kernel])
    }

    @Test func aKernelWithoutTheModuleProvesNothing() throws {
        var boot = storm(had: 0, errno: 97)
        boot.record.expected.modules["af-packet"] = nil
        #expect(problems(boot, .callers) == [])
        let problem = try #require(problems(boot, .vacuity).first)
        #expect(problem.blame == .harness)
        #expect(problem.text.contains("this kernel has no module af_packet"))
    }

    /// The answer to too many at once excuses nobody and blames nobody: a kernel that leaks its places looks the same.
    @Test func theLimitOfRequestsMakesItNobodysFailure() throws {
        let busy =
            "request_module: modprobe net-pf-17 cannot be processed, kmod busy with 50 threads for more than 5 seconds now"
        var boot = storm(had: 14, errno: 97)
        boot.set("kmsg", "6,0,0,-;Linux version 6.12.117\n4,1,9000,-;\(busy)\n")
        let problem = try #require(problems(boot, .callers).first)
        #expect(problem.blame == .harness)
        #expect(problem.text.contains("1 request got ETIME"))
        // Everybody was served in the end: then it is only counted.
        boot = storm()
        boot.set("kmsg", "6,0,0,-;Linux version 6.12.117\n4,1,9000,-;\(busy)\n")
        #expect(problems(boot, .callers) == [])
    }

    @Test func silenceUnderAClockThatMayRunAheadIsNobodysFailure() throws {
        var boot = storm(had: 12, silent: 4)
        boot.record.cmdline = "quiet"
        #expect(problems(boot, .callers).map(\.blame) == [.harness])
        boot.record.cmdline = "tsc_early_khz=2400000"
        #expect(problems(boot, .callers).map(\.blame) == [.kernel])
    }

    @Test func aStormInWhichNobodyAskedProvesNothing() {
        var boot = storm()
        boot.set("workload", "name=request-storm\ncallers=16\n")
        #expect(problems(boot, .vacuity).map(\.blame) == [.harness])
        boot = storm()
        boot.replace("module_request: net-pf-17", by: "module_free: net-pf-17", in: "trace")
        boot.replace("module_load: cryptd", by: "module_free: cryptd", in: "trace")
        #expect(problems(boot, .vacuity).contains { $0.text.contains("requested no module") })
        #expect(problems(boot, .vacuity).contains { $0.text.contains("no module was loaded by modprobe") })
    }
}
