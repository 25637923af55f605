// SPDX-License-Identifier: Apache-2.0

/// Functions that are on the stack because of the report or of the wait, not because of the fault.
enum Machinery {
    static func isPart(_ function: String, of kind: Finding.Kind) -> Bool {
        if reporting.contains(where: { function.hasPrefix($0) }) { return true }
        switch kind {
        case .hungTask: return waiting.contains { function.hasPrefix($0) }
        case .rcuStall, .softLockup, .hardLockup: return interrupt.contains { function.hasPrefix($0) }
        default: return false
        }
    }

    private static let reporting = [
        "__dump_stack", "dump_stack", "show_stack", "dump_backtrace", "print_", "panic", "__warn", "report_bug",
        "handle_bug", "kasan_", "__kasan", "__asan", "check_memory_region", "check_region_inline", "kmsan_", "__msan",
        "kfence_", "___might_sleep", "__might_sleep", "__might_resched", "__schedule_bug", "debug_smp_processor_id",
        "check_preemption_disabled", "lockdep_", "__lock_acquire", "lock_acquire", "check_deadlock", "exc_", "asm_exc",
        "do_error_trap", "do_trap", "do_invalid_op", "invalid_op", "bad_page", "ubsan_", "__ubsan", "check_prev",
        "check_irq_usage", "check_noncircular", "check_wait_context", "validate_chain", "mark_lock", "mark_held_locks",
        "mark_usage", "lock_release", "__lock_release", "lock_is_held", "rcu_lockdep", "__this_cpu_preempt_check",
        "__schedule", "schedule", "_raw_", "__raw_", "mutex_lock", "__mutex_lock", "debug_check_no_locks",
        "trace_hardirqs", "fortify_panic", "skb_panic", "skb_over_panic", "skb_under_panic", "assertfail",
        "rust_helper_BUG", "usercopy_abort", "__list_del_entry_valid", "__list_add_valid", "die", "__die", "oops_",
    ]

    private static let waiting = [
        "context_switch", "io_schedule", "preempt_schedule", "__wait", "wait_", "do_wait",
        "mutex_lock", "__mutex_lock", "down_", "__down", "rwsem_down", "rwbase", "__rt_mutex", "rt_mutex", "rtlock",
        "__rwsem", "percpu_rwsem", "percpu_down", "do_nanosleep", "bit_wait", "out_of_line_wait", "folio_wait",
        "__switch_to", "synchronize_", "__synchronize",
    ]

    private static let interrupt = [
        "sched_show_task", "rcu_", "__rcu", "check_cpu_stall", "dump_cpu_task", "nmi_", "arch_trigger", "trigger_",
        "update_process_times", "tick_", "__hrtimer", "hrtimer_", "local_apic", "smp_apic", "apic_timer", "sysvec_",
        "asm_sysvec", "__sysvec", "show_regs", "watchdog_", "default_idle", "do_idle",
    ]
}
