// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import Vocabulary

/// As much of a 64-bit little-endian ELF file as it takes to find its notes (elf(5)). Nothing in the file is trusted:
/// every offset is checked against its length, and a file that lies is an error, not a crash.
public struct ELFFile: Sendable {
    private let bytes: Data
    private let sections: Range<Int>
    private let entrySize: Int

    /// What is wrong with a file.
    public enum Flaw: Error, Hashable, Sendable {
        case notELF
        /// 32 bits or big-endian.
        case otherClass
        case truncated
        case badSectionTable
    }

    public struct Note: Hashable, Sendable {
        public var name: String
        public var type: UInt32
        public var content: [UInt8]
    }

    /// `SHT_NOTE` and `NT_GNU_BUILD_ID` (elf.h).
    private static let noteSection: UInt64 = 7
    private static let buildIDType: UInt32 = 3

    public init(_ data: Data) throws(Flaw) {
        bytes = data.startIndex == 0 ? data : Data(data)
        guard bytes.count >= 4, bytes.prefix(4).elementsEqual([0x7F, 0x45, 0x4C, 0x46]) else { throw .notELF }
        guard bytes.count >= 64 else { throw .truncated }
        guard bytes[4] == 2, bytes[5] == 1 else { throw .otherClass }
        let table = try Self.word(bytes, at: 0x28, 8)
        entrySize = Int(try Self.word(bytes, at: 0x3A, 2))
        var count = try Self.word(bytes, at: 0x3C, 2)
        guard table > 0, entrySize >= 64, table <= UInt64(bytes.count) else { throw .badSectionTable }
        let start = Int(table)
        // More sections than 16 bits hold: the first one's size says how many.
        if count == 0 { count = try Self.word(bytes, at: start + 0x20, 8) }
        guard count <= UInt64((bytes.count - start) / entrySize) else { throw .truncated }
        sections = start..<(start + Int(count) * entrySize)
    }

    /// All notes, in file order.
    public func notes() throws(Flaw) -> [Note] {
        var result: [Note] = []
        for header in stride(from: sections.lowerBound, to: sections.upperBound, by: entrySize) {
            guard try Self.word(bytes, at: header + 4, 4) == Self.noteSection else { continue }
            let offset = try Self.word(bytes, at: header + 0x18, 8)
            let size = try Self.word(bytes, at: header + 0x20, 8)
            let alignment = try Self.word(bytes, at: header + 0x30, 8) == 8 ? 8 : 4
            guard offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset else { throw .truncated }
            result += try Self.notes(in: Data(bytes[Int(offset)..<Int(offset + size)]), alignment: alignment)
        }
        return result
    }

    /// The linker's hash of the file; nil when it was linked without one.
    public func buildID() throws(Flaw) -> BuildID? {
        try notes().first { $0.name == "GNU" && $0.type == Self.buildIDType && !$0.content.isEmpty }
            .map { BuildID(bytes: $0.content) }
    }

    /// A note section: name length, content length, type, then both, each padded.
    private static func notes(in section: Data, alignment: Int) throws(Flaw) -> [Note] {
        var result: [Note] = []
        var place = 0
        while section.count - place >= 12 {
            let nameLength = Int(try word(section, at: place, 4))
            let contentLength = Int(try word(section, at: place + 4, 4))
            let type = UInt32(truncatingIfNeeded: try word(section, at: place + 8, 4))
            let content = padded(place + 12 + nameLength, alignment)
            guard content <= section.count, contentLength <= section.count - content else { throw .truncated }
            let name = section[(place + 12)..<(place + 12 + nameLength)].prefix { $0 != 0 }
            result.append(
                Note(
                    name: String(decoding: name, as: UTF8.self), type: type,
                    content: Array(section[content..<(content + contentLength)])))
            place = padded(content + contentLength, alignment)
        }
        return result
    }

    private static func padded(_ value: Int, _ alignment: Int) -> Int {
        (value + alignment - 1) / alignment * alignment
    }

    private static func word(_ data: Data, at offset: Int, _ length: Int) throws(Flaw) -> UInt64 {
        guard offset >= 0, offset <= data.count - length else { throw .truncated }
        return data[offset..<(offset + length)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
