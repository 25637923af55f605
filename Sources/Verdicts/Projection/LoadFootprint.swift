// SPDX-License-Identifier: Apache-2.0

import BootEvidence
public import Vocabulary

/// What the largest load of a boot takes, and what there is for loads to take: the terms of the arithmetic projection.
public struct LoadFootprint: Hashable, Codable, Sendable {
    public struct Item: Hashable, Codable, Sendable {
        public var module: String
        public var size: ByteCount

        public init(module: String, size: ByteCount) {
            self.module = module
            self.size = size
        }
    }

    /// The loaded module with the most memory, all its sections in whole pages (/proc/modules). Its init sections are
    /// gone by then, so a load in flight takes a little more.
    public var largestModule: Item?
    /// The largest image that load_module() was given, or file that was read for it; nil without a trace that tells.
    public var largestImage: Item?
    /// Nil where modules lie elsewhere than on x86-64, and where the guest hides addresses.
    public var area: ModuleArea?
    /// MemAvailable at the guest's first sample, before udev.
    public var available: ByteCount?
    /// Nil where neither the command line nor the guest's memory is known.
    public var limit: WorkerLimit?

    public init(
        largestModule: Item?, largestImage: Item?, area: ModuleArea?, available: ByteCount?, limit: WorkerLimit?
    ) {
        self.largestModule = largestModule
        self.largestImage = largestImage
        self.area = area
        self.available = available
        self.limit = limit
    }
}

extension LoadFootprint {
    /// - Returns: nil where the boot did not say which modules it has.
    init?(_ evidence: Evidence, _ activity: LoaderActivity?) {
        guard let modules = evidence.modules, modules.problem == nil else { return nil }
        let loaded = modules.modules.filter { $0.state == .live }.map { Item(module: $0.name, size: $0.size) }
        let images = (activity?.loads ?? []).compactMap { load -> Item? in
            guard let module = load.module, let length = load.call.image else { return nil }
            return Item(module: module, size: length)
        }
        let first = evidence.samples.flatMap { $0.problem == nil ? $0.samples.first : nil }
        let given = evidence.cmdline.flatMap { WorkerLimit.given(in: $0) }.map { WorkerLimit.given($0) }
        self.init(
            largestModule: Item.largest(loaded), largestImage: Item.largest(images),
            area: ModuleArea(addresses: modules.modules.compactMap(\.address)), available: first?.available,
            limit: given ?? (evidence.cmdline == nil ? nil : first.map { .own(memory: $0.total) }))
    }
}

extension LoadFootprint.Item {
    /// No module and no file is so large, and sums of two that are smaller do not overflow.
    fileprivate static let tooLarge: Int64 = 1 << 40

    /// Those of a size that no module has left out. Of several of one size that which comes first by name, so that the order of evidence does not matter. The name is
    /// a guest's and made fit to be shown.
    static func largest(_ items: [Self]) -> Self? {
        let possible = items.lazy.filter { (0..<tooLarge).contains($0.size.bytes) }
        guard var found = possible.min(by: { ($1.size, $0.module) < ($0.size, $1.module) }) else { return nil }
        found.module = SafeText.line(found.module, limit: 80)
        return found
    }
}

extension LoaderCall {
    /// How much of a file the kernel held for this call, decompressed where it was; nil for a call that read nothing, and
    /// for a length that no file has.
    fileprivate var image: ByteCount? {
        let length = begun ?? given ?? read.flatMap { UInt64(exactly: $0) }
        guard let length, length > 0, length < UInt64(LoadFootprint.Item.tooLarge) else { return nil }
        return ByteCount(Int64(length))
    }
}
