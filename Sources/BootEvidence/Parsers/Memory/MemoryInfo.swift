// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// /proc/meminfo (meminfo_proc_show in fs/proc/meminfo.c). Its "kB" are units of 1024 bytes.
public struct MemoryInfo: Hashable, Sendable {
    /// The lines that have a unit.
    public var sizes: [String: ByteCount] = [:]
    /// The lines that have none, such as `HugePages_Total`.
    public var counts: [String: UInt64] = [:]
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        for line in bytes.lines where !line.isEmpty {
            if !add(line) { reader.note(line) }
        }
        problem = reader.problem
    }

    public var total: ByteCount? { sizes["MemTotal"] }
    public var available: ByteCount? { sizes["MemAvailable"] }
    public var vmallocUsed: ByteCount? { sizes["VmallocUsed"] }

    private mutating func add(_ line: ByteText) -> Bool {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return false }
        let name = line[..<colon].text
        let words = line[(colon + 1)...].words
        guard let value = words.first?.number else { return false }
        switch words.count {
        case 1: counts[name] = value
        case 2 where words[1].elementsEqual("kB".utf8):
            guard let size = ByteCount(kibibytes: value) else { return false }
            sizes[name] = size
        default: return false
        }
        return true
    }
}

extension ByteCount {
    /// Nil when it does not fit.
    init?(kibibytes: UInt64) {
        guard let size = Int64(exactly: kibibytes), size <= Int64.max >> 10 else { return nil }
        self.init(size << 10)
    }
}
