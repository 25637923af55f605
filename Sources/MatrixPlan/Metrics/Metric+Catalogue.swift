// SPDX-License-Identifier: Apache-2.0

extension MetricName {
    public static let modulesSet = MetricName("modules.set")
    public static let modulesCount = MetricName("modules.count")
    public static let loadsLoaded = MetricName("loads.loaded")
    public static let loadsFailed = MetricName("loads.failed")
    public static let loadsBecoming = MetricName("loads.becoming")
    public static let loadsLoad = MetricName("loads.load")
    public static let loadsKread = MetricName("loads.kread")
    public static let loadsDecompress = MetricName("loads.decompress")
    public static let loadsDuplicates = MetricName("loads.duplicates")
    public static let loadsResidual = MetricName("loads.residual")
    public static let loadsWorstModule = MetricName("loads.worst-module")
    public static let bytesWasted = MetricName("bytes.wasted")
    public static let loadsAttempted = MetricName("loads.attempted")
    public static let loadsFromMemory = MetricName("loads.from-memory")
    public static let loadsCompressed = MetricName("loads.compressed")
    public static let loadsCoalesced = MetricName("loads.coalesced")
    public static let loadsRefused = MetricName("loads.refused")
    public static let loadsTurnedAway = MetricName("loads.turned-away")
    public static let requests = MetricName("requests")
    public static let requestsRepeated = MetricName("requests.repeated")
    public static let requestsCoalesced = MetricName("requests.coalesced")
    public static let requestsRefused = MetricName("requests.refused")
    public static let modprobeRuns = MetricName("modprobe.runs")
    public static let modprobeRepeated = MetricName("modprobe.repeated")
    public static let replayFailed = MetricName("replay.failed")
    public static let replayUnloaded = MetricName("replay.unloaded")
    public static let memoryLowest = MetricName("memory.lowest-available")
    public static let memoryHighestVmalloc = MetricName("memory.highest-vmalloc")
    public static let memoryHighestModules = MetricName("memory.highest-modules")
    public static let timeToInit = MetricName("time.init")
    public static let timeToSettled = MetricName("time.settled")
    public static let timeToSealed = MetricName("time.sealed")
}

extension Metric {
    /// Every metric, in the order of documentation. The file names are those of Linux 6.12.
    public static let catalogue: [Metric] = general + funnel + sizes + traced

    private static let general: [Metric] = [
        Metric(
            name: .modulesSet, unit: .moduleSet, meaning: "modules loaded when the boot had settled",
            source: "/proc/modules (kernel/module/procfs.c)"),
        Metric(
            name: .modulesCount, unit: .count, meaning: "how many modules those are",
            source: "/proc/modules (kernel/module/procfs.c)"),
        Metric(
            name: .loadsLoaded, unit: .count, meaning: "modules loaded since the boot began, their init included",
            source: "modcount (kernel/module/main.c)", ground: .statistics, traced: .tracedLoaded),
        Metric(
            name: .loadsFailed, unit: .count, meaning: "loads thrown away: becoming + load",
            source: "failed_becoming + failed_load_modules (kernel/module/stats.c)", ground: .statistics,
            traced: .tracedFailed),
        Metric(
            name: .loadsBecoming, unit: .count, meaning: "loads that failed before the module's memory was allocated",
            source: "failed_becoming (kernel/module/stats.c)", ground: .statistics, traced: .tracedBecoming),
        Metric(
            name: .loadsLoad, unit: .count, meaning: "loads that failed after the module's memory was allocated",
            source: "failed_load_modules (kernel/module/stats.c)", ground: .statistics, traced: .tracedLoad),
        Metric(
            name: .loadsKread, unit: .count, meaning: "loads that failed while the file was read",
            source: "failed_kreads (kernel/module/stats.c)", ground: .statistics),
        Metric(
            name: .loadsDecompress, unit: .count, meaning: "loads that failed in decompression",
            source: "failed_decompress (kernel/module/stats.c)", ground: .statistics),
        Metric(
            name: .loadsDuplicates, unit: .count,
            meaning: "loads thrown away because the module was there or being loaded: the table's rows",
            source: "/sys/kernel/debug/modules/stats (kernel/module/stats.c)", ground: .statistics,
            traced: .tracedDuplicates),
        Metric(
            name: .loadsResidual, unit: .count,
            meaning: "failed loads that are not duplicates: becoming + load less the table's rows",
            source: "/sys/kernel/debug/modules/stats (kernel/module/stats.c)", ground: .statistics,
            traced: .tracedResidual),
        Metric(
            name: .loadsWorstModule, unit: .count, meaning: "failed loads of the module that failed most often",
            source: "/sys/kernel/debug/modules/stats (kernel/module/stats.c)", ground: .statistics),
        Metric(
            name: .bytesWasted, unit: .bytes,
            meaning: "virtual memory allocated for loads that were thrown away: kread + decompress + becoming + load",
            source: "invalid_*_bytes (kernel/module/stats.c)", ground: .statistics, traced: .tracedBytesWasted),
        Metric(
            name: .loadsAttempted, unit: .count, meaning: "finit_module and init_module calls",
            source: "syscalls:sys_enter_finit_module, sys_enter_init_module (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .loadsFromMemory, unit: .count,
            meaning: "init_module calls: user space gives bytes and no file, so the kernel cannot join them",
            source: "syscalls:sys_enter_init_module (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .loadsCompressed, unit: .count,
            meaning: "finit_module calls with a compressed file, which the kernel decompresses",
            source:
                "syscalls:sys_enter_finit_module, flags with MODULE_INIT_COMPRESSED_FILE (include/uapi/linux/module.h)"),
        Metric(
            name: .loadsCoalesced, unit: .count,
            meaning: "such calls that succeeded without a load of their own: they waited for another's",
            source: "idempotent_init_module (kernel/module/main.c), told by calls without module:module_load"),
        Metric(
            name: .loadsRefused, unit: .count, meaning: "such calls that were refused as duplicates, EEXIST",
            source: "syscalls:sys_exit_finit_module, sys_exit_init_module (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .loadsTurnedAway, unit: .count,
            meaning: "such calls that got an error before any module came of them, other than that of a duplicate",
            source: "syscalls:sys_exit_finit_module, sys_exit_init_module (kernel/trace/trace_syscalls.c)"),
        Metric(
            name: .requests, unit: .count, meaning: "request_module calls that reached the tracepoint",
            source: "module:module_request (include/trace/events/module.h)"),
        Metric(
            name: .requestsRepeated, unit: .count, meaning: "requests beyond the first for each name",
            source: "module:module_request (include/trace/events/module.h)"),
        Metric(
            name: .requestsCoalesced, unit: .count,
            meaning: "requests for which no modprobe was asked: they waited for another's of the same name",
            source: "module:module_request less call_usermodehelper_setup (kernel/module/kmod.c, dups.c)"),
        Metric(
            name: .requestsRefused, unit: .count,
            meaning: "request_module calls that got ETIME because 50 others were busy",
            source: "__request_module (kernel/module/kmod.c)"),
        Metric(
            name: .modprobeRuns, unit: .count, meaning: "modprobe programs that the kernel started",
            source: "sched:sched_process_exec after kernel_execve (fs/exec.c)"),
        Metric(
            name: .modprobeRepeated, unit: .count, meaning: "such runs beyond the first for each name",
            source: "sched:sched_process_exec after kernel_execve (fs/exec.c)"),
        Metric(
            name: .replayFailed, unit: .count,
            meaning: "loads thrown away in a replay of the CPUs' uevents, the mean of the boot's replays; exploratory",
            source: "failed_becoming + failed_load_modules (kernel/module/stats.c), item `replays` of cpu-replay",
            ground: .statistics),
        Metric(
            name: .replayUnloaded, unit: .count,
            meaning: "modules of the CPUs that were unloaded before a replay, the fewest of the boot's replays",
            source: "delete_module (kernel/module/main.c), item `replays` of cpu-replay"),
        Metric(
            name: .memoryLowest, unit: .bytes, meaning: "lowest MemAvailable of the samples during the boot",
            source: "/proc/meminfo (fs/proc/meminfo.c)"),
        Metric(
            name: .memoryHighestVmalloc, unit: .bytes, meaning: "highest VmallocUsed of the samples during the boot",
            source: "/proc/meminfo (fs/proc/meminfo.c)"),
        Metric(
            name: .memoryHighestModules, unit: .bytes,
            meaning: "most memory that modules held, loaded or being loaded, in the samples during the boot",
            source: "/proc/vmallocinfo by caller (mm/vmalloc.c)"),
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
