// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing
import Vocabulary

struct FunnelTests {
    @Test func everyProbeIsUnderstood() throws {
        let trace = TracedBoot.trace(TracedBoot.coldplug)
        #expect(trace.problem == nil && trace.isWhole)
        #expect(trace.events.count == 22)
        let actions = trace.events.map(\.action)
        #expect(actions[0] == .helperStart(path: "/usr/lib/bootmatrix/init", module: nil))
        #expect(actions[1] == .execute(path: "/usr/lib/bootmatrix/init"))
        #expect(actions[4] == .loadFile(name: "cryptd.ko", inode: 0xffff_8881_0073_5280))
        #expect(actions[6] == .loadWait(inode: 0xffff_8881_0073_5280))
        #expect(
            actions[17] == .helperSetup(path: "/sbin/modprobe", module: "crypto-cryptd(__ecb-aes-aesni)"))
        #expect(actions[21] == .requestEnd(result: 256, caller: "crypto_alg_mod_lookup"))
    }

    @Test func coldplugByModuleAndCaller() {
        let funnel = TracedBoot.funnel(TracedBoot.trace(TracedBoot.coldplug))
        let rows = funnel.loads.map { row in
            "\(row.module ?? "?") by \(row.caller.text): \(row.outcomes.loaded) \(row.outcomes.coalesced) \(row.outcomes.calls)"
        }
        #expect(rows == ["cryptd by udev: 1 2 3", "aesni_intel by udev: 1 0 1"])
        #expect(funnel.outcomes.calls == 4)
        #expect(funnel.requests.map(\.caller) == ["crypto_alg_mod_lookup"])
        #expect(funnel.requests.map(\.unsuccessful) == [1])
        #expect(funnel.tellsModprobe && funnel.asked == 1 && funnel.executed == 1 && funnel.repeatedRuns == 0)
    }

    /// A and B overlap, C begins as B ends, D takes no time, E never ends.
    @Test func mostCallsUnderWayAtOnce() {
        let spans: [(Int, Int?)] = [(100, 300), (200, 400), (400, 500), (450, 450), (460, nil)]
        var events: [(Int, String)] = []
        for (index, span) in spans.enumerated() {
            func line(_ time: Int, _ action: String) -> (Int, String) {
                (time, "       (udev-worker)-\(100 + index)     [000] .....     1.000\(time): \(action)\n")
            }
            events.append(line(span.0, "sys_finit_module(fd: 5, uargs: 7f83, flags: 0)"))
            if let end = span.1 { events.append(line(end, "sys_finit_module -> 0x0")) }
        }
        let lines = events.enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }.map(
            \.element.1)
        #expect(LoaderActivity(TracedBoot.trace(lines.joined())).mostInFlight == 2)
    }

    @Test func stormIsCoalescedAndItsModprobeIsKnown() {
        let funnel = TracedBoot.funnel(TracedBoot.trace(TracedBoot.storm), log: TracedBoot.stormLog)
        #expect(funnel.requestCount == 2 && funnel.distinctRequests == 1)
        #expect(funnel.asked == 1 && funnel.coalescedRequests == 1 && funnel.executed == 1)
        #expect(funnel.refusedRequests == 1 && funnel.busyWarnings == 1)
        #expect(funnel.loads.map(\.caller) == [.modprobe])
        #expect(funnel.requests.map(\.caller) == ["get_fs_type"])
    }

    @Test func failuresAreToldApart() {
        let calls = [(17, nil), (17, "broken"), (2, nil), (4, nil), (0, "good"), (0, nil)].enumerated()
        var lines = ""
        for (index, (errno, module)) in calls {
            let task = "       (udev-worker)-\(100 + index)     [000] .....     1.00000\(index): "
            lines += task + "sys_finit_module(fd: 5, uargs: 7f83, flags: 0)\n"
            if let module { lines += task + "module_load: \(module) \n" }
            lines += task + "sys_finit_module -> 0x\(String(UInt64(bitPattern: Int64(-errno)), radix: 16))\n"
        }
        lines +=
            "       (udev-worker)-150     [000] .....     1.000100: sys_init_module(umod: 7f23, len: 1, uargs: 0)\n"
        let outcomes = TracedBoot.funnel(TracedBoot.trace(lines)).outcomes
        #expect(outcomes.refused == 1)
        // A module whose own init said EEXIST was no duplicate.
        #expect(outcomes.failed == [17: 1, 2: 1, 4: 1])
        #expect(outcomes.loaded == 1 && outcomes.coalesced == 1 && outcomes.unfinished == 1)
        #expect(outcomes.calls == 7)
    }

    @Test func whatNothingTellsHasARowOfItsOwn() {
        // Another layout of struct file: no inode of a waiter is equal to what was read.
        let text = TracedBoot.coldplug.replacing(
            "name=\"cryptd.ko\" inode=0xffff888100735280", with: "name=\"cryptd.ko\" inode=0x8000")
        let rows = TracedBoot.funnel(TracedBoot.trace(text)).loads.map { "\($0.module ?? "?") \($0.outcomes.calls)" }
        #expect(rows == ["? 2", "aesni_intel 1", "cryptd 1"])
        // And an inode that was of two files tells nothing.
        let reused =
            TracedBoot.coldplug.replacing("inode=0xffff888100772368", with: "inode=0xffff888100735280")
        #expect(TracedBoot.funnel(TracedBoot.trace(reused)).loads.first?.module == nil)
    }

    @Test func kernelsWithoutProbesClaimNothingOfModprobe() {
        let plain = TracedBoot.trace(
            CapturedBoot.trace.split(separator: "\n").dropFirst(6).joined(separator: "\n"), probes: nil)
        let funnel = TracedBoot.funnel(plain)
        #expect(!funnel.tellsModprobe && funnel.refusedRequests == nil)
        #expect(funnel.requests.map(\.caller) == ["crypto_alg_mod_lookup"])
        // A probe that missed is as good as none.
        let missed = TracedBoot.probes.replacing("26               0", with: "26               3")
        #expect(!TracedBoot.funnel(TracedBoot.trace(TracedBoot.storm, probes: missed)).tellsModprobe)
        // So is a request that was there before the first probe.
        let early = "           swapper-1       [000] .....     0.000001: module_request: x wait=1 call_site=y\n"
        #expect(!TracedBoot.funnel(TracedBoot.trace(early + TracedBoot.storm)).tellsModprobe)
        // Where the first thing of all is a request, as with a distribution's kernel, its own probe shows that they are
        // there.
        let asks =
            "           swapper-1       [000] .....     0.000002: helper_setup: (f+0x0/0x1) path=\"/sbin/modprobe\" module=\"x\"\n"
        let told = TracedBoot.funnel(TracedBoot.trace(early + asks + TracedBoot.storm))
        #expect(told.tellsModprobe && told.asked == 2)
    }

    @Test(arguments: [
        "helper_setup: path=\"/sbin/modprobe\"", "helper_exec: (kernel_execve+0x0/0x130) module=\"x\"",
        "request_end: (a+0x1/0x2 <- b) result=x", "request_end: (a <- b result=1",
        "load_file: (f+0x0/0x1) name=\"x.ko\"",
        "load_wait: (f+0x0/0x1) inode=12", "sched_process_exec: filename=/bin/x", "load_file: ", "load_wait: (",
    ])
    func brokenProbesAreAProblem(_ event: String) {
        let trace = ModuleTrace([UInt8]("           mount-9       [000] .....     0.000001: \(event)\n"))
        #expect(trace.events.isEmpty && trace.problem != nil)
    }

    @Test func namesOfHelpersMayHoldAnything() throws {
        let prefix =
            "           mount-9       [000] .....     0.000001: helper_setup: (f+0x0/0xa0) path=\"/sbin/modprobe\" "
        let trace = ModuleTrace([UInt8](prefix + "module=\"fs-a\" module=\") b\"\n"))
        #expect(trace.events.first?.action == .helperSetup(path: "/sbin/modprobe", module: "fs-a\" module=\") b"))
        let caller =
            "           mount-9       [000] .....     0.000001: request_end: (nf_x+0x1/0x2 [nf_tables] <- __request_module) result=0\n"
        #expect(ModuleTrace([UInt8](caller)).events.first?.action == .requestEnd(result: 0, caller: "nf_x [nf_tables]"))
    }

    /// The tracepoint's line does not show the blanks at the beginning of a name.
    @Test func requestOfAnOddNameStillFindsItsModprobe() {
        let odd = TracedBoot.storm.replacing("module_request: fs-xfs", with: "module_request:   x y")
            .replacing("module=\"fs-xfs\"", with: "module=\"  x y\"")
        let funnel = TracedBoot.funnel(TracedBoot.trace(odd))
        #expect(funnel.requests.map(\.name) == ["x y"] && funnel.asked == 1 && funnel.executed == 1)
    }

    @Test(arguments: [
        ("aesni-intel.ko", "aesni_intel"), ("xfs.ko.xz", "xfs"), ("sha1_generic.ko.zst", "sha1_generic"),
    ])
    func modulesAreNamedAfterTheirFiles(_ file: String, _ module: String) {
        let lines = """
                   insmod-9       [000] .....     0.000001: sys_finit_module(fd: 5, uargs: 7f83, flags: 0)
                   insmod-9       [000] .....     0.000002: load_file: (f+0x0/0xe0) name="\(file)" inode=0x80
                   insmod-9       [000] .....     0.000003: sys_finit_module -> 0xffffffffffffffef

            """
        let row = TracedBoot.funnel(TracedBoot.trace(lines)).loads.first
        #expect(row?.module == module && row?.caller == .command("insmod") && row?.outcomes.refused == 1)
    }

    @Test func peaksSayDuringWhat() throws {
        let samples = MemorySamples(
            [UInt8](
                """
                35200000000 workload 4000000 3900000 3950000 100 52
                35300000000 workload 4000000 3900000 3800000 3360 1752
                38000000000 workload 4000000 3900000 3900000 200 -
                41500000000 settled 4000000 3900000 3900000 200 1600

                """))
        #expect(samples.problem == nil)
        let peaks = Peaks(samples, LoaderActivity(TracedBoot.trace(TracedBoot.coldplug)))
        let lowest = try #require(peaks.lowestAvailable)
        #expect(lowest.size == .kibibytes(3_800_000) && lowest.stage == .workload)
        #expect(lowest.doing == "3 loads in flight: cryptd 3")
        #expect(peaks.highestVmalloc?.size == .kibibytes(3360))
        #expect(peaks.highestModules?.size == .kibibytes(1752))
        #expect(Peaks(samples, nil).lowestAvailable?.doing == nil)
        let later = MemorySamples([UInt8]("41500000000 settled 1 1 1 1\n"))
        #expect(
            Peaks(later, LoaderActivity(TracedBoot.trace(TracedBoot.coldplug))).lowestAvailable?.doing
                == "no load in flight")
        #expect(Peaks(later, nil).highestModules == nil, "earlier guests did not look")
        #expect(MemorySamples([UInt8]("1 udev 1 2 3 4 x\n")).problem != nil)
    }
}
