// SPDX-License-Identifier: Apache-2.0

/// Functions that are on the stack because of the report, the wait or a service of the kernel's, not because of the fault.
enum Machinery {
    static func isPart(_ name: String, of kind: Finding.Kind) -> Bool {
        if reporting.isPart(name) || exceptions.isPart(name) || locks.isPart(name) || memory.isPart(name)
            || libraries.isPart(name) || services.isPart(name)
        {
            return true
        }
        switch kind {
        case .hungTask, .schedulingWhileAtomic: return waiting.isPart(name)
        case .rcuStall, .softLockup, .hardLockup, .panic: return interrupts.isPart(name) || waiting.isPart(name)
        case .memoryLeak: return name.contains("alloc") || name.contains("dup") || leaking.isPart(name)
        case .lockdep: return locking.isPart(name)
        default: return false
        }
    }

    /// What makes the report: lib/dump_stack.c, kernel/panic.c, mm/kasan, kernel/kcsan, lib/ubsan.c, lib/debugobjects.c.
    static let reporting = NameSet(
        """
        __dump_stack dump_stack* show_stack* show_trace* dump_backtrace* dump_trace print_* __print_* panic* vpanic \
        __warn* warn_slowpath* __warn_printk report_bug* fixup_bug* handle_bug* get_taint* add_taint* walk_stackframe \
        arch_stack_walk stack_trace_* save_stack* unwind_backtrace* unwind_next* unwind_get* ret_from_exception \
        kasan_* __kasan* ____kasan* __asan* check_memory_region* check_region_inline memory_is_poisoned* \
        kmsan_* __kmsan* __msan* msan_* kcsan_* __kcsan* __tsan* kfence_* __kfence* ubsan_* __ubsan* handle_overflow \
        handle_object_size* val_to_string __hwasan* hwasan_* __sanitizer_cov* write_comp_data* check_kcov_mode \
        ___might_sleep* __might_sleep* __might_resched* __might_fault* might_fault* might_sleep* __schedule_bug* debug_smp_processor_id \
        check_preemption_disabled* __this_cpu_preempt_check preempt_count_* \
        debug_print_object debug_object_* __debug_object* debug_check_no_obj* __debug_check_no_obj* \
        debug_check_no_locks* lookup_object* trace_hardirqs* trace_softirqs* __trace_hardirqs* __trace_bprintk \
        perf_trace_* trace_event_* __traceiter_* __bpf_trace* bpf_trace_run* \
        fortify_panic* __fortify_panic __fortify_report usercopy_abort* __check_object_size* __check_heap_object \
        check_stack_object skb_panic* skb_over_panic* skb_under_panic* assertfail* assfail* xfs_assert* btrfs_assert* \
        __list_add_valid* __list_del_entry* __list_add list_add* list_del* __list_del* stack_chk_fail __stack_chk_fail* \
        __x86_indirect_thunk* __x86_return_thunk* srso_* __read_once_word_nocheck __reiserfs_panic* reiserfs_panic* \
        rust_helper* rust_begin_unwind __rustc* _printk printk* __printk* vprintk* \
        console_unlock* console_flush* console_trylock* msg_print_text* dev_vprintk* dev_printk* __dev_printk* _dev_* \
        down_trylock __down_trylock* sched_show_task* _sched_show_task dump_cpu_task* show_regs* __show_regs* \
        nmi_cpu_backtrace* nmi_trigger* arch_trigger* trigger_*_backtrace lockdep_*
        """)

    /// How exceptions get to the report: arch/*/kernel/traps.c, arch/*/mm/fault.c and the entry code.
    static let exceptions = NameSet(
        """
        die* __die* oops_* exc_* asm_exc_* do_error_trap* do_trap* do_invalid_op invalid_op* do_general_protection \
        general_protection error_entry error_exit paranoid_* df_debug do_double_fault double_fault do_int3 int3 do_divide_error divide_error \
        no_context* bad_area* __bad_area* page_fault_oops* do_page_fault* __do_page_fault* do_user_addr_fault* \
        async_page_fault* page_fault* handle_page_fault* do_kern_addr_fault* kernelmode_fixup* \
        bug_handler* brk_handler* do_debug_exception* do_el1_* el1_* el1h_* el0_da* el0_ia* call_break_hook \
        die_kernel_fault* __do_kernel_fault* do_translation_fault* do_mem_abort* do_tag_check_fault* do_bad_area* \
        do_sp_pc_abort do_undefinstr* __und_svc* __dabt_svc* do_DataAbort* __pabt_svc* do_PrefetchAbort* arm_notify_die \
        program_check_exception* program_check_common* do_program_check* data_access_* do_slb_fault* handle_page_fault* \
        pgm_check_handler* __do_pgm_check* monitor_event_exception do_report_trap do_per_trap illegal_op \
        handle_exception* do_trap_* do_page_fault tlb_do_page_fault* do_bp* do_ade* do_tr* handle_bp* handle_tr* \
        ret_from_exception* asm_call_irq* asm_call_on_stack* call_on_stack* call_on_irq_stack
        """)
}
