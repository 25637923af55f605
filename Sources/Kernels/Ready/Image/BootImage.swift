// SPDX-License-Identifier: Apache-2.0

import Foundation

/// As much of a bzImage as it takes to say which kernel it is (Documentation/arch/x86/boot.rst, "The Real-Mode Kernel
/// Header"). Nothing in the file is trusted: every offset is checked against its length.
struct BootImage: Sendable {
    /// `uname -r`, such as `6.1.0-13-amd64`.
    let release: String
    /// The kernel proper, as Kbuild compressed it.
    let payload: Data

    /// What is wrong with a file.
    enum Flaw: Error, Hashable, Sendable {
        case notBootImage
        /// Of a boot protocol before 2.08 (Linux 2.6.26): it does not say where its kernel is.
        case tooOld
        case not64Bit
        case noRelease
        case truncated
    }

    private enum Offset {
        static let setupSectors = 0x1F1
        static let bootFlag = 0x1FE
        static let magic = 0x202
        static let version = 0x206
        static let kernelVersion = 0x20E
        static let loadFlags = 0x236
        static let payload = 0x248
        static let payloadLength = 0x24C
        static let end = 0x250
    }

    private static let sector = 512
    /// XLF_KERNEL_64: there is a 64-bit entry point.
    private static let kernel64: UInt32 = 1

    init(_ image: Data) throws(Flaw) {
        let bytes = image.startIndex == 0 ? image : Data(image)
        func number(_ offset: Int, _ size: Int) -> UInt32 {
            bytes[offset..<(offset + size)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        guard bytes.count >= Offset.end, number(Offset.bootFlag, 2) == 0xAA55,
            bytes[Offset.magic..<(Offset.magic + 4)].elementsEqual("HdrS".utf8)
        else { throw .notBootImage }
        let version = number(Offset.version, 2)
        guard version >= 0x0208 else { throw .tooOld }
        // The flags came with 2.12 (Linux 3.8); what is older is looked at by what is in it.
        guard version < 0x020C || number(Offset.loadFlags, 2) & Self.kernel64 != 0 else { throw .not64Bit }
        let sectors = Int(number(Offset.setupSectors, 1))
        // "For backwards compatibility, if the setup_sects field contains 0, the real value is 4."
        let setup = ((sectors == 0 ? 4 : sectors) + 1) * Self.sector
        release = try Self.release(bytes.prefix(setup), at: Int(number(Offset.kernelVersion, 2)))
        let start = setup + Int(number(Offset.payload, 4))
        let length = Int(number(Offset.payloadLength, 4))
        guard length > 8, start <= bytes.count, length <= bytes.count - start else { throw .truncated }
        payload = bytes[start..<(start + length)]
    }

    /// The first word of the version's text, `6.1.0-13-amd64 (somebody@somewhere) #1 SMP ...`.
    private static func release(_ setup: Data, at pointer: Int) throws(Flaw) -> String {
        let start = pointer + sector
        guard pointer > 0, start < setup.count else { throw .noRelease }
        let text = setup[start...].prefix(256).prefix { $0 != 0 }
        let word = text.prefix { $0 != 0x20 }
        let isName = word.allSatisfy { $0.isWordByte || [0x2B, 0x2D, 0x2E, 0x7E].contains($0) }
        guard !word.isEmpty, word.count <= 64, isName, word.first != 0x2E, word.first != 0x2D else {
            throw .noRelease
        }
        return String(decoding: word, as: UTF8.self)
    }
}

extension BootImage.Flaw {
    /// A phrase and what to do about it, for an error.
    var explained: (what: String, remedy: String) {
        switch self {
        case .notBootImage:
            ("this is no bzImage", "name arch/x86/boot/bzImage of a build, or a distribution's vmlinuz")
        case .tooOld: ("this kernel is older than Linux 2.6.26", "take a newer one")
        case .not64Bit: ("this kernel is for 32 bits", "build it with CONFIG_64BIT=y: guests have 64")
        case .noRelease: ("this bzImage does not name its release", "name the file as the build left it")
        case .truncated: ("this bzImage is cut off", "copy it again")
        }
    }
}
