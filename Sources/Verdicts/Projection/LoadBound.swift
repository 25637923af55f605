// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What CPUs use up when each loads the same largest module.
public enum LoadResource: String, Codable, Sendable {
    case moduleArea = "module-area"
    case memory
}

/// How many loads of the largest module there is room for at once, by division: no boot came near it. What is loaded
/// already and guard pages are left out, so the room is a little smaller.
public struct LoadBound: Hashable, Codable, Sendable {
    public var resource: LoadResource
    /// Of the module area: which of the two; a guest that hides its addresses has a bound for each.
    public var area: ModuleArea?
    public var module: String
    /// What one load takes, in whole pages.
    public var load: ByteCount
    /// What there is: the module area, or four fifths of MemAvailable.
    public var capacity: ByteCount
    /// How many loads fit at once.
    public var room: Int
    /// The vCPUs on which udev asks for so many at once; nil: it never does.
    public var vcpus: Int?
}

extension LoadBound {
    private static let page: Int64 = 4096

    /// - Parameters:
    ///   - load: above zero.
    ///   - limit: how many udev asks for at once; nil where nobody knows, which limits nothing.
    init(
        _ resource: LoadResource, of module: String, load: ByteCount, capacity: ByteCount, limit: WorkerLimit?,
        area: ModuleArea? = nil
    ) {
        let pages = ByteCount((max(1, load.bytes) + Self.page - 1) / Self.page * Self.page)
        let room = Int(clamping: max(0, capacity.bytes) / pages.bytes)
        self.init(
            resource: resource, area: area, module: module, load: pages, capacity: capacity, room: room,
            vcpus: limit.map { room <= $0.most } ?? true ? max(1, room) : nil)
    }

    /// The bounds of a boot's figures; fewer where it does not tell some of them.
    static func all(of footprint: LoadFootprint) -> [LoadBound] {
        guard let module = footprint.largestModule else { return [] }
        let areas = footprint.area.map { [$0] } ?? ModuleArea.allCases
        let bounds = areas.map { area in
            LoadBound(
                .moduleArea, of: module.module, load: module.size, capacity: area.size, limit: footprint.limit,
                area: area)
        }
        guard let available = footprint.available else { return bounds }
        let image = footprint.largestImage
        // Until a duplicate is found, the file's copy in vmalloc and the module's own memory are both RAM.
        let both = ByteCount((image?.size.bytes ?? 0) + module.size.bytes)
        return bounds + [
            LoadBound(
                .memory, of: image?.module ?? module.module, load: both, capacity: usable(available),
                limit: footprint.limit)
        ]
    }

    /// A fifth is left for everything else that allocates while a machine boots.
    static func usable(_ available: ByteCount) -> ByteCount { ByteCount(available.bytes / 5 * 4) }
}
