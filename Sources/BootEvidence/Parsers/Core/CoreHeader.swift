// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// The beginning of a memory dump in ELF's format (elf(5), ET_CORE), as QEMU writes it: header, program headers, notes,
/// memory. Of 64 bits, little endian.
public struct CoreHeader: Hashable, Sendable {
    /// The end of the last segment; the file may have a little behind it.
    public var length: ByteCount
    /// Loadable segments: stretches of physical memory.
    public var segments: Int
    /// The names of the notes, in order: `CORE` for each CPU, `QEMU`, `VMCOREINFO`.
    public var notes: [String]
    /// `KEY=VALUE` lines of the kernel's note (kernel/vmcore_info.c), by which debuggers find their way; nil without it.
    public var kernelFacts: [String: String]?

    public var release: String? { kernelFacts?["OSRELEASE"] }
    public var buildID: String? { kernelFacts?["BUILD-ID"] }

    /// The bytes of the file that are needed at most.
    public static let sizeLimit = 1 << 20

    /// - Parameter bytes: the file's first bytes, up to the end of the notes at least.
    /// - Returns: nil for what is no such file, or one whose notes end past the bytes.
    public init?(_ bytes: [UInt8]) {
        let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1]  // ELFCLASS64, ELFDATA2LSB
        guard bytes.count >= 64, bytes.starts(with: magic), bytes.littleEndian(at: 16, as: UInt16.self) == 4 else {
            return nil
        }
        let table = Int(truncatingIfNeeded: bytes.littleEndian(at: 32, as: UInt64.self))
        let size = Int(bytes.littleEndian(at: 54, as: UInt16.self))
        // With 65,535 and more the number stands elsewhere; a guest has a handful.
        let count = Int(bytes.littleEndian(at: 56, as: UInt16.self))
        guard size == 56, table >= 64, table <= bytes.count, count * size <= bytes.count - table else { return nil }
        var end: Int64 = 0
        var segments = 0
        var notes = ELFNotes([])
        for index in 0..<count {
            let entry = table + index * size
            let offset = Int64(truncatingIfNeeded: bytes.littleEndian(at: entry + 8, as: UInt64.self))
            let length = Int64(truncatingIfNeeded: bytes.littleEndian(at: entry + 32, as: UInt64.self))
            guard offset >= 0, length >= 0, offset <= Int64.max - length else { return nil }
            end = max(end, offset + length)
            switch bytes.littleEndian(at: entry, as: UInt32.self) {
            case 1: segments += 1  // PT_LOAD
            case 4:  // PT_NOTE
                guard offset + length <= bytes.count else { return nil }
                notes.notes += ELFNotes(Array(bytes[Int(offset)..<Int(offset + length)])).notes
            default: break
            }
        }
        self.length = ByteCount(end)
        self.segments = segments
        self.notes = notes.notes.map(\.name)
        kernelFacts = notes.notes.first { $0.name == "VMCOREINFO" }.map { Self.facts($0.description) }
    }

    private static func facts(_ text: [UInt8]) -> [String: String] {
        var result: [String: String] = [:]
        for line in text.prefix(while: { $0 != 0 }).split(separator: 0x0A) {
            guard let equals = line.firstIndex(of: 0x3D) else { continue }
            let (key, value) = (line[..<equals], line[(equals + 1)...])
            result[SafeText.line(key, limit: 80)] = SafeText.line(value, limit: 120)
        }
        return result
    }
}
