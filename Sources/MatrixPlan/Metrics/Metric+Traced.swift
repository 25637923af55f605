// SPDX-License-Identifier: Apache-2.0

extension MetricName {
    public static let tracedLoaded = MetricName("traced.loaded")
    public static let tracedFailed = MetricName("traced.failed")
    public static let tracedBecoming = MetricName("traced.becoming")
    public static let tracedLoad = MetricName("traced.load")
    public static let tracedDuplicates = MetricName("traced.duplicates")
    public static let tracedResidual = MetricName("traced.residual")
    public static let tracedBytesWasted = MetricName("traced.bytes-wasted")
    public static let tracedBytesRead = MetricName("traced.bytes-read")
}

extension Metric {
    /// What the kernel's module statistics count, from tracing: on every kernel that is traced, with MODULE_STATS or
    /// without, before 6.4 or after. docs/evidence.md says how far the two agree.
    static let traced: [Metric] = [
        Metric(
            name: .tracedLoaded, unit: .count, meaning: "calls that loaded a module, its init included; loads.loaded",
            source: "module:module_load, syscalls:sys_exit_finit_module and sys_exit_init_module", ground: .probes),
        Metric(
            name: .tracedFailed, unit: .count,
            meaning: "loads thrown away, of calls that read for themselves; loads.failed",
            source: "kernel_read_file, load_module (kernel/module/main.c)", ground: .probes),
        Metric(
            name: .tracedBecoming, unit: .count,
            meaning: "those before the module's memory was allocated; loads.becoming",
            source: "load_module without module_arch_freeing_init (kernel/module/main.c)", ground: .probes),
        Metric(
            name: .tracedLoad, unit: .count, meaning: "those after it was; loads.load",
            source: "module_arch_freeing_init before module:module_load (kernel/module/main.c)", ground: .probes),
        Metric(
            name: .tracedDuplicates, unit: .count, meaning: "those with EEXIST or EBUSY; loads.duplicates",
            source: "syscalls:sys_exit_finit_module, sys_exit_init_module (kernel/trace/trace_syscalls.c)",
            ground: .probes),
        Metric(
            name: .tracedResidual, unit: .count, meaning: "those that are no duplicates; loads.residual",
            source: "syscalls:sys_exit_finit_module, sys_exit_init_module (kernel/trace/trace_syscalls.c)",
            ground: .probes),
        Metric(
            name: .tracedBytesWasted, unit: .bytes,
            meaning: "virtual memory allocated for loads that were thrown away, as the kernel adds it up; bytes.wasted",
            source: "kernel_read_file, load_module, verify_pkcs7_signature, init_module's length", ground: .probes),
        Metric(
            name: .tracedBytesRead, unit: .bytes,
            meaning: "module files read by the kernel and images copied from user space, whatever became of them;"
                + " no counter",
            source: "kernel_read_file (fs/kernel_read_file.c), init_module's length", ground: .probes),
    ]
}
