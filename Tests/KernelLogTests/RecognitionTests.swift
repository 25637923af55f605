// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

/// Which lines begin a report, and which only sound like it.
struct RecognitionTests {
    private func findings(_ log: String) -> [Finding] { KernelLogScanner.findings(in: log) }

    @Test(arguments: [
        (
            "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(254,0)", Finding.Kind.panic,
            "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(N,N)"
        ),
        ("watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [modprobe:99]", .softLockup, "BUG: soft lockup"),
        (
            "BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 32s!", .softLockup,
            "BUG: workqueue lockup"
        ),
        ("watchdog: Watchdog detected hard LOCKUP on cpu 3", .hardLockup, "hard LOCKUP"),
        ("watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3", .hardLockup, "hard LOCKUP"),
        ("NMI watchdog: Watchdog detected hard LOCKUP on cpu 3", .hardLockup, "hard LOCKUP"),
        ("INFO: task modprobe:99 blocked for more than 120 seconds.", .hungTask, "INFO: task hung"),
        ("\u{1}b\u{2}:99 blocked for more than 120 seconds.", .hungTask, "INFO: task hung"),
        (
            "unregister_netdevice: waiting for lo to become free. Usage count = 5", .hungTask,
            "unregister_netdevice: waiting for a device to become free"
        ),
        ("rcu: INFO: rcu_preempt self-detected stall on CPU", .rcuStall, "INFO: rcu detected stall"),
        ("rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", .rcuStall, "INFO: rcu detected stall"),
        ("rcu: INFO: rcu_sched detected expedited stalls on CPUs/tasks: {", .rcuStall, "INFO: rcu detected stall"),
        (
            "general protection fault, probably for non-canonical address 0xdead4ead00000000: 0000 [#1] SMP",
            .generalProtection,
            "general protection fault"
        ),
        (
            "Oops: general protection fault, probably for non-canonical address 0xdead: 0000 [#1] SMP",
            .generalProtection,
            "general protection fault"
        ),
        (
            "BUG: kernel NULL pointer dereference, address: 0000000000000008", .pageFault,
            "BUG: kernel NULL pointer dereference"
        ),
        (
            "Unable to handle kernel paging request at virtual address ffff800080000000", .pageFault,
            "Unable to handle kernel paging request"
        ),
        ("kernel BUG at mm/usercopy.c:102!", .kernelBug, "kernel BUG"),
        ("divide error: 0000 [#12] PREEMPT SMP", .oops, "divide error"),
        ("addressing exception: 0005 ilc:2 [#1] SMP", .oops, "addressing exception"),
        ("Oops: Kernel access of bad area, sig: 11 [#1]", .oops, "Oops: Kernel access of bad area"),
        ("Unhandled kernel unaligned access[#1]:", .oops, "Unhandled kernel unaligned access"),
        ("Kernel bug detected[#1]:", .kernelBug, "kernel BUG"),
        ("Internal error: Oops - undefined instruction: 0 [#1] SMP ARM", .oops, "Internal error"),
        (
            "BUG: KASAN: slab-use-after-free in kmod_dup_put.isra.0+0x3a/0x50 at addr ffff888100001234", .kasan,
            "KASAN: slab-use-after-free in kmod_dup_put"
        ),
        (
            "BUG: sleeping function called from invalid context at mm/slab.h:421", .sleepInAtomic,
            "BUG: sleeping function called from invalid context"
        ),
        (
            "UBSAN: array-index-out-of-bounds in kernel/module/main.c:3049:12", .ubsan,
            "UBSAN: array-index-out-of-bounds in kernel/module/main.c"
        ),
        ("BUG kmalloc-64 (Tainted: G    B             ): Poison overwritten", .bug, "BUG kmalloc-N"),
        (
            "WARNING: possible circular locking dependency detected", .lockdep,
            "WARNING: possible circular locking dependency detected"
        ),
        (
            "WARNING: kernel/module/main.c:3049 at early_mod_check+0x12/0x20, CPU#3: modprobe/99", .warning,
            "WARNING in early_mod_check"
        ),
        ("PANIC: double fault, error_code: 0x0", .oops, "PANIC: double fault"),
    ])
    func everyKindIsKnownByItsFirstLine(_ line: String, _ kind: Finding.Kind, _ title: String) {
        let found = findings("[    0.100000] boot\n[   60.123456] \(line)\n")
        #expect(found.map(\.kind) == [kind])
        #expect(found.map(\.title) == [title])
        #expect(found.map(\.line) == [2])
    }

    @Test(arguments: [
        "Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible via Spectre v2 BHB attacks!",
        "WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible via Spectre v2 BHB attacks!",
        "Speculative Return Stack Overflow: WARNING: See https://kernel.org/doc/html/latest/admin-guide/hw-vuln/srso.html",
        "WARNING: See https://kernel.org/doc/html/latest/admin-guide/hw-vuln/srso.html for mitigation options.",
        "[Firmware Warn]: ACPI: WARNING: no BIOS", "[Firmware Bug]: TSC ADJUST: CPU0: -1 force to 0",
        "WARNING: The mand mount option has been deprecated and", "XFS (loop4): WARNING: Reset corrupted AGFL on AG 0.",
        "rtc: registered panic notifier", "panic notifier registered", "xlog_status: enable:1, panic:1, dump:2",
        "ODEBUG: Out of memory. ODEBUG disabled", "ODEBUG: object BUG: is not one", "DEBUG: kernel BUG at nothing",
        "INFO: Stall ended before state dump start", "rcu: Hierarchical RCU implementation.",
        "rcu: \tRCU debug CPU stall detector enabled", "rcu_scheduler_active = 1", "CPU0: Thermal monitoring enabled",
        "INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.356 msecs",
        "traps: a.out[99] general protection fault ip:401020 sp:7ffd error:0 in a.out[401000+1000]",
        "a.out[99]: segfault at 4cb420 ip 00000000004cb420 sp 00007f27fd37a250 error 15",
        "Kernel command line: panic=-1 oops=panic hung_task_panic=1 softlockup_panic=1 BUG: WARNING: CPU: 1",
        "module: module-autoload: duplicate request for module crypto-aes",
    ])
    func whatOnlySoundsBadIsNoFinding(_ line: String) {
        #expect(findings("[    0.100000] \(line)\n").isEmpty)
        #expect(findings("\(line)\r\n").isEmpty)
    }
}
