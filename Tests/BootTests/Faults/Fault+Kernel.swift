// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import Vocabulary

/// Faults of a kernel. `bmfault.kind=` acts when udev loads that module, in the midst of the workload. A stall is named after
/// what the dispatchers called, the module's init (docs/diagnosis.md).
extension Fault {
    static let kernelQuick = [
        Fault(
            name: "panic early", words: "bmfault_initcall=panic", end: .panicked, kind: .panic,
            function: "bmfault_initcall", status: .fail, blame: .kernel),
        Fault(
            name: "panic late", words: "bmfault.kind=panic", end: .panicked, kind: .panic,
            function: "bmfault_panic", status: .fail, blame: .kernel),
        Fault(
            name: "oops in a module", words: "bmfault.kind=oops", end: .sealed, kind: .pageFault,
            function: "bmfault_oops", status: .fail, blame: nil),
        Fault(
            name: "WARN", words: "bmfault.kind=warn", end: .sealed, kind: .warning, function: "bmfault_warn",
            status: .fail, blame: nil),
        Fault(
            name: "soft lockup", words: "bmfault.kind=soft-lockup bmfault.seconds=6 watchdog_thresh=2", end: .sealed,
            kind: .softLockup, function: "bmfault_init", status: .fail, blame: nil),
        // CPUs watch each other, so that it takes two.
        Fault(
            name: "hard lockup",
            words: "bmfault.kind=hard-lockup bmfault.seconds=20 watchdog_thresh=2 nmi_watchdog=panic",
            vcpus: 2, end: .panicked, kind: .hardLockup, function: "bmfault_init", status: .fail,
            blame: .kernel),
        // The thread that begins a grace period needs a CPU.
        Fault(
            name: "RCU stall", words: "bmfault.kind=rcu-stall bmfault.seconds=6 rcupdate.rcu_cpu_stall_timeout=3",
            vcpus: 2, end: .sealed, kind: .rcuStall, function: "bmfault_init", status: .fail, blame: nil),
        Fault(
            name: "hung task", words: "bmfault.kind=hung-task bmfault.seconds=6 sysctl.kernel.hung_task_timeout_secs=2",
            end: .sealed, kind: .hungTask, function: "bmfault_init", status: .fail, blame: nil),
        Fault(
            name: "silent hang before the console", words: "bmfault_setup=hang", silence: 6,
            end: .hung(.noOutput, .firmware),
            status: .fail, blame: .kernel),
        Fault(
            name: "init missing", words: "bmfault_no_init", end: .panicked, kind: .panic, status: .fail,
            blame: .kernel),
        // The driver of its disk is gone.
        Fault(
            name: "root missing", kernel: .stats, words: "initcall_blacklist=virtio_blk_init", end: .panicked,
            kind: .panic, status: .fail, blame: .kernel),
        Fault(
            name: "reboot loop", words: "bmfault_initcall=reboot", end: .rebooted, status: .fail, blame: .kernel),
        Fault(
            name: "triple fault", words: "bmfault.kind=triple-fault", end: .rebooted, status: .fail, blame: .kernel),
        Fault(
            name: "OOM", words: "bmfault.kind=leak", memory: "512 MiB", end: .panicked, kind: .panic,
            beside: .outOfMemory, status: .fail, blame: .kernel),
    ]

    static let kernelLong = [
        // udev gives such a load up after two minutes, and the boot is over: the kernel has to have its say before.
        Fault(
            name: "hung task under the usual timeout", words: "bmfault.kind=hung-task bmfault.seconds=200",
            end: .sealed, kind: .hungTask, function: "bmfault_init", status: .fail, blame: nil),
        Fault(
            name: "BUG", words: "bmfault.kind=bug", end: .sealed, kind: .kernelBug, function: "bmfault_bug",
            status: .fail, blame: nil),
        Fault(
            name: "panic on an oops", words: "bmfault.kind=oops oops=panic", end: .panicked, kind: .pageFault,
            function: "bmfault_oops", status: .fail, blame: .kernel),
        Fault(
            name: "panic on a soft lockup",
            words: "bmfault.kind=soft-lockup bmfault.seconds=20 watchdog_thresh=2 softlockup_panic=1", end: .panicked,
            kind: .softLockup, function: "bmfault_init", status: .fail, blame: .kernel),
        Fault(
            name: "hang in the kernel", words: "bmfault_initcall=hang", silence: 6, end: .hung(.kernel, .kernel),
            function: "bmfault_initcall", status: .fail, blame: .kernel),
        // Longer than process 1 keeps silent: without its word it is the kernel's.
        Fault(
            name: "hang in the workload", words: "bmfault.kind=hang", silence: 60, end: .hung(.kernel, .workload),
            status: .fail, blame: .kernel),
        Fault(
            name: "reboot in the workload", words: "bmfault.kind=reboot", end: .rebooted, status: .fail,
            blame: .kernel),
        Fault(
            name: "triple fault before the console", words: "bmfault_setup=triple-fault", end: .rebooted, status: .fail,
            blame: .kernel),
        Fault(
            name: "lkdtm PANIC", words: "lkdtm.cpoint_name=DIRECT lkdtm.cpoint_type=PANIC", end: .panicked,
            kind: .panic,
            function: "lkdtm_PANIC", status: .fail, blame: .kernel),
        Fault(
            name: "lkdtm EXCEPTION", words: "lkdtm.cpoint_name=DIRECT lkdtm.cpoint_type=EXCEPTION", end: .panicked,
            kind: .pageFault, function: "lkdtm_EXCEPTION", status: .fail, blame: .kernel),
        Fault(
            name: "lkdtm WARNING", words: "lkdtm.cpoint_name=DIRECT lkdtm.cpoint_type=WARNING", end: .sealed,
            kind: .warning, function: "lkdtm_WARNING", status: .fail, blame: nil),
        Fault(
            name: "lkdtm CORRUPT_STACK_STRONG",
            words: "lkdtm.cpoint_name=DIRECT lkdtm.cpoint_type=CORRUPT_STACK_STRONG", end: .panicked, kind: .panic,
            function: "lkdtm_CORRUPT_STACK_STRONG", status: .fail, blame: .kernel),
        Fault(
            name: "lkdtm LOOP",
            words: "lkdtm.cpoint_name=DIRECT lkdtm.cpoint_type=LOOP watchdog_thresh=2 softlockup_panic=1",
            end: .panicked, kind: .softLockup, function: "lkdtm_module_init", status: .fail, blame: .kernel),
        Fault(
            name: "a flood of the kernel", words: "bmfault.kind=flood", silence: 180, consoleBound: 1, end: .overSize,
            status: .fail, blame: .kernel),
        Fault(
            name: "lockdep splat", kernel: .faultsDebug, words: "bmfault.kind=lock-order", vcpus: 2, memory: "4 GiB",
            end: .sealed, kind: .lockdep, function: "bmfault_lock_order", status: .fail, blame: nil),
        Fault(
            name: "sleeping in atomic", kernel: .faultsDebug, words: "bmfault.kind=sleep-in-atomic", memory: "4 GiB",
            end: .sealed, kind: .schedulingWhileAtomic, function: "bmfault_sleep_in_atomic", status: .fail, blame: nil),
    ]
}
