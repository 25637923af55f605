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

    private func counted(becoming: UInt64, becomingBytes: UInt64, load: UInt64, loadBytes: UInt64) -> [ModuleCounter:
        UInt64]
    {
        counters(modules: 1, becoming: becoming, load: load).merging([
            .becomingBytes: becomingBytes, .loadBytes: loadBytes,
        ]) { $1 }
    }

    @Test func theTwoSourcesAreEqualWhereNothingWasLoadedAfterTheTrace() {
        let good = counted(becoming: 2, becomingBytes: 2 * 18424, load: 1, loadBytes: 2 * 18424)
        #expect(violations(StockBoot.copied, probes: StockBoot.probes, counters: good).isEmpty)
        let cases: [(ModuleCounter, UInt64, String)] = [
            (.failedBecoming, 3, "the trace shows 2 loads thrown away before the allocation, the kernel counted 3"),
            (.failedLoads, 0, "the trace shows 1 loads thrown away after the allocation, the kernel counted 0"),
            (.failedKreads, 1, "the trace shows 0 loads that failed while the file was read, the kernel counted 1"),
            (.failedDecompress, 1, "the trace shows 0 loads that failed in decompression, the kernel counted 1"),
            (
                .becomingBytes, 36849,
                "the trace shows 36848 bytes for loads thrown away before the allocation, the kernel counted 36849"
            ),
            (
                .loadBytes, 36847,
                "the trace shows 36848 bytes for loads thrown away after the allocation, the kernel counted 36847"
            ),
        ]
        for (counter, value, text) in cases {
            let spoilt = good.merging([counter: value]) { $1 }
            #expect(violations(StockBoot.copied, probes: StockBoot.probes, counters: spoilt) == [text])
        }
    }

    @Test func whatWasLoadedAfterTheTraceIsKnownToTheCountersOnly() {
        var more = counted(becoming: 9, becomingBytes: 9 * 18424, load: 4, loadBytes: 9 * 18424)
        more[.modulesLoaded] = 2
        #expect(violations(StockBoot.copied, probes: StockBoot.probes, counters: more).isEmpty)
        // A call that the trace does not see end.
        more[.modulesLoaded] = 1
        let open = StockBoot.copied.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
        #expect(violations(open, probes: StockBoot.probes, counters: more).isEmpty)
        // Never less.
        more[.failedBecoming] = 1
        #expect(violations(open, probes: StockBoot.probes, counters: more).count == 1)
    }

    @Test func aMalformedSignatureIsCutOffInPart() {
        let lines = """
                   insmod-9       [000] .....     0.000001: sys_init_module(umod: 7f83, len: 1388, uargs: 7f83)
                   insmod-9       [000] .....     0.000002: load_begin: (load_module+0x0/0x1) length=5000
                   insmod-9       [000] .....     0.000003: sys_init_module -> 0xffffffffffffffb6

            """
        func found(_ bytes: UInt64, _ probes: String) -> [String] {
            var figures = counted(becoming: 1, becomingBytes: bytes, load: 0, loadBytes: 0)
            figures[.modulesLoaded] = 0
            return violations(lines, probes: probes, counters: figures)
        }
        #expect(found(5000, StockBoot.probes).isEmpty && found(4972, StockBoot.probes).isEmpty)
        #expect(found(4971, StockBoot.probes).count == 1 && found(5001, StockBoot.probes).count == 1)
        #expect(found(4972, StockBoot.probes.replacing("load_signed", with: "other")).count == 1)
    }

    @Test func duplicatesAreTheTablesRows() throws {
        let trace = TracedBoot.trace(StockBoot.copied, probes: StockBoot.probes)
        let activity = LoaderActivity(trace)
        let laws = FunnelLaws(activity, Funnel(activity, uevents: nil, log: nil, bound: nil))
        func found(_ rows: String) throws -> [String] {
            var text = ModuleCounter.allCases.map { "\($0.label)\t\($0 == .modulesLoaded ? 1 : 0)\n" }.joined()
            text += "Duplicate failed modules:\nModule-name\tHow-many-times\tReason\n" + rows
            let statistics = ModuleStatistics(scalars: [:], text: StatsText([UInt8](text.utf8)))
            return laws.violations(attempts: 4, statistics: statistics, log: nil).filter { $0.contains("duplicates") }
        }
        #expect(try found("dummy\t3\t                 Becoming\n").isEmpty)
        #expect(
            try found("dummy\t2\t                 Becoming\n") == [
                "the trace shows 3 duplicates, the kernel counted 2"
            ])
    }
}
