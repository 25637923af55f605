// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

/// What the answers of a hung kernel say. The texts have the form of 6.12 (lib/nmi_backtrace.c, kernel/sched/core.c).
@Suite struct HangReadingTests {
    private static let blocked = """
        bootmatrix asks: sysrq w, blocked tasks
        sysrq: Show Blocked State
        task:swapper/0       state:D stack:0     pid:1     tgid:1     ppid:0      flags:0x00004000
        Call Trace:
         <TASK>
         __schedule+0x3a8/0x7c0
         schedule+0x23/0xa0
         schedule_timeout+0x7b/0x100
         ? __pfx_process_timeout+0x10/0x10
         msleep+0x32/0x40
         prepare_namespace+0x1e/0x2c0
         kernel_init_freeable+0x1c8/0x210
         kernel_init+0x15/0x1b0
         ret_from_fork+0x2f/0x50
         </TASK>
        task:kworker/0:1     state:I stack:0     pid:9     tgid:9     ppid:2      flags:0x00004000
        Call Trace:
         <TASK>
         __schedule+0x3a8/0x7c0
         </TASK>

        """

    private static let busy = """
        bootmatrix asks: sysrq l, backtraces of the CPUs
        sysrq: Show backtrace of all active CPUs
        NMI backtrace for cpu 0
        CPU: 0 UID: 0 PID: 0 Comm: swapper/0 Not tainted 6.12.117 #1
        Call Trace:
         <IRQ>
         dump_stack_lvl+0x4b/0x70
         nmi_cpu_backtrace+0x8f/0xf0
         sysrq_handle_showallcpus+0x10/0x20
         __handle_sysrq+0x9f/0x160
         serial8250_handle_irq+0x1a0/0x210
         common_interrupt+0x81/0xa0
         </IRQ>
         <TASK>
         asm_common_interrupt+0x22/0x40
        RIP: 0010:default_idle+0xb/0x10
         default_idle_call+0x30/0x100
         do_idle+0x1f0/0x230
         </TASK>
        Sending NMI from CPU 0 to CPUs 1-2:
        NMI backtrace for cpu 1
        CPU: 1 UID: 0 PID: 77 Comm: modprobe Not tainted 6.12.117 #1
        RIP: 0010:native_queued_spin_lock_slowpath+0x5b/0x210
        Call Trace:
         <NMI>
         nmi_cpu_backtrace+0x8f/0xf0
         </NMI>
         <TASK>
         _raw_spin_lock+0x25/0x30
         greedy_loop+0x14/0x40 [faults]
         greedy_init+0x9/0x10 [faults]
         do_one_initcall+0x58/0x310
         do_init_module+0x60/0x210
         __x64_sys_finit_module+0x9/0x10
         do_syscall_64+0x82/0x160
         </TASK>
        NMI backtrace for cpu 2 skipped: idling at default_idle+0xb/0x10

        """

    private func reading(_ text: String) -> HangReading { HangReading(Array(text.utf8)) }

    @Test func aTaskThatSleepsIsSuspected() throws {
        let suspects = reading(Self.blocked).suspects
        #expect(suspects.count == 1, "a task that idles is none")
        let suspect = try #require(suspects.first)
        #expect(suspect.kind == .blocked && suspect.who == "swapper/0")
        #expect(suspect.function == "prepare_namespace")
        #expect(suspect.lines.contains(" prepare_namespace+0x1e/0x2c0"))
    }

    @Test func aBusyCPUComesBeforeOneWhoWaits() throws {
        let reading = reading(Self.blocked + Self.busy)
        #expect(reading.suspects.map(\.who) == ["CPU 1", "swapper/0"], "CPU 0 only answered, CPU 2 idles")
        #expect(reading.cause?.kind == .busy)
        #expect(reading.cause?.function == "greedy_init", "as a soft lockup there would be blamed")
    }

    @Test(arguments: ["[    5.123456] ", "[    5.123456][    T1] ", "[  105.1][ C10] "])
    func whatTheWayAddsIsTakenOff(prefix: String) {
        let text = (Self.blocked + Self.busy).split(separator: "\n").map { line in
            line.hasPrefix(HangReading.marker) ? "\(line)\r\n" : "\(prefix)\(line)\r\n"
        }.joined()
        #expect(reading(text) == reading(Self.blocked + Self.busy))
    }

    @Test func aProgramThatComputesIsNoSuspect() {
        let text = """
            bootmatrix asks: sysrq l, backtraces of the CPUs
            NMI backtrace for cpu 0
            RIP: 0033:0x7f1234
            RSP: 002b:00007ffd EFLAGS: 00000246

            """
        #expect(reading(text).suspects == [])
    }

    @Test func aPanicOfTheInterruptSaysWhatTheFirstCPUDid() throws {
        let text = """
            bootmatrix asks: a non-maskable interrupt
            Uhhuh. NMI received for unknown reason 30 on CPU 0.
            Kernel panic - not syncing: NMI: Not continuing
            CPU: 0 UID: 0 PID: 1 Comm: swapper/0 Not tainted 6.12.117 #1
            Call Trace:
             <NMI>
             panic+0x321/0x3a0
             nmi_panic.cold+0xc/0xc
             unknown_nmi_error.cold+0x37/0x6b
             </NMI>
             <TASK>
             __delay+0xe/0x20
             slow_probe+0x5a/0x90
             do_one_initcall+0x58/0x310
             kernel_init_freeable+0x1a6/0x300
             </TASK>

            """
        let suspect = try #require(reading(text).suspects.first)
        #expect(suspect.who == "the first CPU" && suspect.function == "slow_probe")
    }

    /// The text is a guest's.
    @Test func nothingInItHurts() {
        let text = Array((Self.blocked + Self.busy).utf8)
        for length in stride(from: 0, to: text.count, by: 7) { _ = HangReading(Array(text.prefix(length))) }
        let many = String(repeating: "task:x state:D\n foo+0x1/0x2\n", count: 60_000)
        #expect(reading(many).suspects.count == 16)
        #expect(reading("task:\u{1B}[31m state:D\n foo+0x1/0x2\n").suspects.first?.who == "\\x1b[31m")
        #expect(reading(String(repeating: "[", count: 100_000) + "\n").suspects == [])
    }
}
