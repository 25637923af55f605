// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

/// Which of several reports the others follow from.
struct CauseTests {
    /// A lack that the kernel copes with is listed where it stands; what broke is the cause all the same.
    @Test func aLackIsNotTheCause() {
        let found = KernelLogScanner.findings(
            in: """
                [    1.000000] Out of memory: Killed process 77 (a) total-vm:1024kB
                [    2.000000] BUG: Bad rss-counter state mm:ffff88005fac4300 idx:0 val:15

                """)
        #expect(found.map(\.kind) == [.outOfMemory, .bug])
        #expect(found.cause?.kind == .bug)
        #expect(found.dropLast().cause?.kind == .outOfMemory)
    }

    /// Which detector is first depends on the host's load: the CPU that waits is a sign of the one that does not answer.
    @Test func theCPUThatWaitsIsNotTheCause() {
        let found = KernelLogScanner.findings(
            in: """
                [   10.000000] Linux version 6.12.117 (a@b) (gcc) #1
                [   31.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [modprobe:77]
                [   31.000001] CPU: 0 UID: 0 PID: 77 Comm: modprobe Not tainted 6.12.117 #1
                [   31.000002] RIP: 0010:smp_call_function_many_cond+0x1/0x2
                [   31.000003] Call Trace:
                [   31.000004]  <TASK>
                [   31.000005]  on_each_cpu_cond_mask+0x1/0x2
                [   31.000006]  text_poke_bp_batch+0x1/0x2
                [   31.000007]  </TASK>
                [   32.000000] watchdog: Watchdog detected hard LOCKUP on cpu 1
                [   32.000001] CPU: 1 UID: 0 PID: 78 Comm: insmod Not tainted 6.12.117 #1
                [   32.000002] RIP: 0010:stuck_init+0x1/0x2 [stuck]
                [   32.000003] Call Trace:
                [   32.000004]  <TASK>
                [   32.000005]  do_one_initcall+0x1/0x2
                [   32.000006]  do_init_module+0x1/0x2
                [   32.000007]  </TASK>

                """)
        #expect(found.map(\.function) == ["smp_call_function", "stuck_init"])
        #expect(found.cause?.kind == .hardLockup)
        #expect(found.decisive?.kind == .hardLockup)
        #expect(found.dropLast().cause?.function == "smp_call_function", "where no other CPU is reported")
    }

    @Test func aPanicSaysWhichDetectorCalledIt() {
        let found = KernelLogScanner.findings(
            in: "[  242.000000] Kernel panic - not syncing: hung_task: blocked tasks\n")
        #expect(found.map(\.kind) == [.panic])
        #expect(found.first?.detector == .hungTask)
        #expect(found.first?.panicked == true)
    }
}
