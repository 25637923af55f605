// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@testable import KernelLog

/// Logs in pieces, cut short, hostile and endless.
struct StreamingTests {
    private static let log =
        KernelLogScannerTests.warning + KernelLogScannerTests.oops
        + "[   30.000000] xfs: Unknown symbol crc32c (err -2)\n[   31.000000] INFO: NMI handler (a) took too long to run\n"

    private func read(_ bytes: [UInt8], pieces: Int) -> [Finding] {
        var reader = KernelLogReader()
        for start in stride(from: 0, to: bytes.count, by: pieces) { reader.take(bytes[start...].prefix(pieces)) }
        return reader.finish()
    }

    /// Every length of a log: what is found was there, in its kind.
    @Test func aLogThatIsCutInventsNothing() {
        let bytes = Array(Self.log.utf8)
        let kinds = KernelLogScanner.findings(in: bytes).map(\.kind)
        #expect(kinds == [.warning, .pageFault, .panic, .moduleLoad])
        for length in 0...bytes.count {
            let found = read(Array(bytes.prefix(length)), pieces: 97)
            #expect(found.map(\.kind) == Array(kinds.prefix(found.count)), "\(length)")
            let functions = Set(found.compactMap(\.function))
            #expect(functions.isSubset(of: ["kmod_dup_put", "refcount_warn_saturate", "load_module"]), "\(length)")
        }
    }

    /// Words that are harmless as a whole do not become a report by being cut.
    @Test(arguments: [
        "INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.356 msecs",
        "INFO: Stall ended before state dump start", "ODEBUG: Out of memory. ODEBUG disabled",
        "WARNING: The mand mount option has been deprecated and", "rcu: RCU calculated value of scheduler-enlistment",
        "Out of memory and no killable processes", "kernel BUGs are rare", "Unable to calibrate against PIT",
    ])
    func noBeginningOfHarmlessWordsIsAReport(_ line: String) {
        let bytes = Array("[    0.100000] \(line)".utf8)
        for length in 0...bytes.count { #expect(read(Array(bytes.prefix(length)), pieces: 3).isEmpty, "\(length)") }
    }

    /// A kernel that dies in the middle of a line has died all the same.
    @Test func theLastLineNeedsNoEnd() {
        #expect(read(Array("[    1.000000] Kernel panic - not syncing: VF".utf8), pieces: 5).map(\.kind) == [.panic])
        #expect(
            read(Array("[    1.000000] BUG: unable to handle page fault fo".utf8), pieces: 5).map(\.kind) == [
                .pageFault
            ])
    }

    /// The searched words are a matter of speed: lines in an open report are looked at in any case, and without the search
    /// each line would be.
    @Test func everyRecogniserHasAWordThatIsSearched() {
        let triggers = Triggers(Recogniser.triggers)
        for recogniser in Recogniser.all {
            for need in recogniser.needs.isEmpty ? [""] : recogniser.needs {
                let line = recogniser.prefix + Array(" x ".utf8) + Array(need.description.utf8)
                #expect(line.withUnsafeBufferPointer { triggers.first(in: $0, from: 0) } != nil, "\(recogniser.prefix)")
            }
        }
    }

    @Test func theSearchFindsTheFirstOfItsWords() {
        let words = ["BUG: ", "BUG:", "[#1]", "INFO:", "abcdabcdx"]
        let triggers = Triggers(words.map { Array($0.utf8) })
        for text in ["", "BU", "BUG", "xBUG:", "abcdabcdabcdx", "[#2] [#1]", "INFOINFO:", "abcdabcd", "BUG BUG:"] {
            let bytes = Array(text.utf8)
            let first = (0..<bytes.count).first { start in words.contains { bytes[start...].starts(with: $0.utf8) } }
            #expect(bytes.withUnsafeBufferPointer { triggers.first(in: $0, from: 0) } == first, "\(text)")
        }
    }

    /// Reports without end, lines without end, callers without end.
    @Test func whatIsKeptIsBounded() {
        let hostile: [(Int) -> String] = [
            { "[   10.0][    T\($0)] BUG: KASAN: x\($0) in f\($0)+0x1/0x2 \(String(repeating: "y", count: 5_000))\n" },
            { "[   10.0][    T\($0 % 7)] \($0 % 50 == 0 ? "BUG: Bad page state" : " frame_\($0)+0x1/0x2 ")\n" },
            { _ in String(repeating: "z", count: 9_000) }, { "[   10.0] WARNING: unknown \($0)\n" },
            { "[   10.0] ------------[ cut here ]------------ \($0)\n" },
            { "[   10.0] Kernel panic - not syncing: \(String(repeating: "p", count: $0 % 90))\n" },
        ]
        for make in hostile {
            var reader = KernelLogReader()
            var most = 0
            for number in 0..<1_000 {
                reader.take(Array(make(number).utf8)[...])
                if number % 29 == 0 { most = max(most, reader.heldBytes) }
            }
            #expect(most <= KernelLogReader.mostHeld.bytes, "\(most)")
            #expect(reader.finish().count <= 2 * KernelLogScanner.mostFindings)
        }
    }

    @Test func noiseIsNoCrash() {
        var generator = SystemRandomNumberGenerator()
        let log = Array(Self.log.utf8)
        for _ in 0..<300 {
            var bytes = log
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                }
            }
            let whole = read(bytes, pieces: bytes.count)
            #expect(read(bytes, pieces: Int.random(in: 1...50, using: &generator)) == whole)
        }
    }
}
