// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import Vocabulary

/// As much of a 64-bit little-endian ELF file as it takes to find its sections and notes (elf(5)). Nothing in the file is
/// trusted: every offset is checked against its length, and a file that lies is an error, not a crash.
public struct ELFFile: Sendable {
    private let bytes: Data
    private let headers: Range<Int>
    private let entrySize: Int
    private let nameTable: Int

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

    /// A section's header.
    struct Section {
        var type: UInt64
        var flags: UInt64
        var address: UInt64
        var size: UInt64
        /// For relocations: the section that they change.
        var info: UInt64
        /// In the file; nil where the section takes none of it (`SHT_NOBITS`).
        var place: Range<Int>?
        fileprivate var alignment: Int
        fileprivate var nameOffset: Int

        /// `SHF_ALLOC`: it is in memory when the program runs.
        var isLoaded: Bool { flags & 2 != 0 }
    }

    /// `SHT_NOTE` and `NT_GNU_BUILD_ID` (elf.h).
    private static let noteSection: UInt64 = 7
    private static let buildIDType: UInt32 = 3
    private static let noBits: UInt64 = 8

    public init(_ data: Data) throws(Flaw) {
        bytes = data.startIndex == 0 ? data : Data(data)
        guard bytes.count >= 4, bytes.prefix(4).elementsEqual([0x7F, 0x45, 0x4C, 0x46]) else { throw .notELF }
        guard bytes.count >= 64 else { throw .truncated }
        guard bytes[4] == 2, bytes[5] == 1 else { throw .otherClass }
        let table = try Self.word(bytes, at: 0x28, 8)
        entrySize = Int(try Self.word(bytes, at: 0x3A, 2))
        var count = try Self.word(bytes, at: 0x3C, 2)
        var names = try Self.word(bytes, at: 0x3E, 2)
        guard table > 0, entrySize >= 64, table <= UInt64(bytes.count) else { throw .badSectionTable }
        let start = Int(table)
        // More sections than 16 bits hold: the first one's size says how many, and its link which one has the names.
        if count == 0 { count = try Self.word(bytes, at: start + 0x20, 8) }
        if names == 0xFFFF { names = try Self.word(bytes, at: start + 0x28, 4) }
        guard count <= UInt64((bytes.count - start) / entrySize) else { throw .truncated }
        headers = start..<(start + Int(count) * entrySize)
        nameTable = Int(names)
    }

    /// All sections, in file order, the empty first one included: their places are what `Section.info` counts.
    func sections() throws(Flaw) -> [Section] {
        var result: [Section] = []
        for header in stride(from: headers.lowerBound, to: headers.upperBound, by: entrySize) {
            let type = try Self.word(bytes, at: header + 4, 4)
            let offset = try Self.word(bytes, at: header + 0x18, 8)
            let size = try Self.word(bytes, at: header + 0x20, 8)
            let isInFile = type != Self.noBits && type != 0
            if isInFile {
                guard offset <= UInt64(bytes.count), size <= UInt64(bytes.count) - offset else { throw .truncated }
            }
            result.append(
                Section(
                    type: type, flags: try Self.word(bytes, at: header + 8, 8),
                    address: try Self.word(bytes, at: header + 0x10, 8), size: size,
                    info: try Self.word(bytes, at: header + 0x2C, 4),
                    place: isInFile ? Int(offset)..<Int(offset + size) : nil,
                    alignment: try Self.word(bytes, at: header + 0x30, 8) == 8 ? 8 : 4,
                    nameOffset: Int(try Self.word(bytes, at: header, 4))))
        }
        return result
    }

    /// A section's name; empty where the table of names has none.
    func name(of section: Section, among sections: [Section]) -> [UInt8] {
        guard sections.indices.contains(nameTable), let table = sections[nameTable].place,
            section.nameOffset < table.count
        else { return [] }
        return Array(bytes[(table.lowerBound + section.nameOffset)..<table.upperBound].prefix { $0 != 0 })
    }

    /// What a section holds in the file.
    func content(of section: Section) -> Data { section.place.map { Data(bytes[$0]) } ?? Data() }

    /// All notes, in file order.
    public func notes() throws(Flaw) -> [Note] {
        var result: [Note] = []
        for section in try sections() where section.type == Self.noteSection {
            result += try Self.notes(in: content(of: section), alignment: section.alignment)
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
