// SPDX-License-Identifier: Apache-2.0

import Vocabulary

@testable import BootEvidence

extension FuzzTarget {
    /// The trace and what is made of it with the other items, in the order of `Part`, 0xFF between them.
    static let funnel = FuzzTarget(
        name: "funnel", words: TraceWords.all,
        seeds: {
            [
                [0] + TraceWords.join([CapturedBoot.trace, TraceWords.probes, "0 3 0 0 0\n", TraceWords.uevents]),
                [0]
                    + TraceWords.join([
                        TraceWords.loads, TraceWords.probes, "", "", TraceWords.kmsg, TraceWords.initramfs,
                    ]),
            ]
        },
        run: { bytes in
            var input = FuzzInput(bytes)
            let option = input.byte()
            let parts = input.sections()
            func part(_ index: Int) -> [UInt8]? { index < parts.count ? parts[index] : nil }
            let trace = ModuleTrace((part(0) ?? []).stretched(by: option), stats: part(2), probes: part(1))
            let activity = LoaderActivity(trace, initramfs: part(5).flatMap { InitramfsReport($0) })
            let messages = part(4).map { KernelMessages($0) }
            let funnel = Funnel(
                activity, uevents: part(3).map { Uevents($0, lost: Array("kernel=0 udev=0".utf8)) }, log: messages,
                bound: nil)
            check(funnel, trace)
            check(activity.traced)
            var items = EvidenceItems()
            items.items["stats"] = part(6).map { .init(bytes: $0) }
            let laws = FunnelLaws(activity, funnel).violations(
                attempts: trace.attempts, statistics: ModuleStatistics(items), log: messages)
            Visible.check(laws + [trace.problem].compactMap(\.self), "a law")
            if let samples = part(7).map({ MemorySamples($0) }) { _ = Peaks(samples, activity).lowestAvailable?.doing }
        })

    private static func check(_ funnel: Funnel, _ trace: ModuleTrace) {
        expect(funnel.outcomes.calls == trace.attempts, "the funnel loses calls")
        expect(funnel.requestCount == trace.requestCount, "the funnel loses requests")
        expect(funnel.distinctRequests <= funnel.requestCount, "more names than requests")
        expect(funnel.executed <= funnel.asked && funnel.asked <= funnel.requestCount, "more ran than were asked for")
        expect(funnel.repeatedRuns >= 0, "\(funnel.repeatedRuns) repeated runs")
        expect(funnel.measured.calls <= funnel.outcomes.calls, "more calls are measured than there are")
    }

    private static func check(_ traced: TracedLoads) {
        for failures in [traced.kread, traced.decompress, traced.becoming, traced.load] {
            expect(failures.map { $0.count >= 0 && ($0.size?.bytes ?? 0) >= 0 } ?? true, "negative failures")
        }
        expect((traced.residual ?? 0) >= 0, "more duplicates than failures")
        expect((traced.wasted?.bytes ?? 0) >= 0 && (traced.read?.bytes ?? 0) >= 0, "negative bytes")
    }
}

enum TraceWords {
    static let all = [
        "sys_finit_module(fd: 6, uargs: 7f0, flags: 4)", "sys_finit_module -> 0x0", " -> 0xffffffffffffffef",
        "sys_init_module(umod: 7f23, len: 1000, uargs: 0)", "sys_delete_module", "module_load: ", "module_free: ",
        "module_request: ", " wait=1 call_site=", "sched_process_exec: filename=", " pid=", "helper_setup: (a) path=\"",
        "\" module=\"", "helper_exec: (a) path=\"", "request_end: (a+0x1 <- b) result=", "load_file: (a) name=\"",
        "\" inode=0x", "load_wait: (a) inode=0x", "load_read: (a) bytes=", "load_begin: (a) length=",
        "load_signed: (a) length=", "load_undo: (a) module=\"", "# entries-in-buffer/entries-written: 1/1",
        "CPU:0 [LOST 5 EVENTS]", "-71      [000] .....     2.000001: ", ".ko\"", "(udev-worker)",
    ]
    static let probes =
        "  helper_setup 0 0\n  helper_exec 1 0\n  request_end 0 0\n  load_file 1 0\n  load_wait 0 0\n  load_read 1 0\n"
        + "  load_begin 1 0\n  load_undo 1 0\n  load_signed 0 0\n"
    static let uevents = "U 900 11 add cpu /devices/system/cpu/cpu0 1\n"
    static let kmsg = "6,0,0,-;module-autoload: duplicate request for module fs-xfs\n"
    static let initramfs = "started=1\nended=5000000\nvirtio.ko 0 2 3\n"
    static let loads = """
         modprobe-71      [000] .....     2.000001: module_request: fs-xfs wait=1 call_site=get_fs_type
         modprobe-71      [000] .....     2.000002: helper_setup: (a) path="/sbin/modprobe" module="fs-xfs"
         kworker-72      [000] .....     2.000003: helper_exec: (a) path="/sbin/modprobe" module="fs-xfs"
         kworker-72      [000] .....     2.000004: sched_process_exec: filename=/sbin/modprobe pid=72 old_pid=72
         modprobe-72      [000] .....     2.000005: sys_finit_module(fd: 6, uargs: 7f0, flags: 4)
         modprobe-72      [000] .....     2.000006: load_file: (a) name="xfs.ko" inode=0x1f
         modprobe-72      [000] .....     2.000007: load_read: (a <- b) bytes=5000
         modprobe-72      [000] .....     2.000008: load_begin: (a) length=9000
         modprobe-72      [000] .....     2.000009: load_signed: (a) length=8800
         modprobe-72      [000] .....     2.000010: load_undo: (a) module="xfs"
         modprobe-72      [000] .....     2.000011: sys_finit_module -> 0xffffffffffffffef
         modprobe-71      [000] .....     2.000012: request_end: (get_fs_type+0x1/0x2 <- __request_module) result=0

        """

    /// Parts of one input.
    static func join(_ parts: [String]) -> [UInt8] {
        Array(parts.map { Array($0.utf8) }.joined(separator: [0xFF]))
    }
}
