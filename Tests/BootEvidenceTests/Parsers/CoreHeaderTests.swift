// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing
import Vocabulary

@Suite struct CoreHeaderTests {
    private static let facts =
        "OSRELEASE=6.12.117\nBUILD-ID=0123abcd\nPAGESIZE=4096\nSYMBOL(init_uts_ns)=ffffffff82a0\n"

    /// A core with one stretch of memory behind its notes.
    private static func core(notes: [(String, [UInt8])], memory: UInt64 = 8192) -> [UInt8] {
        func number<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        func filled(_ bytes: [UInt8]) -> [UInt8] { bytes + Array(repeating: 0, count: (4 - bytes.count % 4) % 4) }
        let body = notes.flatMap { name, text in
            number(UInt32(name.utf8.count + 1)) + number(UInt32(text.count)) + number(UInt32(0))
                + filled(Array(name.utf8) + [0]) + filled(text)
        }
        let start = UInt64(64 + 2 * 56)
        func entry(_ type: UInt32, _ offset: UInt64, _ size: UInt64) -> [UInt8] {
            number(type) + number(UInt32(0)) + number(offset) + number(UInt64(0)) + number(UInt64(0)) + number(size)
                + number(size) + number(UInt64(0))
        }
        let ident: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + Array(repeating: 0, count: 9)
        let header =
            ident + number(UInt16(4)) + number(UInt16(62)) + number(UInt32(1)) + number(UInt64(0)) + number(UInt64(64))
            + number(UInt64(0)) + number(UInt32(0)) + number(UInt16(64)) + number(UInt16(56)) + number(UInt16(2))
            + number(UInt16(0)) + number(UInt16(0)) + number(UInt16(0))
        return header + entry(4, start, UInt64(body.count)) + entry(1, start + UInt64(body.count), memory) + body
    }

    @Test func theKernelsNoteIsRead() throws {
        let bytes = Self.core(notes: [("CORE", [1, 2, 3]), ("QEMU", [4]), ("VMCOREINFO", Array(Self.facts.utf8))])
        let header = try #require(CoreHeader(bytes))
        #expect(header.notes == ["CORE", "QEMU", "VMCOREINFO"] && header.segments == 1)
        #expect(header.release == "6.12.117" && header.buildID == "0123abcd")
        #expect(header.kernelFacts?["SYMBOL(init_uts_ns)"] == "ffffffff82a0")
        #expect(header.length == ByteCount(Int64(bytes.count) + 8192))
    }

    @Test func withoutTheNoteNothingIsKnown() throws {
        let header = try #require(CoreHeader(Self.core(notes: [("CORE", [])])))
        #expect(header.kernelFacts == nil && header.release == nil)
    }

    @Test func whatIsCutOrNoCoreIsRefused() {
        let bytes = Self.core(notes: [("VMCOREINFO", Array(Self.facts.utf8))])
        for length in 0..<bytes.count - 1 { #expect(CoreHeader(Array(bytes.prefix(length))) == nil, "\(length)") }
        var other = bytes
        other[16] = 2  // an executable
        #expect(CoreHeader(other) == nil)
        #expect(CoreHeader(Array(repeating: 0xFF, count: 4096)) == nil)
    }

    /// The text is a guest's.
    @Test func hostileNumbersDoNotHurt() {
        let bytes = Self.core(notes: [("VMCOREINFO", Array(Self.facts.utf8))])
        for place in 32..<176 {
            for value in [UInt8(0xFF), 0x7F, 0x80] {
                var other = bytes
                other[place] = value
                _ = CoreHeader(other)
            }
        }
        let escape = CoreHeader(Self.core(notes: [("VMCOREINFO", Array("OSRELEASE=\u{1B}[31m6\n".utf8))]))
        #expect(escape?.release == "\\x1b[31m6")
    }
}
