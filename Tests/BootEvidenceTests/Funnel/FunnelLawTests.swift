// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing

struct FunnelLawTests {
    private func violations(
        _ lines: String, probes: String = TracedBoot.probes, log: String? = nil,
        counters: [ModuleCounter: UInt64]? = nil
    ) -> [String] {
        let trace = TracedBoot.trace(lines, probes: probes)
        let activity = LoaderActivity(trace)
        let messages = log.map { KernelMessages([UInt8]($0)) }
        let funnel = Funnel(activity, uevents: nil, log: messages, bound: nil)
        return FunnelLaws(activity, funnel).violations(
            attempts: trace.attempts, statistics: counters.map { ModuleStatistics(scalars: $0, text: nil) },
            log: messages)
    }

    private func counters(modules: UInt64, becoming: UInt64 = 0, load: UInt64 = 0) -> [ModuleCounter: UInt64] {
        [
            .modulesLoaded: modules, .failedKreads: 0, .failedDecompress: 0, .failedBecoming: becoming,
            .failedLoads: load,
        ]
    }

    @Test func realBootsBreakNone() {
        #expect(violations(TracedBoot.coldplug, log: "6,0,0,-;Linux\n", counters: counters(modules: 2)).isEmpty)
        #expect(violations(TracedBoot.storm, log: TracedBoot.stormLog, counters: counters(modules: 1)).isEmpty)
    }

    @Test func countersMayKnowMoreAndNeverLess() {
        #expect(violations(TracedBoot.coldplug, counters: counters(modules: 5, becoming: 9)).isEmpty)
        #expect(
            violations(TracedBoot.coldplug, counters: counters(modules: 1)) == [
                "the trace shows 2 modules loaded, the kernel counted 1"
            ])
        // Waiters share the EEXIST of the load that they waited for; the kernel counts that load once.
        let refused = TracedBoot.coldplug.replacing("module_load: cryptd ", with: "module_free: cryptd ")
            .replacing("35.754833: sys_finit_module -> 0x0", with: "35.754833: sys_finit_module -> 0xffffffffffffffef")
            .replacing("35.760518: sys_finit_module -> 0x0", with: "35.760518: sys_finit_module -> 0xffffffffffffffef")
        #expect(TracedBoot.funnel(TracedBoot.trace(refused)).outcomes.refused == 2)
        #expect(violations(refused, counters: counters(modules: 1, becoming: 1)).isEmpty)
        #expect(
            violations(refused, counters: counters(modules: 1)) == [
                "the trace shows 1 loads that failed, the kernel counted 0"
            ])
    }

    @Test func loggedDuplicatesAreThoseThatAskedForNoModprobe() {
        let none = "6,0,0,-;Linux version 6.12.117\n"
        #expect(
            violations(TracedBoot.storm, log: none) == [
                "1 requests ended without a modprobe, and the kernel logged 0 as duplicates"
            ])
        let twice =
            TracedBoot.stormLog + "4,3,12000050,-;module: module-autoload: duplicate request for module fs-xfs\n"
        #expect(
            violations(TracedBoot.storm, log: twice) == [
                "the kernel logged 2 duplicate requests, the trace shows at most 1"
            ])
        // After the trace, and by a program instead of the kernel.
        for line in ["4,3,18000000,-;", "12,3,12000050,-;"] {
            let later = TracedBoot.stormLog + line + "module: module-autoload: duplicate request for module fs-xfs\n"
            #expect(violations(TracedBoot.storm, log: later).isEmpty)
        }
        // The form of a WARN.
        let warned = TracedBoot.stormLog.replacing("module: module-autoload", with: "module-autoload")
        #expect(violations(TracedBoot.storm, log: warned).isEmpty)
        // A waiter that had not returned when the trace ended: logged, and coalesced.
        let waiting = TracedBoot.storm.split(separator: "\n").filter {
            !$0.contains("mount-202") || $0.contains("module_request")
        }
        #expect(violations(waiting.joined(separator: "\n") + "\n", log: TracedBoot.stormLog).isEmpty)
        // Without memory a request ends before it asks.
        let poor = TracedBoot.storm.replacing(
            "13.500100: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=0",
            with: "13.500100: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=-12")
        #expect(violations(poor, log: none).isEmpty)
    }

    @Test func requestsWithAnExitStatusHadAModprobeRun() {
        // Two that were asked for, one that ran: a bad exec has an errno, and only such a one may be missing.
        let both = TracedBoot.storm.replacing(
            "        modprobe-203     [002] .....    12.100000",
            with:
                "               mount-202     [000] .....    12.000040: helper_setup: (call_usermodehelper_setup+0x0/0xa0) path=\"/sbin/modprobe\" module=\"fs-xfs\"\n        modprobe-203     [002] .....    12.100000"
        )
        #expect(
            violations(both, log: "6,0,0,-;Linux\n") == [
                "2 requests have the exit status of a modprobe, and 1 were executed"
            ])
        let failed = both.replacing(
            "13.500100: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=0",
            with: "13.500100: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=-2")
        #expect(violations(failed, log: "6,0,0,-;Linux\n").isEmpty)
    }

    @Test func probesThatMissedHoldNothingToAccount() {
        let missed = TracedBoot.probes.replacing(" 0\n", with: " 1\n")
        #expect(violations(TracedBoot.storm, probes: missed, log: "6,0,0,-;Linux\n").isEmpty)
    }
}
