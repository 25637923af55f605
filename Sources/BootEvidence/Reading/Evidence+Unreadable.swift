// SPDX-License-Identifier: Apache-2.0

import Vocabulary

extension Evidence {
    /// The items that every guest sends, whatever its kernel is. The counters and `stats` are not among them: a kernel
    /// without MODULE_STATS has none, which `statistics` being nil says.
    public static let required = [
        "buildid/kernel", "cmdline", "cpus", "image", "kmsg", "meminfo", "memory-samples", "modules", "trace",
        "trace-stats", "uevents", "uevents-lost", "version", "vmallocinfo", "workload",
    ]

    /// ENOENT: this kernel or image does not have it.
    private static let notThere: Int32 = 2

    /// What the stream itself says: not sent, not readable, cut.
    static func failures(_ items: EvidenceItems) -> [String] {
        let absent = required.filter { items.items[$0] == nil }.map { "\($0): absent" }
        let failed = items.items.compactMap { name, item -> String? in
            if let errno = item.failure {
                if errno != notThere { return "\(name): the guest could not read it, errno \(errno)" }
                return required.contains(name) ? "\(name): the guest does not have it" : nil
            }
            return item.isCut ? "\(name): cut after \(ByteCount.bytes(item.bytes.count))" : nil
        }
        return absent + failed
    }

    /// What the parsers say of the items that came.
    func problems(_ items: EvidenceItems) -> [String] {
        var problems = statistics?.problems ?? []
        func add(_ item: String, _ problem: String?) {
            if let problem { problems.append("\(item): \(problem)") }
        }
        add("kmsg", messages?.problem)
        add("modules", modules?.problem)
        add("module-files", moduleFiles?.problem)
        add("meminfo", memory?.problem)
        add("vmallocinfo", vmalloc?.problem)
        add("memory-samples", samples?.problem)
        add("cpus", cpus?.problem)
        add("trace", trace?.problem)
        add("uevents", uevents?.problem)
        add("workload", workload?.problem)
        add("replays", replays?.problem)
        add("initramfs", initramfs?.problem)
        if items["initramfs"] != nil, initramfs == nil { add("initramfs", "does not say from when to when") }
        if items["image"] != nil, image == nil { add("image", "does not name udev, kmod and recipe") }
        if items["uevents-lost"] != nil, uevents != nil, uevents?.lost == nil {
            add("uevents-lost", "does not say how often")
        }
        if items["version"] != nil, identity.release == nil { add("version", "does not name the kernel's release") }
        if items["buildid/kernel"] != nil, identity.kernel == nil { add("buildid/kernel", "holds no GNU build-id") }
        return problems
    }
}
