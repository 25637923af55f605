// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// What of an ELF file decides how it runs, without what only tells one build from another.
///
/// Of a linked file: every section that is in memory (`SHF_ALLOC`), with its name, flags, address and size. Of a module
/// or an object also what is applied to those sections when it is loaded, relocations with all symbols: a call of another
/// function changes nothing but them.
struct LoadedBytes {
    /// The text of `CONFIG_BUILD_SALT`, which is in notes of vmlinux, of the vDSO inside it, and of every module.
    let salt: String

    /// The header of a build-id note of 20 bytes, name included (elf(5)); the vDSO's lies in vmlinux's data.
    private static let buildID: [UInt8] = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4E, 0x55, 0]
    private static let buildIDLength = 20
    /// `SHT_RELA`, `SHT_SYMTAB`, `SHT_STRTAB`, `ET_REL`.
    private static let relocations: UInt64 = 4
    private static let symbols: UInt64 = 2
    private static let strings: UInt64 = 3
    private static let relocatable: UInt8 = 1

    /// The bytes that count, in pieces that tell themselves apart.
    func visit(_ data: Data, _ take: (_ label: String, _ bytes: Data) -> Void) throws(ELFFile.Flaw) {
        let file = try ELFFile(data)
        let sections = try file.sections()
        let isRelocatable = data.count > 16 && data[data.startIndex + 16] == Self.relocatable
        for section in sections {
            let name = String(decoding: file.name(of: section, among: sections), as: UTF8.self)
            let isApplied =
                isRelocatable
                && (section.type == Self.relocations && sections.indices.contains(Int(section.info))
                    && sections[Int(section.info)].isLoaded
                    || section.type == Self.symbols || section.type == Self.strings && name == ".strtab")
            guard section.isLoaded || isApplied else { continue }
            let head = "\(name) \(section.type) \(section.flags) \(section.address) \(section.size)"
            take(head, masked(file.content(of: section)))
        }
    }

    /// With the salt and every build-id as zeros.
    func masked(_ content: Data) -> Data {
        var content = content
        for place in Self.places(of: Array(salt.utf8), in: content) {
            content.resetBytes(in: place..<(place + salt.utf8.count))
        }
        for place in Self.places(of: Self.buildID, in: content) {
            let start = place + Self.buildID.count
            content.resetBytes(in: start..<min(start + Self.buildIDLength, content.count))
        }
        return content
    }

    /// Where `needle` begins.
    private static func places(of needle: [UInt8], in data: Data) -> [Int] {
        guard let first = needle.first else { return [] }
        return data.withUnsafeBytes { bytes in
            var result: [Int] = []
            guard let base = bytes.baseAddress else { return result }
            var from = 0
            while from + needle.count <= bytes.count,
                let found = memchr(base + from, Int32(first), bytes.count - needle.count - from + 1)
            {
                let place = base.distance(to: found)
                if memcmp(found, needle, needle.count) == 0 {
                    result.append(place)
                    from = place + needle.count
                } else {
                    from = place + 1
                }
            }
            return result
        }
    }
}
