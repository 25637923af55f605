// SPDX-License-Identifier: Apache-2.0

extension MetricName {
    public static let ueventsAnnounced = MetricName("uevents.announced")
    public static let ueventsProcessed = MetricName("uevents.processed")
    public static let loadsByUdev = MetricName("loads.by-udev")
    public static let loadsByModprobe = MetricName("loads.by-modprobe")
    public static let loadsByOthers = MetricName("loads.by-others")
    public static let loadsUnfinished = MetricName("loads.unfinished")
    public static let loadsMostInFlight = MetricName("loads.most-in-flight")
    public static let modprobeAsked = MetricName("modprobe.asked")
    public static let bytesKread = MetricName("bytes.kread")
    public static let bytesDecompress = MetricName("bytes.decompress")
    public static let bytesBecoming = MetricName("bytes.becoming")
    public static let bytesLoad = MetricName("bytes.load")
    public static let bytesModules = MetricName("bytes.modules")
    public static let bytesText = MetricName("bytes.text")
}

extension Metric {
    /// The stages of the funnel that have no other name yet; without what an initramfs loads.
    static let funnel: [Metric] = [
        Metric(
            name: .ueventsAnnounced, unit: .count, meaning: "uevents with a modalias that the kernel sent",
            source: "NETLINK_KOBJECT_UEVENT (lib/kobject_uevent.c)"),
        Metric(
            name: .ueventsProcessed, unit: .count, meaning: "uevents with a modalias that udev was done with",
            source: "udev's own messages on NETLINK_KOBJECT_UEVENT"),
        Metric(
            name: .loadsByUdev, unit: .count, meaning: "finit_module and init_module calls of udev's workers",
            source: "syscalls:sys_enter_finit_module, sys_enter_init_module (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .loadsByModprobe, unit: .count, meaning: "such calls of modprobes that the kernel started",
            source: "the same, by processes of call_usermodehelper_setup (kernel/umh.c)"),
        Metric(
            name: .loadsByOthers, unit: .count, meaning: "such calls of other programs",
            source: "syscalls:sys_enter_finit_module, sys_enter_init_module (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .loadsUnfinished, unit: .count, meaning: "such calls that had not returned when the trace ended",
            source: "syscalls:sys_enter_finit_module without its exit (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .loadsMostInFlight, unit: .count, meaning: "most such calls under way at once, waiting ones included",
            source: "syscalls:sys_enter and sys_exit of both (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .modprobeAsked, unit: .count, meaning: "requests that asked for a modprobe of their own",
            source: "call_usermodehelper_setup (kernel/module/kmod.c)"),
    ]

    /// The kernel's own sums of bytes.
    static let sizes: [Metric] = [
        Metric(
            name: .bytesKread, unit: .bytes, meaning: "read for loads that failed while the file was read",
            source: "invalid_kread_bytes (kernel/module/stats.c)", ground: .statistics),
        Metric(
            name: .bytesDecompress, unit: .bytes, meaning: "read for loads that failed in decompression",
            source: "invalid_decompress_bytes (kernel/module/stats.c)", ground: .statistics),
        Metric(
            name: .bytesBecoming, unit: .bytes,
            meaning: "file lengths of loads that failed before the module's memory was allocated",
            source: "invalid_becoming_bytes (kernel/module/stats.c)", ground: .statistics),
        Metric(
            name: .bytesLoad, unit: .bytes,
            meaning: "twice the file lengths of loads that failed after the module's memory was allocated",
            source: "invalid_mod_bytes (kernel/module/stats.c)", ground: .statistics),
        Metric(
            name: .bytesModules, unit: .bytes, meaning: "memory of all modules loaded since the boot began",
            source: "total_mod_size (kernel/module/main.c)", ground: .statistics),
        Metric(
            name: .bytesText, unit: .bytes, meaning: "code of all modules loaded since the boot began",
            source: "total_text_size (kernel/module/main.c)", ground: .statistics),
    ]
}
