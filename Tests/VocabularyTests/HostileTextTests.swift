// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Testing
import Vocabulary

struct HostileTextTests {
    @Test(arguments: HostileStrings.bytes.indices)
    func whateverItIsItIsOneLineThatCanBeSeen(index: Int) {
        let bytes = HostileStrings.bytes[index]
        for limit in [0, 1, 7, 240, 2_000] {
            let line = SafeText.line(bytes, limit: limit)
            #expect(HostileStrings.firstUnsafe(line) == nil, "\(line)")
            // An escape takes at most eight characters, the ellipsis one.
            #expect(line.unicodeScalars.count <= 8 * limit + 1)
            #expect(line == SafeText.line(String(decoding: bytes, as: UTF8.self), limit: limit))
        }
    }

    @Test func whatIsCutSaysSo() {
        #expect(SafeText.line("abc", limit: 3) == "abc")
        #expect(SafeText.line("abcd", limit: 3) == "abc…")
        #expect(SafeText.line(Array("🧑🧑🧑".utf8), limit: 3) == "🧑🧑🧑")
        #expect(SafeText.line(Array("🧑🧑🧑a".utf8), limit: 3) == "🧑🧑🧑…")
        #expect(SafeText.line([0xFF, 0xFF, 0xFF], limit: 2) == "\u{FFFD}\u{FFFD}…")
    }

    @Test func whatIsHiddenIsShown() {
        #expect(SafeText.line("a\u{1B}[31m\u{9B}b\tc") == "a\\x1b[31m\\x9bb c")
        #expect(SafeText.line("\u{202E}x\u{2028}\u{E0041}é漢") == "\\u202ex\\u2028\\ue0041é漢")
    }

    @Test func linesStayLines() {
        #expect(SafeText.lines("a\nb\u{1B}\r\n\nc\n") == "a\nb\\x1b\\xd\n\nc\n")
        #expect(SafeText.lines("") == "")
    }

    /// JSON that is shown as it is obeys nobody, and says the same to whoever decodes it.
    @Test(arguments: HostileStrings.bytes.indices)
    func jsonCanBeShownAndDecoded(index: Int) throws {
        let bytes = HostileStrings.bytes[index]
        let text = String(decoding: bytes, as: UTF8.self)
        for pretty in [true, false] {
            let data = try CanonicalJSON.encode([text: [text, "é漢\u{10FFFF}"]], pretty: pretty)
            #expect(HostileStrings.firstUnsafe(String(decoding: data, as: UTF8.self), lines: true) == nil)
            // By code points: Swift's strings are equal when they look alike.
            let back = try CanonicalJSON.decode([String: [String]].self, from: data)
            #expect(back.count == 1 && back.keys.first.map { Array($0.utf8) } == Array(text.utf8))
            #expect(back[text]?.map { Array($0.utf8) } == [Array(text.utf8), Array("é漢\u{10FFFF}".utf8)])
        }
    }
}
