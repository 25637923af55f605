// SPDX-License-Identifier: Apache-2.0

/// The function under which a CPU loops. A stall is noticed at a random place of the loop, so its top frame differs from
/// run to run; what the kernel's dispatchers (system calls, work queues, timers, file operations) called does not.
enum StallAnchor {
    /// A CPU that waits for the others hangs because of them, whoever asked.
    static let crossCall = "smp_call_function"

    static func find(in trace: Trace) -> String? {
        var under: String?
        var top: String?
        var stack = -1
        for frame in trace.frames where frame.place == .stack || frame.place == .counter || frame.place == .preface {
            if frame.stack != stack { (under, stack) = (nil, frame.stack) }
            if isDispatcher(frame.name) {
                if let under { return systemCall(under) }
                continue
            }
            if Machinery.isPart(frame.name, of: .rcuStall) { continue }
            if waiting.isPart(frame.name) { return crossCall }
            under = frame.name
            top = top ?? under
        }
        return top
    }

    static func isDispatcher(_ name: String) -> Bool {
        dispatchers.isPart(name) || name.hasSuffix("_compat_ioctl") || name.hasSuffix("sys_ioctl")
    }

    /// `__x64_sys_futex` of any architecture is sys_futex; the functions of its body are futex.
    static func systemCall(_ name: String) -> String {
        for prefix in bodies where name.hasPrefix(prefix) { return String(name.dropFirst(prefix.utf8.count)) }
        let words = name.split(separator: "_", omittingEmptySubsequences: true)
        guard name.hasPrefix("__"), words.count >= 3, words[1] == "sys" else { return name }
        return words.dropFirst().joined(separator: "_")
    }

    private static let bodies = ["__se_sys_", "__do_sys_", "compat_SyS_", "SyS_", "SYSC_", "ksys_"]

    private static let waiting = NameSet("smp_call_function* smp_cfm_core* generic_exec_single on_each_cpu*")

    private static let dispatchers = NameSet(
        """
        do_syscall_64 do_syscall_x64 do_int80* do_fast_syscall* __do_fast_syscall* entry_SYSCALL* entry_SYSENTER* entry_INT80* \
        x64_sys_call ia32_sys_call system_call* sysenter* tracesys* int_ret_from_sys_call el0_svc* do_el0_svc* invoke_syscall* \
        el0_sync* el0t_64_sync* ret_fast_syscall ret_to_user* system_call_exception syscall_exit* handle_sys* do_syscall* \
        process_one_work worker_thread kthread* ret_from_fork* ret_from_kernel* smpboot_thread_fn run_ksoftirqd \
        call_timer_fn expire_timers __run_timer* run_timer_softirq __hrtimer_run_queues hrtimer_run* __do_softirq \
        do_softirq* handle_softirqs irq_exit* __irq_exit* tasklet_action* net_rx_action net_tx_action \
        netif_receive_skb* __netif_receive_skb* process_backlog \
        cpu_startup_entry do_idle start_secondary rest_init start_kernel do_one_initcall kernel_init* \
        vfs_read __vfs_read new_sync_read vfs_write __vfs_write new_sync_write call_read_iter call_write_iter do_iter_read \
        do_iter_write do_iter_readv* do_loop_readv* do_readv_writev* vfs_readv vfs_writev vfs_iter* \
        vfs_ioctl do_vfs_ioctl blkdev_ioctl blkdev_driver_ioctl compat_blkdev_ioctl do_compat_ioctl \
        do_dentry_open vfs_open chrdev_open misc_open __fput ____fput fput task_work_run \
        call_mmap mmap_region __mmap_region do_mmap* do_exit exit_to_user* exit_to_usermode* prepare_exit_to* __prepare_exit* \
        syscall_return* arch_do_signal* do_signal get_signal irqentry_exit* do_trap_ecall* __do_syscall* syscall_common* \
        sock_sendmsg* __sock_sendmsg sock_recvmsg* sock_release __sock_release sock_close __sys_connect* __sys_bind \
        __sys_accept4* __sys_listen __sys_setsockopt __sys_getsockopt do_sock_setsockopt do_sock_getsockopt \
        netlink_rcv_skb netlink_dump __netlink_dump_start genl_rcv_msg genl_family_rcv_msg* rtnetlink_rcv_msg \
        nfnetlink_rcv_msg xfrm_user_rcv_msg
        """)
}
