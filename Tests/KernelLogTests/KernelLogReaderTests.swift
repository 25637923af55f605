// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Testing

struct KernelLogReaderTests {
    private static let log =
        "[    0.000000] Linux version 6.12.117 (a@b) (gcc 12) #1\n" + KernelLogScannerTests.warning
        + KernelLogScannerTests.oops + "[   21.5] last words, without an end"

    private func read(_ bytes: [UInt8], pieces: Int) -> (findings: [Finding], extent: KernelLogReader.Extent) {
        var reader = KernelLogReader()
        for start in stride(from: 0, to: bytes.count, by: pieces) { reader.take(bytes[start...].prefix(pieces)) }
        let findings = reader.finish()
        return (findings, reader.extent)
    }

    @Test(arguments: [1, 2, 7, 100, 1 << 20])
    func findsWhatTheScannerFindsHoweverItIsCut(pieces: Int) {
        let (findings, extent) = read(Array(Self.log.utf8), pieces: pieces)
        #expect(findings == KernelLogScanner.findings(in: Self.log))
        #expect(findings.map(\.kind) == [.warning, .pageFault, .panic])
        #expect(findings.map(\.function) == ["kmod_dup_put", "load_module", nil])
        #expect(extent.bytes == Self.log.utf8.count)
        #expect(extent.lines == Self.log.split(separator: "\n").count)
        #expect(extent.timedLines == extent.lines)
        #expect(extent.lastMicroseconds == 21_500_000)
        #expect(extent.banners == 1)
    }

    @Test func carriageReturnsChangeNothing() {
        let crlf = Self.log.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        #expect(read(Array(crlf.utf8), pieces: 64).findings == KernelLogScanner.findings(in: Self.log))
    }

    @Test func aLineWithoutEndIsCutAndForgotten() {
        var reader = KernelLogReader()
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        for _ in 0..<64 { reader.take(piece[...]) }
        reader.take(Array("\n\(KernelLogScannerTests.oops)".utf8)[...])
        #expect(reader.finish().map(\.line) == [2, 13])
        #expect(reader.extent.bytes == 64 << 16 + KernelLogScannerTests.oops.utf8.count + 1)
    }

    @Test func nothingAndGarbageDoNotLookLikeAKernels() {
        #expect(!read([], pieces: 1).extent.looksLikeAKernels)
        let garbage = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        let (findings, extent) = read(garbage, pieces: 4_096)
        #expect(findings.isEmpty && !extent.looksLikeAKernels && extent.bytes == 100_000)
    }
}
