// SPDX-License-Identifier: Apache-2.0

extension MetricName {
    public static let modulesSet = MetricName("modules.set")
    public static let modulesCount = MetricName("modules.count")
    public static let loadsFailed = MetricName("loads.failed")
    public static let loadsBecoming = MetricName("loads.becoming")
    public static let loadsLoad = MetricName("loads.load")
    public static let loadsKread = MetricName("loads.kread")
    public static let loadsDecompress = MetricName("loads.decompress")
    public static let loadsResidual = MetricName("loads.residual")
    public static let loadsWorstModule = MetricName("loads.worst-module")
    public static let bytesWasted = MetricName("bytes.wasted")
    public static let loadsAttempted = MetricName("loads.attempted")
    public static let requests = MetricName("requests")
    public static let memoryLowest = MetricName("memory.lowest-available")
    public static let timeToInit = MetricName("time.init")
    public static let timeToSettled = MetricName("time.settled")
    public static let timeToSealed = MetricName("time.sealed")
}

extension Metric {
    /// Every metric, in the order of documentation. The file names are those of Linux 6.12.
    public static let catalogue: [Metric] = [
        Metric(
            name: .modulesSet, unit: .moduleSet, meaning: "modules loaded when the boot had settled",
            source: "/proc/modules (kernel/module/procfs.c)"),
        Metric(
            name: .modulesCount, unit: .count, meaning: "how many modules those are",
            source: "/proc/modules (kernel/module/procfs.c)"),
        Metric(
            name: .loadsFailed, unit: .count, meaning: "loads thrown away: becoming + load",
            source: "failed_becoming + failed_load_modules (kernel/module/stats.c)"),
        Metric(
            name: .loadsBecoming, unit: .count, meaning: "loads that failed before the module's memory was allocated",
            source: "failed_becoming (kernel/module/stats.c)"),
        Metric(
            name: .loadsLoad, unit: .count, meaning: "loads that failed after the module's memory was allocated",
            source: "failed_load_modules (kernel/module/stats.c)"),
        Metric(
            name: .loadsKread, unit: .count, meaning: "loads that failed while the file was read",
            source: "failed_kreads (kernel/module/stats.c)"),
        Metric(
            name: .loadsDecompress, unit: .count, meaning: "loads that failed in decompression",
            source: "failed_decompress (kernel/module/stats.c)"),
        Metric(
            name: .loadsResidual, unit: .count,
            meaning: "failed loads that are not duplicates: becoming + load less the table's rows",
            source: "/sys/kernel/debug/modules/stats (kernel/module/stats.c)"),
        Metric(
            name: .loadsWorstModule, unit: .count, meaning: "failed loads of the module that failed most often",
            source: "/sys/kernel/debug/modules/stats (kernel/module/stats.c)"),
        Metric(
            name: .bytesWasted, unit: .bytes,
            meaning: "virtual memory allocated for loads that were thrown away: kread + decompress + becoming + load",
            source: "invalid_*_bytes (kernel/module/stats.c)"),
        Metric(
            name: .loadsAttempted, unit: .count, meaning: "finit_module and init_module calls",
            source: "syscalls:sys_enter_finit_module, sys_enter_init_module (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .requests, unit: .count, meaning: "request_module calls that reached the tracepoint",
            source: "module:module_request (include/trace/events/module.h)"),
        Metric(
            name: .memoryLowest, unit: .bytes, meaning: "lowest MemAvailable of the samples during the boot",
            source: "/proc/meminfo (fs/proc/meminfo.c)"),
        Metric(
            name: .timeToInit, unit: .seconds, meaning: "from domain creation to the guest's init, host clock",
            source: "evidence MARK init"),
        Metric(
            name: .timeToSettled, unit: .seconds, meaning: "from domain creation to the settled workload, host clock",
            source: "evidence MARK settled"),
        Metric(
            name: .timeToSealed, unit: .seconds, meaning: "from domain creation to the sealed evidence, host clock",
            source: "evidence SEAL"),
    ]

    public static func named(_ name: MetricName) -> Metric? { catalogue.first { $0.name == name } }
}
