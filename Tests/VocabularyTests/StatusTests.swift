// SPDX-License-Identifier: Apache-2.0

import Testing
import Vocabulary

@Suite struct StatusTests {
    @Test func theWorstOfSeveralWins() {
        let order: [Status] = [.fail, .error, .miss, .inconclusive, .pass, .skip]
        for (index, worse) in order.enumerated() {
            for better in order[index...] {
                #expect(Status.combined([better, worse]) == worse)
                #expect(Status.combined([worse, better]) == worse)
            }
        }
    }

    @Test func nothingIsNotAPass() {
        #expect(Status.combined([]) == .miss)
    }
}

@Suite struct SafeTextTests {
    @Test func controlCharactersBecomeVisible() {
        #expect(SafeText.line("a\u{1B}[2Jb\u{7}\n\tc") == "a\\x1b[2Jb\\x7\\xa c")
        #expect(SafeText.line("x\u{9B}1A\u{202E}y") == "x\\x9b1A\\u202ey")
    }

    @Test func brokenBytesAndLongLinesAreBounded() {
        #expect(SafeText.line([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(SafeText.line(String(repeating: "x", count: 500), limit: 10) == "xxxxxxxxxx…")
    }
}

@Suite struct ChecksumTests {
    /// The check value that the CRC catalogue gives for CRC-32/ISO-HDLC.
    @Test func crcOfTheCheckString() {
        #expect(CRC32.of(Array("123456789".utf8)) == 0xCBF4_3926)
        var pieces = CRC32()
        pieces.update(Array("1234".utf8))
        pieces.update(Array("56789".utf8))
        #expect(pieces.value == 0xCBF4_3926)
    }

    /// The first outputs of the reference implementation for the seed 1234567.
    @Test func generatorIsTheReferenceOne() {
        var generator = SplitMix64(seed: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
    }

    @Test func buildIDsAreLowerCaseHex() {
        #expect(BuildID(hex: "00FF10")?.hex == "00ff10")
        #expect(BuildID(bytes: [0, 255, 16]).hex == "00ff10")
        for text in ["", "abc", "zz", "0x12"] { #expect(BuildID(hex: text) == nil) }
    }
}
