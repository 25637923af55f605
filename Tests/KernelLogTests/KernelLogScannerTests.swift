// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

struct KernelLogScannerTests {
    static let warning = """
        [    1.000000] Run /sbin/init as init process
        [   10.000000] ------------[ cut here ]------------
        [   10.000001] refcount_t: underflow; use-after-free.
        [   10.000002] WARNING: CPU: 3 PID: 1234 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110
        [   10.000003] Modules linked in: kvm_amd kvm
        [   10.000004] CPU: 3 UID: 0 PID: 1234 Comm: modprobe Not tainted 6.12.117 #1
        [   10.000005] RIP: 0010:refcount_warn_saturate+0xba/0x110
        [   10.000006] Call Trace:
        [   10.000007]  <TASK>
        [   10.000008]  kmod_dup_put+0x3a/0x50
        [   10.000009]  </TASK>
        [   10.000010] ---[ end trace 0000000000000000 ]---
        [   11.000000] clocksource: Switched to clocksource tsc

        """

    static let oops = """
        [   20.000000] BUG: unable to handle page fault for address: ffffc90000a3fff8
        [   20.000001] #PF: supervisor read access in kernel mode
        [   20.000002] #PF: error_code(0x0000) - not-present page
        [   20.000003] PGD 100000067 P4D 100000067 PUD 0
        [   20.000004] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
        [   20.000005] CPU: 1 UID: 0 PID: 77 Comm: (udev-worker) Not tainted 6.12.117 #1
        [   20.000006] RIP: 0010:load_module.isra.0+0x6b5/0x1c40
        [   20.000007] Call Trace:
        [   20.000008]  ? __die_body+0x1f/0x60
        [   20.000009]  init_module_from_file+0x8b/0xd0
        [   20.000010] ---[ end trace 0000000000000000 ]---
        [   20.100000] Kernel panic - not syncing: Fatal exception in interrupt
        [   20.100001] Kernel Offset: 0x1000000 from 0xffffffff81000000
        [   20.100002] ---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---

        """

    private func findings(_ log: String) -> [Finding] { KernelLogScanner.findings(in: log) }

    @Test func aWarningIsAFindingFromItsCutToItsEnd() throws {
        let found = try #require(findings(Self.warning).first)
        #expect(findings(Self.warning).count == 1)
        #expect(found.kind == .warning)
        #expect(found.title == "WARNING in kmod_dup_put (refcount_warn_saturate)")
        #expect(found.line == 2)
        #expect(found.lines.count == 11)
        #expect(found.lines[1].contains("use-after-free"))
        #expect(found.lines.last?.contains("end trace") == true)
    }

    @Test func anOopsIsOneFindingAndThePanicAfterItAnother() {
        let found = findings(Self.oops)
        #expect(found.map(\.kind) == [.pageFault, .panic])
        #expect(
            found.map(\.title) == [
                "BUG: unable to handle page fault in load_module",
                "Kernel panic - not syncing: Fatal exception in interrupt",
            ])
        #expect(found.map(\.line) == [1, 12])
    }

    @Test func theFirstFindingIsTheCause() {
        #expect(findings(Self.warning + Self.oops).map(\.kind) == [.warning, .pageFault, .panic])
        #expect(findings(Self.oops + Self.warning).map(\.kind) == [.pageFault, .panic, .warning])
    }

    @Test func aReportThatRepeatsIsListedOnce() {
        #expect(findings(Self.warning + Self.warning + Self.oops + Self.oops).count == 3)
    }

    /// The same log as it comes over other ways: each must show the same, line numbers included.
    @Test(arguments: ["crlf", "bare", "caller", "level", "colour", "nul", "prompt", "syslog"])
    func whatTheWayAddsIsTakenOff(_ way: String) {
        let log = (Self.warning + Self.oops).split(separator: "\n").map { line -> String in
            let message = String(line.dropFirst(15))
            return switch way {
            case "crlf": line + "\r"
            case "bare": message
            case "caller": line.prefix(14) + "[    T1] " + message
            case "level": "<4>" + line
            case "colour": "\u{1B}[32m" + line.prefix(14) + "\u{1B}[0;1;31m " + message + "\u{1B}[0m"
            case "nul": "\0" + line + "\0\0"
            case "prompt": "debian login: " + line
            default: "Nov 22 18:00:01 guest kernel: " + line
            }
        }.joined(separator: "\n")
        let found = findings(log)
        #expect(found.map(\.title) == findings(Self.warning + Self.oops).map(\.title))
        #expect(found.map(\.line) == findings(Self.warning + Self.oops).map(\.line))
    }

    @Test func theWarningOfADuplicateRequestIsExpected() {
        let log = """
            [   48.705567][    T1] ------------[ cut here ]------------
            [   48.706519][    T1] module-autoload: duplicate request for module intel_qat
            [   48.707866][    T1] WARNING: CPU: 0 PID: 1 at kernel/module/dups.c:183 kmod_dup_request_exists_wait+0x1/0x2
            [   48.707867][    T1] Modules linked in:
            [   48.707868][    T1] RIP: 0010:kmod_dup_request_exists_wait+0x1/0x2
            [   48.707869][    T1] ---[ end trace 0000000000000000 ]---

            """
        #expect(findings(log).isEmpty)
        #expect(findings(log + Self.warning).map(\.title) == ["WARNING in kmod_dup_put (refcount_warn_saturate)"])
        #expect(findings(log.replacing("dups.c", with: "main.c")).count == 1)
    }

    @Test func aHungTaskIsNamedByWhatItWaitsIn() {
        let log = """
            [  243.240752] INFO: task kworker/u8:2:2986 blocked for more than 120 seconds.
            [  243.240753]       Not tainted 6.12.117 #1
            [  243.240754] "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
            [  243.240755] task:kworker/u8:2 state:D stack:0 pid:2986 tgid:2986 ppid:2 flags:0x00004000
            [  243.240756] Call Trace:
            [  243.240757]  <TASK>
            [  243.240758]  __schedule+0x4a0/0x1260
            [  243.240759]  schedule+0x27/0xf0
            [  243.240760]  __mutex_lock.constprop.0+0x3ba/0x640
            [  243.240761]  idempotent_wait_for_completion+0x41/0x90
            [  243.240762]  </TASK>

            """
        #expect(findings(log).map(\.title) == ["INFO: task hung in idempotent_wait_for_completion"])
    }

    @Test func aSecondBannerIsAReboot() {
        let banner = "[    0.000000] Linux version 6.12.117 (a@b) (gcc 12) #1 SMP\n"
        #expect(findings(banner + "[    1.000000] x\n").isEmpty)
        #expect(findings("SeaBIOS (version 1.16)\nBooting from ROM..\n" + banner).isEmpty)
        let again = findings(banner + "[    1.000000] x\n" + banner)
        #expect(again.map(\.kind) == [.reboot])
        #expect(again.first?.line == 3)
        #expect(findings("[    9.000000] x\nSeaBIOS\n" + banner).map(\.kind) == [.reboot])
        #expect(findings("[    9.000000] x\nBooting the kernel.\n").map(\.kind) == [.reboot])
        #expect(findings("[    9.000000] x\nSeaBIOS (version 1)\n" + banner).count == 1)
        // Without times: only a running system traces calls, whatever a launcher says.
        #expect(
            findings("tkill(r8, 0x13)\nSeaBIOS (version 1)\nLinux version 6.12.117 (a@b)\n").map(\.kind) == [.reboot])
        #expect(findings("Connected to domain 'a'\n+ qemu -m 1\nSeaBIOS (version 1)\n" + banner).isEmpty)
        #expect(findings(banner + "[    9.000000] x\n-- Reboot --\n" + banner).isEmpty)
        #expect(findings("[    9.000000] x: Linux version 6 is (old)\n").isEmpty)
    }

    @Test func whatFollowsAReportWithoutAnEndIsNotAllOfIt() throws {
        let quiet = (0..<100).map { "[   61.\(100_000 + $0)] usb 1-\($0): new device\n" }.joined()
        let found = try #require(
            findings("[   60.000000] watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [a:1]\n" + quiet).first)
        #expect(found.lines.count == 1)
    }

    /// Programs that write to the console keep no report open for good.
    @Test func whatProgramsSayIsNoPartOfAReport() {
        let noise = String(repeating: "program text\n", count: 500)
        let late = "[   90.000000]  late_frame+0x1/0x2\n"
        let found = findings("[   60.000000] BUG: Bad page state in process a\n" + noise + late)
        #expect(found.map(\.lines.count) == [1])
        let soon = findings("[   60.000000] BUG: Bad page state in process a\nprogram text\n" + late)
        #expect(soon.map(\.lines.count) == [2])
    }

    @Test func aFindingShowsAtMostSixtyLines() throws {
        let stack = (0..<300).map { "[   60.\(100_000 + $0)]  f\($0)+0x1/0x2\n" }.joined()
        let found = try #require(findings("[   60.000000] BUG: Bad page state in process a\n" + stack).first)
        #expect(found.lines.count == 60)
    }

    @Test func escapesOfAGuestAreMadeVisible() throws {
        let found = try #require(findings("[    1.0] BUG: \u{1B}]0;owned\u{7} \u{202E}x\n").first)
        #expect(!(found.title + found.lines.joined()).unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }

    @Test func bytesThatAreNoTextAreNoCrash() {
        let hostile: [[UInt8]] = [
            [], [0x0A], [0x5B], Array("[".utf8), Array("[ 1".utf8), Array("[ 1.".utf8), Array("<".utf8),
            Array("<4>[    1.000000][".utf8), Array("\u{1B}[".utf8), Array("\u{1B}".utf8), [0xFF, 0xFE, 0x0A, 0x80],
            Array("[99999999999999999999.000000] BUG: x".utf8), Array("INFO: task ".utf8),
            Array(repeating: UInt8(ascii: "["), count: 5000),
        ]
        for bytes in hostile { _ = KernelLogScanner.findings(in: bytes) }
        let log = Array((Self.warning + Self.oops).utf8)
        for length in stride(from: 0, to: log.count, by: 5) { _ = KernelLogScanner.findings(in: log.prefix(length)) }
    }

    @Test func differentReportsAreBounded() {
        let log = (0..<500).map { "[    1.0] BUG: report_\($0) is one\n" }.joined()
        #expect(findings(log).count == KernelLogScanner.mostFindings)
        #expect(findings(log + Self.oops).last?.kind == .panic)
    }
}
