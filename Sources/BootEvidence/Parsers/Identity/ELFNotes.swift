// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// ELF notes as elf(5) describes them, "Notes (Nhdr)": three 32-bit numbers (size of the name, size of the
/// description, type), then the name and the description, each filled up to a multiple of four bytes. Little endian.
public struct ELFNotes: Hashable, Sendable {
    public struct Note: Hashable, Sendable {
        /// Without the zero that ends it.
        public var name: String
        public var type: UInt32
        public var description: [UInt8]
    }

    public var notes: [Note] = []
    /// False when bytes were left that make no note.
    public var isWhole = true

    public init(_ bytes: [UInt8]) {
        var at = 0
        while bytes.count - at >= 12 {
            let nameSize = Int(bytes.littleEndian(at: at, as: UInt32.self))
            let descriptionSize = Int(bytes.littleEndian(at: at + 4, as: UInt32.self))
            let name = at + 12
            let description = name + Self.filled(nameSize)
            let end = description + descriptionSize
            guard end <= bytes.count else { break }
            notes.append(
                Note(
                    name: String(decoding: bytes[name..<name + nameSize].prefix { $0 != 0 }, as: UTF8.self),
                    type: bytes.littleEndian(at: at + 8, as: UInt32.self),
                    description: Array(bytes[description..<end])))
            // The last description may lack its filling.
            at = min(description + Self.filled(descriptionSize), bytes.count)
        }
        isWhole = at == bytes.count
    }

    /// NT_GNU_BUILD_ID (3) of the owner `GNU`: what `ld --build-id` made. Of 8 to 64 bytes; nil when there is none.
    public var buildID: BuildID? {
        notes.first { $0.type == 3 && $0.name == "GNU" && (8...64).contains($0.description.count) }
            .map { BuildID(bytes: $0.description) }
    }

    private static func filled(_ size: Int) -> Int { (size + 3) & ~3 }
}
