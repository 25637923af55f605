// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@testable import Reports

@Suite struct FunnelReportTests {
    private static let trace = """
        # entries-in-buffer/entries-written: 16/16   #P:4
                   <...>-1       [001] .N...     1.000000: helper_exec: (kernel_execve+0x0/0x130) path="/init" module=(fault)
           (udev-worker)-87      [000] .....    35.113487: sys_finit_module(fd: 5, uargs: 7f831d5ebefd, flags: 0)
           (udev-worker)-87      [000] .....    35.113900: load_file: (init_module_from_file+0x0/0xe0) name="cryptd.ko" inode=0xffff888100735280
           (udev-worker)-66      [001] .....    35.116978: sys_finit_module(fd: 5, uargs: 7f831d5ebefd, flags: 0)
           (udev-worker)-66      [001] .....    35.117168: load_wait: (wait_for_completion_interruptible+0x0/0x30) inode=0xffff888100735280
           (udev-worker)-87      [000] .....    35.349594: module_load: cryptd 
           (udev-worker)-87      [000] .N...    35.754833: sys_finit_module -> 0x0
           (udev-worker)-66      [001] .....    35.762379: sys_finit_module -> 0x0
                   mount-201     [001] .....    36.000001: module_request: fs-xfs wait=1 call_site=arch_rethook_trampoline
                   mount-201     [001] .....    36.000021: helper_setup: (call_usermodehelper_setup+0x0/0xa0) path="/sbin/modprobe" module="fs-xfs"
                   mount-202     [000] .....    36.000030: module_request: fs-xfs wait=1 call_site=arch_rethook_trampoline
                modprobe-203     [002] .....    36.100000: helper_exec: (kernel_execve+0x0/0x130) path="/sbin/modprobe" module="fs-xfs"
                modprobe-203     [002] .....    36.110000: sched_process_exec: filename=/sbin/modprobe pid=203 old_pid=203
                   mount-201     [001] .....    36.500000: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=256
                   mount-202     [000] .....    36.500100: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=256
                   mount-204     [000] .....    36.500200: request_end: (get_fs_type+0xb1/0x100 <- __request_module) result=-62

        """
    private static let probes = "helper_setup 1 0\nhelper_exec 2 0\nrequest_end 3 0\nload_file 1 0\nload_wait 1 0\n"

    private var activity: LoaderActivity {
        LoaderActivity(
            ModuleTrace(Array(Self.trace.utf8), stats: Array("0 16 0 0 0\n".utf8), probes: Array(Self.probes.utf8)))
    }

    private func result(bound: String? = nil) -> MatrixResult {
        let funnel = Funnel(activity, uevents: nil, log: nil, bound: bound)
        let samples = MemorySamples(
            Array(
                "35200000000 workload 4000000 3900000 3800000 3360 1752\n36600000000 settled 4000000 1 3900000 5 -\n"
                    .utf8))
        let peaks = Peaks(samples, activity)
        return judged { reading in
            (reading.funnel, reading.peaks) = (funnel, peaks)
            if reading.cell.coordinates.vcpus < 8 { reading.funnel?.loads = [] }
        }
    }

    @Test func tableShowsTheStagesAtTheLargestCount() {
        let table = TableReport().text(of: result())
        #expect(
            table.contains(
                """
                Funnel of coldplug at 8 vCPUs, medians: who called the module loader, and what came of it; then what
                the kernel requested
                loads          uevents  calls by udev  by modprobe  loaded  coalesced  refused
                no-dup-checks  -        2              0            1       1          0
                stats          -        2              0            1       1          0
                stats-dups     -        2              0            1       1          0
                requests       requests  coalesced  modprobe asked  executed  refused
                no-dup-checks  2         1          1               1         1
                stats          2         1          1               1         1
                stats-dups     2         1          1               1         1
                memory         lowest available  highest vmalloc  highest modules  vmalloc peak at
                no-dup-checks  3.6 GiB           3.3 MiB          1.7 MiB          35 s, 2 loads in flight: cryptd 2
                """.trimmingCharacters(in: .newlines)), "\(table)")
    }

    @Test func lowerBoundsAreLeftOutAndSayWhy() {
        let table = TableReport().text(of: result(bound: "the trace lost 5 events; raise trace_buf_size="))
        #expect(
            table.contains("stats: 3 of 3 boots are left out, they give lower bounds only: the trace lost 5 events"))
        #expect(!table.contains("cryptd 2  "))
    }

    @Test(arguments: [40, 63, 100]) func oneBootIsShownInFull(_ width: Int) throws {
        let cell = try #require(result().coordinates.last?.cells.last)
        let text = CellReport(style: TableStyle(width: width)).text(of: cell)
        for line in text.split(separator: "\n") { #expect(TextColumns.width(String(line)) <= width, "\(line)") }
        guard width == 100 else { return }
        for line in [
            "PASS stats-dups.8cpu.coldplug.r3",
            "module  caller  calls  loaded  coalesced  refused  failed  unfinished",
            "cryptd  udev    2      1       1          0        0       0",
            "all             2      1       1          0        0       0",
            "name    asked by     requests  coalesced  asked  ran  failed",
            "fs-xfs  get_fs_type  2         1          1      1    2",
            "  highest module area: 1.7 MiB at 35 s, stage workload; 2 loads in flight: cryptd 2",
        ] { #expect(text.contains(line + "\n"), "\(line) in \(text)") }
        #expect(text.contains("Requests of the kernel: 2 (1 name; 1 more refused, because 50 others were busy);"))
    }

    @Test func jsonHoldsEveryRow() throws {
        let cell = try #require(result().coordinates.last?.cells.last)
        let text = try JSONReport.text(of: cell)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let funnel = try #require(object["funnel"] as? [String: Any])
        let loads = try #require(funnel["loads"] as? [[String: Any]])
        #expect(loads.map { $0["module"] as? String } == ["cryptd"] && loads[0]["coalesced"] as? Int == 1)
        let requests = try #require(funnel["requests"] as? [[String: Any]])
        #expect(requests[0]["modprobe_asked"] as? Int == 1 && requests[0]["caller"] as? String == "get_fs_type")
        #expect((funnel["totals"] as? [String: Any])?["requests_coalesced"] as? Int == 1)
        let peaks = try #require(object["peaks"] as? [String: [String: Any]])
        #expect(peaks["highest_modules"]?["loads_in_flight"] as? Int == 2)
        #expect((object["values"] as? [String: Any])?["loads.failed"] as? Double == 0)

        let whole = try #require(
            try JSONSerialization.jsonObject(with: Data(try JSONReport.text(of: result()).utf8)) as? [String: Any])
        let funnels = try #require(whole["funnels"] as? [[String: Any]])
        #expect(funnels.count == 9)
        #expect((funnels[0]["stages"] as? [String: [String: Any]])?["requests"]?["median"] as? Double == 2)
        let against = try #require(whole["against_baseline"] as? [[String: Any]])
        #expect(against.map { $0["kernel"] as? String } == ["no-dup-checks", "stats-dups"])
    }
}
