// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

/// Reports that are mixed with other text, on the way here or by the kernel itself.
struct InterleavingTests {
    private func findings(_ log: String) -> [Finding] { KernelLogScanner.findings(in: log) }

    private static let first = """
        BUG: KASAN: slab-out-of-bounds in first_victim+0x1/0x2
        Read of size 8 at addr ffff888100001234 by task a/1
        CPU: 0 UID: 0 PID: 1 Comm: a Not tainted 6.12.117 #1
        Call Trace:
         kasan_report+0x1/0x2
         first_victim+0x1/0x2
        """
    private static let second = """
        WARNING: CPU: 1 PID: 2 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110
        CPU: 1 UID: 0 PID: 2 Comm: b Tainted: G    B
        RIP: 0010:refcount_warn_saturate+0xba/0x110
        Call Trace:
         second_victim+0x1/0x2
        ---[ end trace 0000000000000000 ]---
        """

    /// Two CPUs report at once; the caller's column tells them apart.
    @Test func twoReportsLineByLine() {
        let one = Self.first.split(separator: "\n").map { "[   10.000000][    T1] \($0)\n" }
        let two = Self.second.split(separator: "\n").map { "[   10.000000][    T2] \($0)\n" }
        let log = zip(one, two).map { $0 + $1 }.joined()
        let found = findings(log)
        #expect(
            found.map(\.title) == [
                "KASAN: slab-out-of-bounds Read in first_victim", "WARNING in second_victim (refcount_warn_saturate)",
            ])
        #expect(found.map(\.lines.count) == [6, 6])
        #expect(found.map(\.taint) == ["", "GB"])
        #expect(found.allSatisfy { line in !line.lines.joined().contains(line.kind == .kasan ? "second" : "first") })
    }

    /// The CPUs answer a stall's question with their own columns.
    @Test func theStacksOfAStallMayBeOthers() throws {
        let log = """
            [  100.000000][    C1] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
            [  100.000001][    C1] rcu: \t0-...!: (1 GPs behind) idle=a3e/1/0x4 softirq=3/3 fqs=1
            [  100.000002][    C1] Sending NMI from CPU 1 to CPUs 0:
            [  100.000003][    C0] NMI backtrace for cpu 0
            [  100.000004][    T9] usb 1-1: new device
            [  100.000005][    C0] CPU: 0 UID: 0 PID: 2 Comm: b Not tainted 6.12.117 #1
            [  100.000006][    C0] RIP: 0010:spin_here+0x1/0x2
            [  100.000007][    C0] Call Trace:
            [  100.000008][    C0]  driver_work+0x1/0x2
            [  100.000009][    C0]  process_one_work+0x1/0x2

            """
        let found = try #require(findings(log).first)
        #expect(found.title == "INFO: rcu detected stall in driver_work")
        #expect(!found.lines.contains { $0.contains("usb") })
    }

    @Test func aMessageMayBeginInTheMiddleOfALine() throws {
        let log = """
            [    1.000000] Starting syslogd: [    1.500000] BUG: unable to handle page fault for address: ffffc90000a3fff8
            [    1.500001] RIP: 0010:load_it+0x1/0x2
            [    1.500002] general prot[    1.600000] audit: type=1400

            """
        let found = try #require(findings(log).first)
        #expect(found.title == "BUG: unable to handle page fault in load_it")
        #expect(found.line == 1)
        #expect(found.damaged)
        // Without times only words count that nobody else says.
        #expect(findings("executing program 3: BUG: KASAN: double-free in f+0x1/0x2\n").map(\.kind) == [.kasan])
        #expect(
            findings("guest login: BUG: scheduling while atomic: a/1/0x2\n").map(\.kind) == [.schedulingWhileAtomic])
        #expect(findings("fuse: Unknown parameter 'BUG: KASAN: x in f+0x1/0x2'\n").isEmpty)
    }

    @Test func lostMessagesAreTold() throws {
        let log = """
            [   96.000000] BUG: KASAN: use-after-free in foo+0x1/0x2
            ** 4418 printk messages dropped ** [   96.000001]  bar+0x1/0x2

            """
        let lost = try #require(findings(log).first)
        #expect(lost.damaged)
        // Only lines of the report's body were left of this one.
        let body =
            "** 5311 printk messages dropped ** [   60.136772] INFO: Freed in fasync_free_rcu+0x14/0x20 age=624 cpu=0\n"
        #expect(findings(body).map(\.kind) == [.bug])
        #expect(findings("INFO:\n").map(\.kind) == [.fragment])
        #expect(findings("INFO: ready\n").isEmpty)
    }

    /// Until Linux 5.x panic_on_warn panicked before it showed the stack.
    @Test func theStackAfterThePanicIsTheWarningsToo() {
        let log = """
            [  179.154909] ------------[ cut here ]------------
            [  179.154920] WARNING: CPU: 1 PID: 3485 at lib/kobject.c:244 kobject_add_internal+0x3f6/0xbc0
            [  179.154926] Kernel panic - not syncing: panic_on_warn set ...
            [  179.154943] Call Trace:
            [  179.154951]  dump_stack+0x194/0x257
            [  179.154989]  panic+0x1e4/0x417
            [  179.155068]  __warn+0x1c4/0x1d9
            [  179.155295] RIP: 0010:kobject_add_internal+0x3f6/0xbc0
            [  179.155310]  kobject_init_and_add+0x3f6/0xbc0
            [  179.155311]  bridge_add+0x3f6/0xbc0

            """
        let found = findings(log)
        #expect(
            found.map(\.title) == [
                "WARNING in bridge_add (kobject_add_internal)", "Kernel panic - not syncing: panic_on_warn set ...",
            ])
        #expect(found.map(\.panicked) == [true, true])
    }

    /// One line in the middle of a report does not end it.
    @Test func aReportOfOneLineEndsNoOther() {
        let log = """
            [  361.246294] INFO: task a:6102 blocked for more than 120 seconds.
            [  361.297131] Call Trace:
            [  361.299714]  [<ffffffff829f5a8c>] schedule+0x9c/0x1b0
            [  361.300009] unregister_netdevice: waiting for lo to become free. Usage count = 6
            [  361.318972]  [<ffffffff829fb0c0>] mutex_lock_nested+0x3b0/0x1130
            [  361.325100]  [<ffffffff8223552c>] ? guess+0x1/0x2
            [  361.325101]  [<ffffffff8223552c>] copy_it+0x1/0x2

            """
        #expect(
            findings(log).map(\.title) == [
                "INFO: task hung in copy_it", "unregister_netdevice: waiting for a device to become free",
            ])
    }
}
