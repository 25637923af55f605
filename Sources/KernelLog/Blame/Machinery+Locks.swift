// SPDX-License-Identifier: Apache-2.0

extension Machinery {
    /// Taking, giving back and waiting for locks (kernel/locking, kernel/rcu): who asked for it is of interest.
    static let locks = NameSet(
        """
        _raw_* raw_spin_* __raw_spin* __raw_read* __raw_write* _spin_* _read_lock* _write_lock* spin_* do_raw_* rspin* queued_* \
        native_queued* __pv_queued* pv_queued* __lock_acquire* lock_acquire* lock_release* __lock_release* lock_is_held* \
        __lock_is_held* find_held_lock* reacquire_held_locks* register_lock_class* look_up_lock_class* lock_set_class \
        validate_chain* check_prev* check_noncircular* check_deadlock* check_irq_usage* check_wait_context* mark_lock* \
        mark_held_locks* mark_usage* __lock_downgrade lock_downgrade __lock_set_class __lock_pin* match_held_lock* \
        check_flags* hlock_class print_circular_bug* debug_locks* debug_lockdep* rcu_lockdep* \
        mutex_* __mutex_* ww_mutex* __ww_mutex* down_read* down_write* down_kill* down_interr* down_timeout* __down* down \
        up up_read* up_write* __up* downgrade_write rwsem_* __rwsem_* rwbase_* rt_mutex* __rt_mutex* rtlock* rt_spin* \
        rt_read* rt_write* rtmutex* task_blocks_on_rt_mutex osq_lock* percpu_down* percpu_up* __percpu_down* __percpu_up* \
        percpu_rwsem* lockref_* lock_sock* __lock_sock* release_sock __release_sock seqcount_* read_seq* write_seq* \
        ldsem_* bit_spin* hlist_bl_lock mutex_optimistic* rwlock_bug* spin_bug* _atomic_dec_and* atomic_dec_and* \
        cond_resched* _cond_resched* __cond_resched* preempt_schedule* \
        rcu_read_lock* rcu_read_unlock* __rcu_read* rcu_lock_acquire* rcu_lock_release* rcu_is_watching* \
        rcu_dynticks* rcu_note_context* rcu_barrier* srcu_* __srcu_* cleanup_srcu* synchronize_* __synchronize* \
        wait_for_completion* wait_for_common* __wait_for_common* do_wait_for_common complete complete_all \
        complete_with_flags __wake_up* wake_up* wake_q* try_to_wake_up* ttwu_* default_wake* autoremove_wake* \
        swake_up* pollwake ep_poll_callback prepare_to_wait* finish_wait* add_wait_queue* \
        reiserfs_write_lock* percpu_ref_* percpu_counter_* __percpu_counter*
        """)

    /// A task that gives up its CPU, or waits for work, a page or a flush that others do.
    static let waiting = NameSet(
        """
        schedule* __schedule* context_switch* io_schedule* __switch_to* switch_to* do_nanosleep hrtimer_nanosleep* msleep* \
        __wait_on_bit* __wait_for_common* __wait_on_buffer __wait_rcu* wait_for_completion* wait_for_common* wait_on_bit* \
        wait_on_page* wait_rcu* wait_woken do_wait bit_wait* out_of_line_wait* folio_wait* __folio_lock* __lock_page* lock_page* \
        do_read_cache* tty_ldisc_lock* __filemap_fdatawait* filemap_fdatawait* fdatawait_* \
        __flush_* flush_work* __cancel_work* cancel_work* cancel_delayed* rtnl_net_lock* __rela_dyn_start \
        d_wait* do_wait_intr* sb_wait* __sb_start* percpu_* bio_wait* submit_bio_wait* blk_execute_rq* \
        blk_mq_freeze_queue_wait* rq_qos_wait* wbt_wait* exp_funnel_lock* kthread_stop* __refrigerator poll_schedule*
        """)

    /// In lockdep's reports the scheduler, the timers and the console stand on both sides of many locks.
    static let locking = NameSet(
        """
        process_one_work worker_thread kthread schedule* __schedule* flush_workqueue* __flush_workqueue* flush_work* \
        __flush_work* start_flush_work* cancel_work* __cancel_work* ret_from_fork* \
        drain_workqueue* destroy_workqueue* touch_wq_lockdep*
        """)
}
