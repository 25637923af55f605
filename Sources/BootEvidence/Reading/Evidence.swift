// SPDX-License-Identifier: Apache-2.0

/// One boot's items, understood. Every part is there as far as the guest sent it; `unreadable` says what is not, and
/// why.
public struct Evidence: Sendable, Hashable {
    /// Nil on a kernel without MODULE_STATS.
    public var statistics: ModuleStatistics?
    public var messages: KernelMessages?
    public var modules: LoadedModules?
    /// Nil for guests that did not tell.
    public var moduleFiles: ModuleFiles?
    /// The format that the kernel decompresses itself, as it says, such as `xz`; nil without MODULE_DECOMPRESS.
    public var kernelDecompresses: String?
    public var memory: MemoryInfo?
    public var vmalloc: VmallocInfo?
    public var samples: MemorySamples?
    public var cpus: GuestCPUs?
    /// The kernel's command line as it saw it.
    public var cmdline: String?
    /// /proc/version.
    public var version: String?
    public var trace: ModuleTrace?
    public var uevents: Uevents?
    public var identity: GuestIdentity
    public var image: ImageInfo?
    public var workload: WorkloadReport?
    /// Nil for other workloads than `cpu-replay`.
    public var replays: CPUReplays?
    /// Nil where the kernel needed none.
    public var initramfs: InitramfsReport?
    /// Duplicate requests that the kernel logged; nil without its log.
    public var duplicateRequests: DuplicateRequests?
    /// What was absent, cut, or makes no sense: `ITEM: why`, one entry a fact, in the order of the items' names.
    public var unreadable: [String]

    public init(_ items: EvidenceItems) {
        statistics = ModuleStatistics(items)
        messages = items["kmsg"].map { KernelMessages($0) }
        modules = items["modules"].map { LoadedModules($0) }
        moduleFiles = items["module-files"].map { ModuleFiles($0) }
        kernelDecompresses = items["module-compression"].map { $0[...].trimmedLine.text }
        memory = items["meminfo"].map { MemoryInfo($0) }
        vmalloc = items["vmallocinfo"].map { VmallocInfo($0) }
        samples = items["memory-samples"].map { MemorySamples($0) }
        cpus = items["cpus"].map { GuestCPUs($0) }
        cmdline = items["cmdline"].map { $0[...].trimmedLine.text }
        version = items["version"].map { $0[...].trimmedLine.text }
        trace = items["trace"].map { ModuleTrace($0, stats: items["trace-stats"], probes: items["trace-probes"]) }
        uevents = items["uevents"].map { Uevents($0, lost: items["uevents-lost"]) }
        identity = GuestIdentity(items)
        image = items["image"].flatMap { ImageInfo($0) }
        workload = items["workload"].map { WorkloadReport($0) }
        replays = items["replays"].map { CPUReplays($0) }
        initramfs = items["initramfs"].flatMap { InitramfsReport($0) }
        duplicateRequests = messages.map { DuplicateRequests($0) }
        unreadable = []
        unreadable = Self.failures(items) + problems(items)
        unreadable.sort()
    }
}

extension ByteText {
    fileprivate var trimmedLine: ByteText { (last == 0x0A ? dropLast() : self).trimmed }
}
