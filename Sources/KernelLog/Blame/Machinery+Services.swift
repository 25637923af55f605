// SPDX-License-Identifier: Apache-2.0

extension Machinery {
    /// Allocators (mm/slub.c, mm/page_alloc.c, mm/vmalloc.c, mm/util.c, mm/percpu.c) and fault injection in them.
    static let memory = NameSet(
        """
        kmalloc* __kmalloc* ___kmalloc* __do_kmalloc* kzalloc* kcalloc* krealloc* __krealloc* kmem_cache_* \
        kfree kfree_sensitive kzfree kfree_const __kfree* kvfree* kvmalloc* __kvmalloc* kvcalloc* kvzalloc* kmemdup* \
        kvmemdup* memdup_user* vmemdup_user* kstrdup* kstrndup* kasprintf kvasprintf* strndup_user \
        slab_* __slab_* ___slab_* slub_* new_slab* allocate_slab* alloc_slab* object_err free_to_partial* check_slab* \
        check_object check_bytes* free_debug_processing alloc_debug_processing init_object ____cache_alloc* cache_alloc* \
        __cache_free* __cache_alloc* cache_grow* cache_free* fallback_alloc* kfree_rcu* qlist_* quarantine_* \
        do_slab_free __do_kmalloc* vmalloc* __vmalloc* vzalloc* vfree* __vfree* __vunmap* vunmap* vmap* __vmap* \
        alloc_vmap_area* __get_vm_area* remove_vm_area alloc_page* alloc_pages* __alloc_page* __alloc_pages* \
        __alloc_frozen* __alloc_from_pool get_page_from_freelist* prep_new_page* post_alloc_hook* __get_free_page* \
        get_free_pages* get_zeroed_page* free_page free_pages* __free_page* __free_pages* free_unref* \
        free_pcp* free_one_page* free_frozen* free_large_kmalloc* free_the_page __page_frag* page_frag* \
        __folio_alloc* folio_alloc* filemap_alloc_folio* __filemap_get_folio* pagecache_get_page* \
        grab_cache_page* __set_page_owner* page_pool_alloc* __page_pool_alloc* alloc_large* \
        warn_alloc* __alloc_percpu* alloc_percpu* free_percpu* pcpu_* mempool_* should_fail* __should_fail* fail_dump* \
        folio_put* __folio_put* put_page __put_page release_pages __phys_addr* dma_alloc_* kernel_init_pages \
        kernel_init_free_pages __build_skb* alloc_skb* __netdev_alloc_skb* __napi_alloc_skb* netdev_alloc_* \
        build_skb* kfree_skb* __kfree_skb* consume_skb sk_skb_reason* skb_release_* skb_push skb_put skb_pull* \
        pskb_expand* skb_free_head skb_copy* __pskb* kfree_link
        """)

    /// Only of a leak: who built the object around the memory is of no interest either.
    static let leaking = NameSet("create_object* kmemleak_* radix_tree_* idr_* pcpu_* __anon_vma_prepare")

    /// lib/, the string routines and the copies between kernel and user.
    static let libraries = NameSet(
        """
        memcpy* memset* memmove* memcmp* memchr* memscan __memcpy* __memset* __memmove* strlen* strnlen* strcmp strncmp \
        strcpy* strncpy* strlcpy* strscpy* sized_strscpy strcat strncat strlcat strchr* strrchr strstr strnstr strsep \
        strcasecmp strncasecmp strim strspn strcspn strpbrk strreplace __strlen* _copy_* __copy_* copy_user* copy_from_user* copy_to_user* copy_page_to_iter* \
        copy_page_from_iter* copy_folio_* copy_to_iter* copy_from_iter* iov_iter_* raw_copy* __asm_copy* __arch_copy* \
        __get_user* __put_user* get_user* put_user* __clear_user clear_user* csum_* do_csum crc* _find_* find_next_bit* \
        find_first_* find_last_bit* bitmap_* __bitmap* test_bit* _test_bit* __test_* set_bit clear_bit \
        rb_erase* rb_next rb_prev rb_first* rb_last rb_insert* rb_replace* __rb_* list_add* list_del* list_move* \
        list_empty* __list_* hlist_* llist_* klist_* radix_tree_* __radix_tree* xa_* __xa_* xas_* idr_* \
        ida_* mas_* mtree_* kobject_* kset_* kref_* refcount_* __refcount* atomic_inc* atomic_dec* \
        atomic_add* atomic_sub* atomic_read atomic_set atomic64_* atomic_long* arch_atomic* instrument_* \
        hex_* print_hex* vsnprintf* snprintf* scnprintf* vscnprintf* sprintf* vsprintf* pointer string_nocheck* string \
        number format_decode va_format* widen_string* bin2hex sort sort_r cmp_* sg_next sg_init* sg_nents* \
        scatterwalk_* __raw_readb __raw_readw __raw_readl __raw_readq __raw_writeb __raw_writel readb readw \
        readl writeb writew writel ioread* iowrite* logic_in* logic_out* inb inw inl outb outw outl \
        copy_from_sockptr* copy_to_sockptr* nla_* __nla_* prandom_* get_random_* _get_random* siphash* __siphash* jhash* rht_* __rhashtable* rhashtable_* rhltable_* \
        plist_* ref_tracker_* stack_depot_* __pi_mem* __pi_str* rep_movs* rep_stos* copy_mc_* fault_in_* \
        read_word_at_a_time* load_unaligned* skb_header_pointer __skb_header* div_* __div* __udiv* __sdiv* mul_u64*
        """)

    /// Cores whose callers decide: drivers/base, lib/kobject.c, sysfs, work queues, timers, /proc, network devices.
    static let services = NameSet(
        """
        device_add* device_del device_register device_unregister device_release* device_create* device_destroy \
        device_remove_file* device_remove_group* device_private* get_device get_device_parent* put_device \
        devres_* release_nodes bus_remove* bus_add* class_dev* cdev_device* __device_release* \
        sysfs_remove* sysfs_create* sysfs_add* sysfs_warn* internal_create* remove_files* \
        unregister_netdevice* unregister_netdev rollback_registered* \
        __flush_work* flush_work flush_workqueue* __flush_workqueue* flush_delayed* drain_workqueue* destroy_workqueue* \
        cancel_work* cancel_delayed* __cancel_work* __queue_work* queue_work* queue_delayed* __queue_delayed* \
        mod_delayed* call_rcu* __call_rcu* insert_work* work_is_static* delayed_work_timer* schedule_work* \
        del_timer* try_to_del_timer* timer_delete* __timer_delete* timer_shutdown* add_timer* mod_timer* __mod_timer* \
        timer_reduce* detach_timer* detach_if_pending* enqueue_timer* internal_add_timer* hrtimer_cancel* \
        hrtimer_try_to_cancel* hrtimer_start* hrtimer_active* hrtimer_init* init_timer_key* tasklet_kill* \
        proc_register* proc_create* remove_proc* proc_mkdir* usb_kill_anchored* usb_kill_urb* usb_submit_urb* usb_poison* \
        dput dput_to* fast_dput* __dentry_kill* lockref_put* iput drop_nlink inc_nlink set_nlink clear_nlink \
        mark_buffer_dirty __brelse brelse submit_bh* truncate_inode_pages* find_lock_entries* find_get_entr* \
        unregister_shrinker* free_irq __free_irq disable_irq* request_threaded* irq_domain_* \
        notifier_call_chain* raw_notifier_* blocking_notifier_* __blocking_notifier* atomic_notifier_* srcu_notifier* \
        skb_queue_* __skb_queue* skb_dequeue* skb_unlink skb_clone netdev_printk* __notifier_call_chain* raw_notifier_* blocking_notifier_* __blocking_notifier* atomic_notifier_* srcu_notifier* \
        skb_queue_* __skb_queue* skb_dequeue* skb_unlink skb_clone netdev_printk* netdev_info netdev_warn netdev_err
        """)

    /// The interrupt that notices a stall, and the idle loop that has none.
    static let interrupts = NameSet(
        """
        rcu_* __rcu_* check_cpu_stall* update_process_times* tick_* __tick_* __hrtimer_run* hrtimer_interrupt* \
        hrtimer_run* local_apic_timer* smp_apic_timer* apic_timer_interrupt* smp_*_interrupt* sysvec_* asm_sysvec_* \
        __sysvec_* run_sysvec* instr_sysvec* common_interrupt* asm_common* do_IRQ* ret_from_intr* handle_irq* __handle_irq* \
        generic_handle* __handle_domain* handle_domain* handle_percpu* handle_fasteoi* gic_handle* arch_timer_handler* \
        arch_timer_* el1_irq* el1_interrupt* __irq_svc* do_interrupt_handler* irq_enter* idtentry_* irqentry_* \
        restore_regs_and* retint_* restore_args* trampoline_* watchdog_* is_softlockup* nmi_* default_do_nmi* do_nmi* nmi \
        perf_event_nmi* end_repeat_nmi* asm_exc_nmi* default_idle* native_safe_halt* arch_cpu_idle* cpuidle_* intel_idle* \
        mwait_idle* acpi_idle* acpi_safe_halt* pv_native_safe_halt* poll_idle* arch_local_irq* native_irq* arch_irq* \
        finish_task_switch* finish_lock_switch* timer_interrupt* ipi_* handle_IPI* do_handle_IPI* generic_smp_call* \
        flush_smp_call* __flush_smp_call* __cpu_possible* csd_lock* decrementer_* timer_broadcast* riscv_timer* \
        riscv_intc* handle_riscv* do_irq* do_ext_interrupt clock_comparator*
        """)
}
