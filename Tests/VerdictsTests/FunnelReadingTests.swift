// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@Suite struct FunnelReadingTests {
    @Test func goodBootHasAFunnelAndPeaks() throws {
        let reading = Boot().reading
        let funnel = try #require(reading.funnel)
        #expect(funnel.bound == nil && funnel.tellsModprobe)
        #expect(funnel.loads.map(\.module) == ["cryptd"] && funnel.loads.map(\.caller) == [.udev])
        #expect(funnel.processed == 2 && funnel.announced == 0)
        let lowest = try #require(reading.peaks?.lowestAvailable)
        #expect(lowest.doing == "1 load in flight: cryptd 1")
        // Where the two clocks differ nobody can say what went on.
        var boot = Boot()
        boot.set("cmdline", "root=/dev/vda quiet\n")
        #expect(boot.reading.peaks?.lowestAvailable?.loads == nil)
    }

    @Test func contradictionOfAWholeTraceIsABadReading() {
        var boot = Boot()
        boot.set("counters/modcount", "0\n")
        boot.replace("Mods ever loaded\t2", by: "Mods ever loaded\t0", in: "stats")
        let texts = boot.reading.problems.filter { $0.check == .law }.map(\.text)
        #expect(texts.contains("the trace shows 1 modules loaded, the kernel counted 0"))
        #expect(boot.reading.problems.allSatisfy { $0.blame == .harness })
        #expect(boot.status == .error)
        // Of a trace that is not whole nothing follows, and it says why.
        boot.replace("3/3", by: "3/90", in: "trace")
        #expect(!boot.reading.problems.contains { $0.text.contains("the trace shows") })
        #expect(boot.reading.funnel?.bound == "the trace lost 87 events; raise trace_buf_size=")
        #expect(boot.reading.values[.loadsCoalesced] == nil && boot.reading.values[.modprobeRuns] == nil)
    }

    /// Each stage of the funnel is a metric, and so is each sum of bytes.
    @Test func stagesAndSizesAreMetrics() {
        let values = Boot().reading.values
        for (metric, value) in [
            (MetricName.ueventsAnnounced, 0.0), (.ueventsProcessed, 2), (.loadsByUdev, 1), (.loadsByModprobe, 0),
            (.loadsByOthers, 0), (.loadsUnfinished, 0), (.loadsMostInFlight, 1),
            (.modprobeAsked, 0), (.bytesKread, 0), (.bytesDecompress, 0), (.bytesBecoming, 2000), (.bytesLoad, 3001),
            (.bytesModules, 8192), (.bytesText, 3000),
        ] {
            #expect(values[metric] == value, "\(metric)")
        }
        // Linux 6.4 may add a negative errno, and less than nothing is no size.
        var boot = Boot()
        boot.set("counters/invalid_kread_bytes", "18446744073709551594\n")
        #expect(boot.reading.values[.bytesKread] == nil)
    }

    /// What an initramfs loads is shown, and no figure has it: other kernels have those drivers built in.
    @Test func loadsOfAnInitramfsAreCountedApart() throws {
        var boot = Boot()
        let early = """
               <...>-1        [000] .....     1.000001: sys_finit_module(fd: 4, uargs: 4c7, flags: 0)
               <...>-1        [000] .....     1.000100: module_load: cryptd
               <...>-1        [000] .....     1.000200: sys_finit_module -> 0x0
                init-1        [000] .....     1.900001: sys_finit_module(fd: 4, uargs: 4c7, flags: 0)
                init-1        [000] .....     1.900200: sys_finit_module -> 0xffffffffffffffef
             (udev-worker)-71
            """
        boot.replace(" (udev-worker)-71", by: early, in: "trace")
        boot.replace("3/3", by: "8/8", in: "trace")
        boot.set("trace-stats", "0 8 0 0 0\n1 0 0 0 0\n")
        boot.set("initramfs", "started=900000000\nended=1500000000\ncryptd.ko 0 1000001000 1000200000\n")
        let reading = boot.reading
        #expect(reading.problems.isEmpty, "\(reading.problems)")
        let callers = try #require(reading.funnel).loads.map(\.caller.text).sorted()
        // Process 1 of an image may load something as well, after the initramfs.
        #expect(callers == ["command init", "initramfs", "udev"])
        #expect(reading.funnel?.initramfs == .milliseconds(600))
        #expect(reading.values[.loadsAttempted] == 2 && reading.values[.loadsRefused] == 1)
        #expect(reading.totals?.stages[.callsByInitramfs] == 1 && reading.totals?.stages[.loaded] == 1)
        #expect(reading.totals?.stages[.callsByOthers] == 1)
        boot.set("initramfs", "cryptd.ko 0 1000001000 1000200000\n")
        #expect(boot.reading.problems.contains { $0.check == .unreadable })
    }

    @Test func unknownModprobeGivesNoFigureOfIt() {
        var boot = Boot()
        boot.items.items["trace-probes"] = .init(bytes: [], failure: 2)
        let values = boot.reading.values
        #expect(values[.requests] == 0 && values[.requestsRepeated] == 0)
        #expect(values[.requestsCoalesced] == nil && values[.requestsRefused] == nil && values[.modprobeRuns] == nil)
        #expect(boot.reading.problems.isEmpty)
    }

    /// What a kernel says that lacks an event or a function (trace_events.c, trace_kprobe.c) is no finding.
    @Test func kernelWithoutAnEventIsNotBlamedForIt() {
        var boot = Boot()
        boot.console = Array(
            """
            [    0.663296] Failed to enable trace event: sched_process_exec
            [    1.859435] trace_kprobe: Failed to add event(-22): p:bm/load_file init_module_from_file name=$arg1:%pD

            """.utf8)
        #expect(boot.reading.findings.isEmpty && boot.status == .pass)
    }

    @Test func namesOfAGuestAreMadeFitToBeShown() {
        var boot = Boot()
        boot.replace("module_load: cryptd", by: "module_load: c\u{1B}[2J", in: "trace")
        #expect(boot.reading.funnel?.loads.first?.module?.unicodeScalars.contains("\u{1B}") == false)
    }

    @Test func placesHaveMediansOverExactBoots() throws {
        var bench = Bench(vcpus: [1, 4], criteria: [.clean])
        let exact = try #require(Boot().reading.funnel)
        var bounded = exact
        bounded.bound = "the trace lost 5 events"
        bench.change(plain, 4) { $0.funnel = $0.cell.repetition == 1 ? bounded : exact }
        let summary = try #require(bench.judged().funnels.first)
        #expect(summary.coordinates.kernel == plain && summary.coordinates.vcpus == 4)
        #expect(summary.exact == 2 && summary.bounded == 1 && summary.bound == "the trace lost 5 events")
        #expect(summary.stages[.loaded] == Spread(median: 1, low: 1, high: 1, count: 2))
        #expect(bench.judged().funnels.count == 1)
    }

    @Test func extremesKnowTheirBoot() throws {
        var bench = Bench(vcpus: [1, 4], criteria: [.clean])
        var peaks = try #require(Boot().reading.peaks)
        bench.change(plain, 4) { reading in
            peaks.lowestAvailable?.size = .mebibytes(100 - reading.cell.repetition)
            peaks.highestVmalloc?.size = .mebibytes(10 + reading.cell.repetition)
            reading.peaks = peaks
        }
        let extremes = try #require(bench.judged().funnels.first).peaks
        #expect(extremes.map(\.metric) == [.memoryLowest, .memoryHighestVmalloc, .memoryHighestModules])
        #expect(extremes.prefix(2).map(\.cell.text) == ["plain.4cpu.coldplug.r3", "plain.4cpu.coldplug.r3"])
        #expect(extremes.first?.spread.median == Double(98 << 20))
        #expect(extremes.first?.peak.size == .mebibytes(97))
    }

    @Test func kernelsAreHeldAgainstTheBaselineWithinBlocks() throws {
        var bench = Bench(vcpus: [1, 4], criteria: [.clean])
        bench.change(before, 4) { $0.values[.timeToSettled] = Double(10 + $0.cell.repetition) }
        bench.change(plain, 4) { $0.values[.timeToSettled] = Double($0.cell.repetition * $0.cell.repetition) }
        bench.lose(plain, 1, repetition: 2)
        let result = bench.judged()
        #expect(result.againstBaseline.map(\.kernel) == [before, patched])
        let rows = try #require(result.againstBaseline.first).rows
        let failed = try #require(rows.first { $0.metric == .loadsFailed })
        #expect(failed.blocks == 5 && failed.baseline == 0 && failed.kernel == 30 && failed.difference == 30)
        // 10, 8 and 4: not the difference of the medians, which is 8 too, but that of the pairs.
        let settled = try #require(rows.first { $0.metric == .timeToSettled })
        #expect(settled.blocks == 3 && settled.difference == 8 && settled.low == 4 && settled.high == 10)
        #expect(!rows.contains { $0.metric == .bytesWasted }, "nobody gave it")
    }

    /// 6.4-rc4 gave ETXTBSY to those who came second, before anything was read: no counter of the kernel has them.
    @Test func aCallThatGotAnErrorIsTurnedAway() {
        func turnedAway(_ errno: String, before step: String = "module_load: cryptd") -> Double? {
            var boot = Boot()
            boot.replace("sys_finit_module -> 0x0", by: "sys_finit_module -> 0xffffffffffffff\(errno)", in: "trace")
            boot.replace(
                step, by: "load_read: (init_module_from_file+0x61/0xe0 <- kernel_read_file) bytes=5000", in: "trace")
            return boot.reading.values[.loadsTurnedAway]
        }
        #expect(turnedAway("e6") == 1)
        // EEXIST, and EBUSY where the other load failed meanwhile, are what a duplicate is told.
        #expect(turnedAway("ef") == 0 && turnedAway("f0") == 0)
        // A module's own init may find no hardware.
        #expect(turnedAway("ed", before: "nothing") == 0)
    }
}
