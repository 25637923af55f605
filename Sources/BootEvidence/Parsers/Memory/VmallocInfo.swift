// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// /proc/vmallocinfo (vmalloc_info_show in mm/vmalloc.c): what occupies the kernel's virtual memory. The addresses are
/// hashed, so the part that modules take is told by who asked for it.
public struct VmallocInfo: Hashable, Sendable {
    /// All areas that one function asked for.
    public struct Caller: Hashable, Sendable {
        /// Without its offset, such as `load_module`; `unpurged vm_area` for what was freed and not yet unmapped.
        public var name: String
        public var areas: Int
        /// A guard page for each area is in it.
        public var size: ByteCount
    }

    /// By size, the largest first.
    public var callers: [Caller] = []
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        var found: [String: Caller] = [:]
        for (name, size) in reader.map(bytes, Self.area) {
            found[name, default: Caller(name: name, areas: 0, size: ByteCount(0))].areas += 1
            found[name]?.size.bytes &+= size
        }
        callers = found.values.sorted { ($1.size.bytes, $0.name) < ($0.size.bytes, $1.name) }
        problem = reader.problem
    }

    /// Everything.
    public var total: ByteCount { size { _ in true } }

    /// The functions that allocate for modules: `module_alloc` before Linux 6.10, execmem since.
    public static let moduleCallers = [
        "module_alloc", "execmem_vmalloc", "execmem_alloc", "move_module", "load_module",
    ]

    /// What modules occupy: their text, data and init sections.
    public var modules: ByteCount { size { Self.moduleCallers.contains($0.name) } }

    /// How many areas that is.
    public var moduleAreas: Int {
        callers.filter { Self.moduleCallers.contains($0.name) }.reduce(0) { $0 + $1.areas }
    }

    private func size(_ isCounted: (Caller) -> Bool) -> ByteCount {
        callers.filter(isCounted).reduce(ByteCount(0)) { ByteCount($0.bytes &+ $1.size.bytes) }
    }

    /// `0xADDRESS-0xADDRESS SIZE CALLER+0xOFF/0xLEN [MODULE] pages=…`.
    private static func area(_ line: ByteText) -> (String, Int64)? {
        let words = line.words
        guard words.count >= 2, words[0].begins(with: "0x"), let size = words[1].number.flatMap(Int64.init(exactly:))
        else { return nil }
        guard words.count >= 3 else { return ("", size) }
        if words[2].elementsEqual("unpurged".utf8) { return ("unpurged vm_area", size) }
        let name = words[2].prefix { $0 != UInt8(ascii: "+") }
        return (name.text, size)
    }
}
