// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

/// A whole report of each kind, in the kernel's own layout: kind, title, function.
struct KindTests {
    private func only(_ text: String, _ comment: Comment? = nil) throws -> Finding {
        let lines = text.split(separator: "\n").map { "[   42.100000] \($0)\n" }.joined()
        let found = KernelLogScanner.findings(in: "[    0.000000] Linux version 6.12.117 (a@b) (gcc) #1\n" + lines)
        #expect(found.count == 1, comment)
        return try #require(found.first, comment)
    }

    private static let cpu = "CPU: 1 UID: 0 PID: 77 Comm: modprobe Tainted: G    B   W          6.12.117 #1"

    private func expect(
        _ text: String, _ kind: Finding.Kind, _ title: String, _ function: String?, taint: String? = "GBW"
    ) throws {
        let found = try only(text, "\(kind)")
        #expect(found.kind == kind)
        #expect(found.title == title)
        #expect(found.function == function)
        #expect(found.taint == taint)
        #expect(!found.damaged, "\(kind)")
    }

    @Test func theSanitizers() throws {
        try expect(
            """
            BUG: KASAN: slab-use-after-free in memcpy+0x1d/0x40
            Read of size 8 at addr ffff888100001234 by task modprobe/77
            \(Self.cpu)
            Call Trace:
             <TASK>
             dump_stack_lvl+0x60/0x80
             kasan_report+0xb6/0xf0
             memcpy+0x1d/0x40
             ? rcu_is_watching+0x1/0x2
             load_module.constprop.0+0x6b5/0x1c40 [loader]
             </TASK>
            Allocated by task 76:
             kmem_cache_alloc+0x1/0x2
             elsewhere+0x1/0x2
            """, .kasan, "KASAN: slab-use-after-free Read in load_module (memcpy)", "load_module")
        try expect(
            """
            BUG: KMSAN: uninit-value in virtqueue_add+0x2142/0x65a0 drivers/virtio/virtio_ring.c:563
             virtqueue_add+0x2142/0x65a0 drivers/virtio/virtio_ring.c:563
            Uninit was created at:
             __alloc_pages+0x9a6/0xe00
            \(Self.cpu)
            """, .kmsan, "KMSAN: uninit-value in virtqueue_add", "virtqueue_add")
        try expect(
            """
            BUG: KCSAN: data-race in find_next_bit / rcu_report_exp_cpu_mult
            write to 0xffffffff86b6d6a0 of 8 bytes by interrupt on cpu 1:
             rcu_report_exp_cpu_mult+0x4f/0xa0
            \(Self.cpu)
            """, .kcsan, "BUG: KCSAN: data-race in find_next_bit / rcu_report_exp_cpu_mult", "find_next_bit")
        try expect(
            """
            BUG: KFENCE: out-of-bounds read in test_out_of_bounds_read+0xa6/0x234
            Out-of-bounds read at 0xffff8c3f2e291fff (1B left of kfence-#72):
             test_out_of_bounds_read+0xa6/0x234
             kthread+0x176/0x1b0
            \(Self.cpu)
            """, .kfence, "KFENCE: out-of-bounds read in test_out_of_bounds_read", "test_out_of_bounds_read")
        try expect(
            """
            UBSAN: shift-out-of-bounds in kernel/module/main.c:3049:12
            shift exponent 64 is too large for 32-bit type 'int'
            \(Self.cpu)
            Call Trace:
             dump_stack+0x1/0x2
             ubsan_epilogue+0x1/0x2
             __ubsan_handle_shift_out_of_bounds.cold+0x1/0x2
             layout_sections+0x1/0x2
            """, .ubsan, "UBSAN: shift-out-of-bounds in layout_sections", "layout_sections")
    }

    @Test func lockdep() throws {
        try expect(
            """
            WARNING: possible circular locking dependency detected
            6.12.117 #1 Tainted: G    B   W
            modprobe/77 is trying to acquire lock:
            ffffffff8600aef8 (module_mutex){+.+.}-{3:3}, at: resolve_symbol+0x13/0x70
            but task is already holding lock:
            ffff88006c849558 (&mm->mmap_lock){++++}-{3:3}, at: vm_mmap_pgoff+0x17e/0xb00
            stack backtrace:
             lock_acquire+0x1d8/0x770
            """, .lockdep, "WARNING: possible circular locking dependency detected in resolve_symbol", "resolve_symbol")
        try expect(
            """
            WARNING: SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected
            6.12.117 #1 Tainted: G    B   W
            modprobe/77 [HC0[0]:SC0[2]:HE1:SE0] is trying to acquire:
            ffff888026df22b8 (&a){.+.+}-{2:2}, at: some_user+0x14b/0x460
            ... which became SOFTIRQ-irq-safe at:
              lock_acquire+0x29d/0x740
              _raw_spin_lock+0x39/0x50
              timer_callback+0x6f/0x3d0
            to a SOFTIRQ-irq-unsafe lock:
            ... which became SOFTIRQ-irq-unsafe at:
              some_user+0x14b/0x460
            """, .lockdep, "WARNING: unsafe lock order detected in timer_callback",
            "timer_callback")
        let spin = """
            BUG: spinlock bad magic on CPU#0, modprobe/77
             lock: 0xffff8800bb37e088, .magic: ffff8800, .owner: <none>/-1, .owner_cpu: 131071
            \(Self.cpu)
            Call Trace:
             do_raw_spin_lock+0x225/0x2c0
             _raw_spin_lock+0xe/0x10
             kobject_cleanup_all+0x1/0x2
            """
        #expect(try only(spin).kind == .lockdep)
        // A WARN() in lockdep itself is lockdep's too.
        let own = """
            WARNING: CPU: 0 PID: 77 at kernel/locking/lockdep.c:4000 lock_release+0x1/0x2
            Call Trace:
             up_write+0x1/0x2
             put_super_of+0x1/0x2
            """
        #expect(try only(own).kind == .lockdep)
    }

    @Test func whatGoesByTime() throws {
        let stall = """
            rcu: INFO: rcu_preempt self-detected stall on CPU
            rcu: \t1-....: (10499 ticks this GP) idle=a3e/1/0x4000000000000002 softirq=387990/387991 fqs=1
            NMI backtrace for cpu 1
            \(Self.cpu)
            RIP: 0010:memcpy+0x1/0x2
            Call Trace:
             <IRQ>
             rcu_sched_clock_irq.cold+0x1/0x2
             tick_sched_timer+0x1/0x2
             asm_sysvec_apic_timer_interrupt+0x1/0x2
             </IRQ>
            RIP: 0010:mulaw_decode+0x1/0x2
             mulaw_transfer+0x1/0x2
             snd_pcm_oss_write+0x1/0x2
             vfs_write+0x1/0x2
             ksys_write+0x1/0x2
             do_syscall_64+0x1/0x2
            """
        try expect(stall, .rcuStall, "INFO: rcu detected stall in snd_pcm_oss_write", "snd_pcm_oss_write")
        try expect(
            """
            watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [modprobe:77]
            \(Self.cpu)
            RIP: 0010:smp_call_function_many_cond+0x1/0x2
            Call Trace:
             on_each_cpu_cond_mask+0x1/0x2
             text_poke_bp_batch+0x1/0x2
             do_syscall_64+0x1/0x2
            """, .softLockup, "BUG: soft lockup in smp_call_function", "smp_call_function")
        try expect(
            """
            watchdog: Watchdog detected hard LOCKUP on cpu 1
            \(Self.cpu)
            RIP: 0010:_raw_spin_lock+0x1/0x2
            Call Trace:
             acquire_it+0x1/0x2
             __x64_sys_delete_module+0x1/0x2
             do_syscall_64+0x1/0x2
            """, .hardLockup, "hard LOCKUP in sys_delete_module", "sys_delete_module")
        try expect(
            """
            INFO: task modprobe:77 blocked for more than 120 seconds.
                  Tainted: G    B   W          6.12.117 #1
            "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
            task:modprobe state:D stack:0 pid:77 tgid:77 ppid:2 flags:0x00004000
            Call Trace:
             __schedule+0x4a0/0x1260
             schedule_preempt_disabled+0x27/0xf0
             __mutex_lock.constprop.0+0x3ba/0x640
             rtnl_lock+0x1/0x2
            """, .hungTask, "INFO: task hung in rtnl_lock", "rtnl_lock")
    }

    @Test func contextsAndMemory() throws {
        try expect(
            """
            BUG: sleeping function called from invalid context at mm/slab.h:421
            in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 77, name: modprobe
            Preemption disabled at:
            [<ffffffff812cca9f>] elsewhere+0x1/0x2
            \(Self.cpu)
            Call Trace:
             dump_stack+0x1/0x2
             __might_resched.cold+0x1/0x2
             __kmalloc+0x1/0x2
             module_notifier+0x1/0x2
            """, .sleepInAtomic, "BUG: sleeping function called from invalid context in module_notifier",
            "module_notifier")
        try expect(
            """
            BUG: scheduling while atomic: modprobe/77/0x00000002
            \(Self.cpu)
            Call Trace:
             __schedule_bug+0x1/0x2
             schedule+0x1/0x2
             down_write+0x1/0x2
             debugfs_remove_it+0x1/0x2
            """, .schedulingWhileAtomic, "BUG: scheduling while atomic in debugfs_remove_it", "debugfs_remove_it")
        try expect(
            """
            BUG: using smp_processor_id() in preemptible [00000000] code: modprobe/77
            caller is module_init_it+0x1/0x2
            \(Self.cpu)
            """, .bug, "BUG: using a per-CPU access in preemptible code in module_init_it", "module_init_it")
        try expect(
            """
            unreferenced object 0xffff8881000655c0 (size 64):
              comm "modprobe", pid 77, jiffies 4294937580 (age 8.000s)
              hex dump (first 32 bytes):
                00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
              backtrace:
                [<00000000a1b2c3d4>] __kmalloc+0x1/0x2
                [<00000000a1b2c3d5>] layout_and_allocate+0x1/0x2
                [<00000000a1b2c3d6>] init_module_from_file+0x1/0x2
            """, .memoryLeak, "memory leak in init_module_from_file", "init_module_from_file", taint: nil)
        try expect(
            "kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)", .memoryLeak,
            "kmemleak: N new suspected memory leaks (see /sys/kernel/debug/kmemleak)", nil, taint: nil)
        try expect(
            "Out of memory: Killed process 77 (modprobe) total-vm:1024kB, anon-rss:64kB", .outOfMemory,
            "Out of memory: a process was killed", nil, taint: nil)
    }

    @Test(arguments: [
        "xfs: Unknown symbol crc32c (err -2)", "xfs: disagrees about version of symbol module_layout",
        "xfs: version magic '6.12.117 SMP ' should be '6.12.118 SMP '", "Loading of unsigned module is rejected",
        "vmap allocation for size 2498560 failed: use vmalloc=<size> to increase size",
        "(udev-worker): vmalloc error: size 2498560, failed to allocate pages, mode:0xcc0",
        "execmem: unable to allocate memory",
    ])
    func modulesThatCannotBeLoaded(_ line: String) throws {
        #expect(try only(line).kind == .moduleLoad)
    }

    @Test(arguments: [
        "Module xfs is blacklisted", "systemd-journal: vmalloc error: size 4096, failed to allocate pages",
        "nvme nvme0: unable to allocate memory for queue 3", "ata1: dead [#1]", "foo: fix bug [#12] SMP",
        "Memory cgroup out of memory: Killed process 77 (a.out)", "xfs: loading out-of-tree module taints kernel.",
    ])
    func whatIsAsSomebodyWantsIt(_ line: String) {
        #expect(KernelLogScanner.findings(in: "[    1.000000] \(line)\n").isEmpty)
    }

    @Test func whatNobodyKnowsIsAReportWithItsStackOnly() throws {
        let words = "WARNING: the frobnicator is upside down"
        #expect(KernelLogScanner.findings(in: "[    1.000000] \(words)\n[    1.000001] next\n").isEmpty)
        let found = try only("\(words)\n\(Self.cpu)\nCall Trace:\n frobnicate+0x1/0x2")
        #expect(found.kind == .warning)
        #expect(found.title == words)
        #expect(found.taint == "GBW")
    }

    /// The bytes are those of a real boot: the breakpoint was executed at the 66 of a nop of two bytes.
    @Test(arguments: [
        ("55 53 66 <90> e8", true), ("55 53 cc <90> e8", false), ("55 53 CC <90> e8", false), ("<90> e8", false),
        ("Unable to access opcode bytes at 0xffffffff81000000.", false),
    ])
    func aBreakpointThatIsNotInMemoryIsTold(code: String, isPhantom: Bool) throws {
        let found = try only(
            """
            Oops: int3: 0000 [#1] PREEMPT SMP NOPTI
            CPU: 2 UID: 0 PID: 1 Comm: swapper/0 Not tainted 6.12.117 #1
            RIP: 0010:sched_clock_cpu+0x9/0x190
            Code: \(code)
            Call Trace:
             <TASK>
             ttwu_queue_wakelist+0xa4/0x100
             </TASK>
            """)
        #expect(found.isStrayBreakpoint && found.isPhantomBreakpoint == isPhantom)
        let panic = Finding(
            kind: .panic, title: "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b", line: 30,
            lines: [])
        #expect([found, panic].decisive == found)
    }
}
