// SPDX-License-Identifier: Apache-2.0

/// A list of CPUs as sysfs prints it, such as `0-3,5` (bitmap_print_to_pagebuf in lib/bitmap-str.c).
public struct CPUList: Hashable, Sendable {
    /// More than any kernel can be built for (CONFIG_NR_CPUS).
    private static let most = 65_536

    /// In rising order, apart from one another.
    public var ranges: [ClosedRange<Int>]
    public var count: Int { ranges.reduce(0) { $0 + $1.count } }

    /// An empty list is no CPU. Nil for anything that sysfs would not print.
    public init?(_ text: String) {
        self.init(Array(text.utf8)[...])
    }

    init?(_ text: ByteText) {
        ranges = []
        let text = (text.last == 0x0A ? text.dropLast() : text).trimmed
        guard !text.isEmpty else { return }
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map(\.number)
            guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first <= last,
                last < Self.most, (ranges.last?.upperBound ?? -1) < Int(first)
            else { return nil }
            ranges.append(Int(first)...Int(last))
        }
    }
}

/// The item `cpus`: which CPUs the guest had.
public struct GuestCPUs: Hashable, Sendable {
    public var online: CPUList?
    public var possible: CPUList?
    public var present: CPUList?
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        let lines = KeyValues(bytes)
        online = lines.values["online"].flatMap { CPUList($0) }
        possible = lines.values["possible"].flatMap { CPUList($0) }
        present = lines.values["present"].flatMap { CPUList($0) }
        problem = lines.problem ?? (online == nil ? "no list of the CPUs that are online" : nil)
    }
}
