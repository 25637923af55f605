// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan

/// The kernel command line of a guest (Documentation/admin-guide/kernel-parameters.txt). Pure.
enum KernelCommandLine {
    /// - Parameters:
    ///   - timeStampFrequency: the host's time stamp counter in Hz; nil where it has none, and the guest calibrates.
    static func text(_ spec: GuestSpec, accelerator: Accelerator, timeStampFrequency: Double?) -> String {
        let translated =
            accelerator == .tcg
            ? emulation(timeStampFrequency: timeStampFrequency, ticksPerSecond: spec.kernel.ticksPerSecond) : []
        // The matrix's words come last: where a parameter is given twice, the kernel takes the later one.
        return (machine + translated + tracing + work(spec.workload) + spec.cmdline)
            .joined(separator: " ")
    }

    /// What every guest of ours needs.
    static let machine = [
        // The overlay. Whoever wants to write remounts; the guest program keeps all it writes in memory.
        "root=/dev/vda", "rootfstype=ext4", "ro",
        "init=/usr/lib/bootmatrix/init",
        // All of the log goes to the evidence; the console shows the banner, notices and everything worse. Each
        // character costs a trip out of the guest.
        "console=ttyS0", "loglevel=6",
        // Reset at once after a panic. pvpanic has already told; without it the reset is the sign.
        "panic=-1",
        // A task that is blocked for a minute is told within ten seconds. By default it takes two to four minutes, and
        // a module load that deadlocks is given up by udev, and the boot over, before the kernel has said a word.
        "sysctl.kernel.hung_task_timeout_secs=60", "sysctl.kernel.hung_task_check_interval_secs=10",
        // Every record of the boot must still be there when the evidence is collected.
        "log_buf_len=4M",
        // A hung guest is asked by sysrq. Debian's kernels allow 438 of it (CONFIG_MAGIC_SYSRQ_DEFAULT_ENABLE), and the
        // 8 that backtraces and lists of tasks need is not in that.
        "sysrq_always_enabled",
        // One that answers nothing is sent an NMI, which nobody else sends. Without the word the kernel says no more
        // than "Uhhuh"; with it, it panics with the backtrace of what it was in, and its memory can be had.
        "unknown_nmi_panic",
    ]

    /// What makes many vCPUs boot in seconds under TCG. None of it is true of real machines, so KVM goes without.
    static func emulation(timeStampFrequency: Double?, ticksPerSecond: Int) -> [String] {
        // One by one: CPUs brought up in parallel wait for each other in loops, which the host then has to run.
        var words = [
            "cpuhp.parallel=0",
            // The kernel waits for five ticks of the timer by counting the host's time stamps, 0.16 s here at 100 Hz,
            // and panics without them ("IO-APIC + timer doesn't work!", arch/x86/kernel/apic/io_apic.c). On a host with
            // a load of 30 it did, though nothing was wrong. Under KVM, Hyper-V and VMware it leaves this out by itself.
            "no_timer_check",
        ]
        guard let frequency = timeStampFrequency, ticksPerSecond > 0 else { return words }
        // Guests see the host's counter. Believing it saves the watchdog that compares it with slower clocks.
        words.append("tsc=reliable")
        // Loops per jiffy as the kernel computes it from the counter (arch/x86/kernel/tsc.c, tsc_init). Otherwise each
        // vCPU calibrates while the others spin: a third of the time at 32. Too small a value would shorten udelay().
        // Rounded up to 10,000, a two-thousandth at most: measuring the counter anew must not change the command line.
        let loops = Int((frequency / Double(ticksPerSecond) / 10_000).rounded(.up)) * 10_000
        words.append("lpj=\(loops)")
        // The same figure for the guest's clock. Left to itself the kernel measures the counter against timers that a
        // busy host serves late: in 3 of 29 boots beside others the guest's clock then ran 2.6 to 10.7 times too fast,
        // and its patience with the workload ended early.
        words.append("tsc_early_khz=\(loops * ticksPerSecond / 1000)")
        return words
    }

    /// From the first instruction of user space on: loads, frees and requests of modules, and who made them.
    static let tracing = [
        "trace_event=" + events.joined(separator: ","),
        // A kernel without KPROBE_EVENTS, or without one of the functions, goes without; at worst it says so in its log.
        "kprobe_event=" + probes.joined(separator: ";"),
        // CLOCK_BOOTTIME (Documentation/trace/ftrace.rst), the clock of the memory samples and the uevents.
        "trace_clock=boot",
        // For each CPU. All CPUs of a boot of 32 together write a seventh of one; overruns are counted in the evidence.
        "trace_buf_size=1M",
    ]

    private static let events =
        ["module_load", "module_free", "module_request", "sched_process_exec"]
        + ["finit_module", "init_module", "delete_module"].flatMap { call in ["sys_enter_\(call)", "sys_exit_\(call)"] }

    /// Probes of the kernel's functions (Documentation/trace/kprobetrace.rst), with commas for blanks. What each is for
    /// stands with `TraceEvent.Action`.
    private static let probes = [
        // argv of call_modprobe (kernel/module/kmod.c) is {modprobe_path, "-q", "--", NAME}.
        "p:bm/helper_setup,call_usermodehelper_setup,path=+0($arg1):string,module=+0(+24($arg2)):string",
        "p:bm/helper_exec,kernel_execve,path=+0($arg1):string,module=+0(+24($arg2)):string",
        // Tasks sleep in it, so there must be room for all that can at once.
        "r1024:bm/request_end,__request_module,result=$retval:s32",
        // struct file's f_inode stands at 40 in 6.12; where it does not, no inode of a waiter is equal to what is read.
        "p:bm/load_file,init_module_from_file,name=$arg1:%pD,inode=+40($arg1):x64",
        // The completion is a part of struct idempotent, 24 bytes behind the inode (kernel/module/main.c).
        "p:bm/load_wait,wait_for_completion_interruptible,inode=-24($arg1):x64",
        // What follows counts loads on kernels without MODULE_STATS and before 6.4. The functions are those that neither
        // versions nor compilers change: module_patient_check_exists, the duplicate check itself, is new in 6.4 and has
        // another name as soon as it has one caller; add_unformed_module and layout_and_allocate are inlined.
        "r1024:bm/load_read,kernel_read_file,bytes=$retval:s64",
        // struct load_info begins with name, mod, hdr and len. A length that contradicts what was read is not used.
        "p:bm/load_begin,load_module,length=+24($arg1):u64",
        // `len` of its arguments: what is left of the image without the signature. Absent without MODULE_SIG.
        "p:bm/load_signed,verify_pkcs7_signature,length=$arg2:u64",
        // Called where the kernel gives a module's memory back. struct module begins with state, list and name.
        "p:bm/load_undo,module_arch_freeing_init,module=+24($arg1):string",
    ]

    /// What the guest program shall do (docs/evidence.md). Without a hold it sits still after the seal: a destroy is
    /// quicker for us than a power-off is for it.
    static func work(_ workload: WorkloadName) -> [String] {
        let name = ["bootmatrix.workload=\(workload.base)"]
        guard let hold = workload.hold else { return name }
        return name + ["bootmatrix.end=poweroff", "bootmatrix.hold=\(hold.components.seconds)"]
    }

    /// For the accelerator probe: no disk, so the kernel panics at the end of its own boot, and says more on the way.
    static func probe(_ accelerator: Accelerator) -> String {
        let words = ["console=ttyS0", "earlyprintk=ttyS0", "panic=-1"]
        let translated = accelerator == .tcg ? emulation(timeStampFrequency: nil, ticksPerSecond: 0) : []
        return (words + translated).joined(separator: " ")
    }
}
