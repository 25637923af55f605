// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

/// Exceptions as the architectures print them, from arch/*/kernel and arch/*/mm, and as they were printed decades ago.
struct ArchitectureTests {
    private func first(_ text: String) throws -> Finding {
        let found = KernelLogScanner.findings(in: text)
        #expect(found.filter { $0.kind != .panic }.count == 1)
        return try #require(found.first)
    }

    @Test func arm64() throws {
        let found = try first(
            """
            [   12.000000] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008
            [   12.000001] Mem abort info:
            [   12.000002]   ESR = 0x0000000096000004
            [   12.000003] Internal error: Oops: 0000000096000004 [#1] PREEMPT SMP
            [   12.000004] CPU: 0 UID: 0 PID: 1 Comm: swapper/0 Not tainted 6.12.0 #1
            [   12.000005] pstate: 60000005 (nZCv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
            [   12.000006] pc : __pi_memcpy+0x110/0x260
            [   12.000007] lr : simple_probe+0x48/0x90
            [   12.000008] x29: ffff80008002bb00 x28: 0000000000000000 x27: ffff000003c2a0d8
            [   12.000009] x26: ffff000003c2a0d8 x25: 0000000000000000 x24: 0000000000000000
            [   12.000010] Call trace:
            [   12.000011]  __pi_memcpy+0x110/0x260
            [   12.000012]  simple_probe+0x48/0x90
            [   12.000013] Code: a9bf7bfd 910003fd (f9400400) d65f03c0

            """)
        #expect(found.kind == .pageFault)
        #expect(found.title == "Unable to handle kernel NULL pointer dereference in simple_probe (__pi_memcpy)")
    }

    @Test func arm() throws {
        let found = try first(
            """
            Unable to handle kernel NULL pointer dereference at virtual address 00000008 when read
            [00000008] *pgd=00000000
            Internal error: Oops: 5 [#1] SMP ARM
            CPU: 0 PID: 77 Comm: modprobe Not tainted 6.1.0 #1
            PC is at mmioset+0x30/0xa8
            LR is at foo_open+0x10/0x20
            pc : [<80b10c70>]    lr : [<8062eec8>]    psr: 200d0013
            r10: 9684b874  r9 : 000001ff  r8 : 00000000
            Stack: (0x977bdd48 to 0x977be000)
            dd40:                   977bdda0 8062eec8 9f576840 8062ed74 9684b8f7 9684b800
             foo_open from chrdev_open+0x1/0x2
             chrdev_open from do_dentry_open+0x1/0x2

            """)
        #expect(found.kind == .pageFault)
        #expect(found.function == "mmioset")
    }

    @Test func olderArm() throws {
        let found = try first(
            """
            Unhandled fault: page domain fault (0x81b) at 0x00001044
            pgd = 74561366
            Internal error: : 81b [#1] SMP ARM
            PC is at memset+0x30/0xa8
            pc : [<80b10c70>]    lr : [<00000000>]    psr: 200d0013
            r7 : 977bdd7c  r6 : 00001044  r5 : 00000000  r4 : 9684b800
            Backtrace:
            [<80b10c70>] (memset) from [<8062eec8>] (set_termios_of+0x154/0x3c4)
            [<8062ed74>] (set_termios_of) from [<80632588>] (tty_set_termios+0x1/0x2)

            """)
        #expect(found.title == "Unhandled fault in set_termios_of (memset)")
    }

    @Test func riscv() throws {
        let found = try first(
            """
            [    3.000000] Unable to handle kernel access to user memory without uaccess routines at virtual address 000000000000dead
            [    3.000001] Oops [#1]
            [    3.000002] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.6.0 #1
            [    3.000003] epc : plic_set_threshold+0x12/0x34
            [    3.000004]  ra : plic_starting_cpu+0x56/0x78
            [    3.000005] epc : ffffffff80010012 ra : ffffffff80010056 sp : ff20000000013d70
            [    3.000006] [<ffffffff80010012>] plic_set_threshold+0x12/0x34

            """)
        #expect(found.kind == .pageFault)
        #expect(found.function == "plic_set_threshold")
    }

    @Test func s390() throws {
        let found = try first(
            """
            [    5.000000] Unable to handle kernel pointer dereference in virtual kernel address space
            [    5.000001] Failing address: 0000000000000000 TEID: 0000000000000483
            [    5.000002] Oops: 0004 ilc:2 [#1] SMP
            [    5.000003] CPU: 0 PID: 77 Comm: modprobe Not tainted 6.6.0 #1
            [    5.000004] Krnl PSW : 0704c00180000000 000000000012b3c4 (zcrypt_init+0x44/0x120)
            [    5.000005]            R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:0 PM:0 RI:0 EA:3
            [    5.000006] Call Trace:
            [    5.000007]  [<000000000012b3c4>] zcrypt_init+0x44/0x120
            [    5.000008] ([<0000000000100a0c>] do_one_initcall+0x3c/0x200)

            """)
        #expect(found.function == "zcrypt_init")
        let plain = try first(
            "[    5.000002] addressing exception: 0005 ilc:2 [#1] SMP\n[    5.1] Krnl PSW : 0704 0012 (a_b+0x1/0x2)\n")
        #expect(plain.title == "addressing exception in a_b")
    }

    @Test func powerpc() throws {
        let found = try first(
            """
            BUG: Unable to handle kernel data access at 0x8000000041a25f20
            Faulting instruction address: 0xc00000000022d79c
            Oops: Kernel access of bad area, sig: 11 [#1]
            LE PAGE_SIZE=64K MMU=Hash SMP NR_CPUS=2048 NUMA pSeries
            CPU: 0 PID: 12 Comm: kworker/0:1 Not tainted 5.4.0 #0
            NIP:  c00000000022d79c LR: c00000000022d784 CTR: 0000000000000000
            GPR00: c00000000022d784 c00000007a3ef970 c000000001f24600 0000000000004000
            GPR04: 0000000000000800 0000000000000000 0000000000000000 0000000000000010
            NIP [c00000000022d79c] detach_domains+0x1ac/0x5f0
            LR [c00000000022d784] detach_domains+0x194/0x5f0
            Call Trace:
            [c00000007a3efa20] [c00000000030a060] rebuild_domains+0x7b0/0x13a0 (unreliable)

            """)
        #expect(found.kind == .pageFault)
        #expect(found.title == "BUG: Unable to handle kernel data access in detach_domains")
        let lockup = try first(
            """
            watchdog: CPU 3 self-detected hard LOCKUP @ loop_forever+0x1/0x2
            NIP [c00000000022d79c] loop_forever+0x1ac/0x5f0

            """)
        #expect(lockup.kind == .hardLockup)
        #expect(lockup.function == "loop_forever")
    }

    @Test func mips() throws {
        let found = try first(
            """
            [    8.000000] CPU 0 Unable to handle kernel paging request at virtual address 00000000, epc == 80100f4c, ra == 80100f40
            [    8.000001] Oops[#1]:
            [    8.000002] CPU: 0 PID: 77 Comm: modprobe Not tainted 4.19.0 #1
            [    8.000003] $ 0   : 00000000 00000001 00000000 00000000
            [    8.000004] epc   : 80100f4c ag71xx_open+0x0/0x8
            [    8.000005] ra    : 80100f40 __dev_open+0x1/0x2
            [    8.000006] Call Trace:
            [    8.000007] [<80100f4c>] ag71xx_open+0x0/0x8

            """)
        #expect(found.kind == .pageFault)
        #expect(found.function == "ag71xx_open")
    }

    @Test func sparc() throws {
        let found = try first(
            """
            [    8.000000] Unable to handle kernel NULL pointer dereference
            [    8.000001] swapper(1): Oops [#1]
            [    8.000002] TSTATE: 0000004411001601 TPC: 00000000004a1b2c TNPC: 00000000004a1b30 Y: 00000000
            [    8.000003] TPC: <sabre_probe+0x2c/0x100>
            [    8.000004] RPC: <platform_probe+0x1/0x2>

            """)
        #expect(found.function == "sabre_probe")
    }

    /// Linux 2.6 on 32-bit x86, without times, through syslog.
    @Test func decadesAgo() throws {
        let lines = """
            Unable to handle kernel NULL pointer dereference at virtual address 00000004
             printing eip:
            c0123456
            *pde = 00000000
            Oops: 0000 [#1]
            Modules linked in: e100 mii
            CPU:    0
            EIP:    0060:[<c0123456>]    Not tainted VLI
            EFLAGS: 00010282   (2.6.9-5.EL)
            EIP is at e100_probe+0x12/0x34 [e100]
            eax: 00000000   ebx: c1234567   ecx: 00000000   edx: 00000000
            Call Trace:
             [<c0105023>] pci_device_probe+0x12/0x14
             [<c0105024>] bus_match+0x32/0x60
            """
        let log = lines.split(separator: "\n").map { "Nov 22 18:00:01 guest kernel: \($0)\n" }.joined()
        let found = try first(log)
        #expect(found.kind == .pageFault)
        #expect(found.function == "e100_probe")
        #expect(found.lines.count == 14)
        #expect(try first("BUG: soft lockup detected on CPU#0!\n").kind == .softLockup)
        let warning = try first("WARNING: at kernel/softirq.c:137 local_bh_enable_it+0x42/0x84()\n")
        #expect(warning.title == "WARNING in local_bh_enable_it")
        #expect(try first("Badness in kref_get at lib/kref.c:32\n").kind == .warning)
        #expect(try first("Debug: sleeping function called from invalid context at x.c:1\n").kind == .sleepInAtomic)
        #expect(try first("bad: scheduling while atomic!\n").kind == .schedulingWhileAtomic)
        #expect(try first("[ INFO: possible circular locking dependency detected ]\n").kind == .lockdep)
        #expect(
            try first("INFO: suspicious rcu_dereference_check() usage\n".replacing("INFO", with: "[ INFO")).kind
                == .lockdep)
        #expect(
            try first("BUG: KASan: use after free in foo+0x1/0x2 at addr ffff8800\n").title
                == "KASAN: use after free in foo")
    }

    /// As scripts/decode_stacktrace.sh leaves a report.
    @Test func decoded() throws {
        let found = try first(
            """
            [   48.707866][    T1] WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate (lib/refcount.c:28 (discriminator 1))
            [   48.707867][    T1] Call Trace:
            [   48.707868][    T1] refcount_warn_saturate (lib/refcount.c:28)
            [   48.707869][    T1] kmod_dup_put (kernel/module/dups.c:120 (discriminator 2))

            """)
        #expect(found.title == "WARNING in kmod_dup_put (refcount_warn_saturate)")
    }
}
