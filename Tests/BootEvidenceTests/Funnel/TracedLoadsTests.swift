// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing
import Vocabulary

struct TracedLoadsTests {
    private let image = 17497
    private let signed = 16776

    @Test func kernelsBefore64FindDuplicatesAfterTheAllocation() {
        let trace = TracedBoot.trace(StockBoot.before64, probes: StockBoot.probesBefore64)
        #expect(trace.isWhole)
        #expect(trace.events[1].action == .loadRead(bytes: 17497))
        #expect(trace.events[2].action == .loadBegin(length: 17497))
        #expect(trace.events[3].action == .loadSigned(length: 16776))
        #expect(trace.events[13].action == .loadUndo(module: "dummy"))
        let activity = LoaderActivity(trace)
        let loads = activity.traced
        #expect(loads.loaded == 1 && loads.unfinished == 0)
        // The winner gives memory back as well, after its init.
        #expect(loads.load == .init(count: 2, size: .bytes(2 * 2 * signed)))
        #expect(loads.becoming == .init() && loads.kread == .init() && loads.decompress == .init())
        #expect(loads.failed == 2 && loads.duplicates == 2 && loads.residual == 0)
        #expect(loads.wasted == .bytes(4 * signed))
        #expect(loads.read == .bytes(3 * image))
        // No file is named there, and the loads that were thrown away are still known by their module.
        #expect(activity.loads.map(\.module) == ["dummy", "dummy", "dummy"])
    }

    @Test func aWaiterReadsNothing() {
        let loads = StockBoot.loads(StockBoot.compressed)
        #expect(loads.loaded == 1 && loads.failed == 0 && loads.wasted == .bytes(0))
        #expect(loads.read == .bytes(3588))
        // It shares the failure of the load that it waited for; the load costs the image and the compressed file.
        let refused =
            StockBoot.compressed.split(separator: "\n").filter { !$0.contains("module_load:") }
            .joined(separator: "\n").replacing("-> 0x0", with: "-> 0xffffffffffffffef") + "\n"
        let failed = StockBoot.loads(refused)
        #expect(failed.load == .init(count: 1, size: .bytes(2 * 18424 + 3588)) && failed.duplicates == 1)
        let early = StockBoot.loads(
            refused.split(separator: "\n").filter { !$0.contains("load_undo") }.joined(separator: "\n") + "\n")
        #expect(early.becoming == .init(count: 1, size: .bytes(18424 + 3588)))
        // One that could not be decompressed never gets to load_module().
        let broken = StockBoot.loads(
            refused.split(separator: "\n").filter {
                !$0.contains("load_undo") && !$0.contains("load_begin") && !$0.contains("load_signed")
            }
            .joined(separator: "\n").replacing("ffef", with: "ffea") + "\n")
        #expect(broken.decompress == .init(count: 1, size: .bytes(3588)) && broken.failed == 0)
    }

    @Test func imagesOfInitModuleAreCopiedEachTime() {
        let loads = StockBoot.loads(StockBoot.copied)
        #expect(loads.loaded == 1)
        #expect(loads.becoming == .init(count: 2, size: .bytes(2 * 18424)))
        #expect(loads.load == .init(count: 1, size: .bytes(2 * 18424)))
        #expect(loads.duplicates == 3)
        #expect(loads.read == .bytes(4 * 18727))
    }

    private func call(_ result: Int, _ lines: String..., call: String = "finit_module(fd: 5, uargs: 7f83, flags: 0)")
        -> String
    {
        let task = "       (udev-worker)-70      [000] .....     1.000001: "
        let end = "sys_\(call.prefix { $0 != "(" }) -> 0x\(String(UInt64(bitPattern: Int64(-result)), radix: 16))"
        return ([task + "sys_" + call] + lines.map { task + $0 } + [task + end]).joined(separator: "\n") + "\n"
    }
    private let begin = "load_begin: (load_module+0x0/0x1) length=5000"
    private let read = "load_read: (f+0x1/0x2 <- kernel_read_file) bytes=5000"

    @Test func failuresOfOtherKindsAreNoDuplicates() {
        // Interrupted, unknown symbol, version magic.
        let lines =
            call(512, read, begin) + call(2, read, begin, "load_undo: (f+0x0/0x1) module=\"dummy\"")
            + call(8, read, begin) + call(16, read, begin)
        let loads = StockBoot.loads(lines)
        #expect(loads.failed == 4 && loads.duplicates == 1 && loads.residual == 3)
        #expect(loads.wasted == .bytes(3 * 5000 + 2 * 5000))
    }

    @Test func whatWasNeverReadOrWasRefusedByItsOwnInitIsNotThrownAway() {
        let lines =
            call(1) + call(9) + call(22)
            + call(19, read, begin, "module_load: kvm_intel ", "load_undo: (f+0x0/0x1) module=\"kvm_intel\"")
            + call(17, read, begin, "module_load: odd ", "load_read: (f+0x1/0x2 <- kernel_read_file) bytes=777777")
        let loads = StockBoot.loads(lines)
        #expect(loads.failed == 0 && loads.wasted == .bytes(0) && loads.loaded == 0)
        #expect(loads.read == .bytes(10000), "firmware is no module")
    }

    @Test func readingThatFails() {
        let short = "init_module(umod: 7f83, len: 10, uargs: 7f83)"
        let loads = StockBoot.loads(
            call(12, "load_read: (f+0x1/0x2 <- kernel_read_file) bytes=-12") + call(8, call: short))
        // A file that could not be read costs nothing in the kernel's account, an image its length.
        #expect(loads.kread == .init(count: 2, size: .bytes(16)))
        #expect(loads.failed == 0 && loads.read == .bytes(0))
        // EPERM is what a program without the right gets, before anything is copied.
        #expect(StockBoot.loads(call(1, call: short)).failed == nil)
    }

    @Test func readingOutsideOfACallIsNotOfALoad() {
        let firmware = "      kworker/0:1-9       [000] .....     0.500000: \(read)\n"
        #expect(StockBoot.loads(firmware + call(17, read, begin)).read == .bytes(5000))
    }

    /// Loads that all went well show nothing for which the probe would be needed; still there is no figure.
    @Test(arguments: [
        ("load_read", "", false), ("load_begin", "", false), ("load_undo", "", true),
        ("load_read", "load_read 3 1", false),
        ("load_undo", "load_undo 3 1", true),
    ])
    func absentProbesLeaveTheirFiguresUnknown(_ probe: String, _ instead: String, _ tellsFailed: Bool) {
        let lines = StockBoot.probes.split(separator: "\n").filter { !$0.contains(probe) }.joined(separator: "\n")
        for trace in [StockBoot.before64, StockBoot.compressed] {
            let loads = StockBoot.loads(trace, probes: lines + "\n" + instead + "\n")
            #expect(loads.loaded == 1)
            #expect((loads.failed != nil) == tellsFailed && (loads.read != nil) == tellsFailed)
            #expect((loads.duplicates != nil) == tellsFailed && (loads.residual != nil) == tellsFailed)
            #expect(loads.becoming == nil && loads.load == nil && loads.wasted == nil)
        }
        #expect(StockBoot.loads(StockBoot.before64, probes: nil).failed == nil)
    }

    @Test func signaturesThatWereMissedLeaveTheBytesUnknown() {
        let missed = StockBoot.probes.replacing(
            "load_signed                                                3               0", with: "load_signed 3 1")
        let loads = StockBoot.loads(StockBoot.before64, probes: missed)
        #expect(loads.load == .init(count: 2, size: nil) && loads.wasted == nil && loads.failed == 2)
        // A kernel that checks none cuts none off.
        let none = StockBoot.probes.split(separator: "\n").filter { !$0.contains("load_signed") }.joined(
            separator: "\n")
        let lines = StockBoot.before64.split(separator: "\n").filter { !$0.contains("load_signed") }.joined(
            separator: "\n")
        #expect(StockBoot.loads(lines + "\n", probes: none + "\n").wasted == .bytes(4 * image))
    }

    /// Another layout of struct load_info: only what can be had in another way is used.
    @Test func lengthsThatContradictWhatWasReadAreNotUsed() {
        let odd = "load_begin: (load_module+0x0/0x1) length=99999"
        let fine = StockBoot.loads(call(17, read, odd))
        #expect(fine.wasted == .bytes(5000))
        let compressed = "finit_module(fd: 5, uargs: 7f83, flags: 4)"
        #expect(StockBoot.loads(call(17, read, odd) + call(17, read, odd, call: compressed)).wasted == nil)
        #expect(StockBoot.loads(call(17, read, begin, call: compressed)).wasted == .bytes(10_000))
    }

    @Test func hostileLengthsOverflowNothing() {
        let huge = "load_read: (f+0x1/0x2 <- kernel_read_file) bytes=9223372036854775807"
        let loads = StockBoot.loads(call(17, huge, begin) + call(17, huge, begin))
        #expect(loads.failed == 2 && loads.wasted == nil && loads.read == nil)
        let image = "init_module(umod: 7f83, len: ffffffffffffffff, uargs: 7f83)"
        #expect(StockBoot.loads(call(17, begin, call: image)).wasted == nil)
    }

    @Test func callsThatStillRunAreCounted() {
        let lines = StockBoot.before64.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
        let loads = StockBoot.loads(lines)
        #expect(loads.unfinished == 1 && loads.failed == 1 && loads.read == .bytes(3 * image))
    }
}
