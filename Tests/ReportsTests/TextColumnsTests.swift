// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Reports

@Suite struct TextColumnsTests {
    @Test func widthCountsColumnsNotCharacters() {
        #expect(TextColumns.width("abc") == 3)
        #expect(TextColumns.width("長い") == 4)
        #expect(TextColumns.width("e\u{301}") == 1)
    }

    @Test func longTextIsCutWithAMark() {
        #expect(TextColumns.cut("abcdef", to: 6) == "abcdef")
        #expect(TextColumns.cut("abcdef", to: 5) == "abcd~")
        #expect(TextColumns.cut("長い題", to: 4) == "長~")
        #expect(TextColumns.padded("ab", to: 4) == "ab  ")
    }

    @Test func textWrapsAtBlanksAndBelowItself() {
        #expect(
            TextColumns.wrapped("one two three four", width: 10, first: 4, indent: 2)
                == ["one", "  two", "  three", "  four"])
        #expect(TextColumns.wrapped("one two", width: 10) == ["one two"])
        #expect(TextColumns.wrapped("", width: 10) == [""])
        #expect(TextColumns.wrapped("abcdefghijkl", width: 5, indent: 1) == ["abcde", " fghi", " jkl"])
        #expect(TextColumns.wrapped("limit 10 % of", width: 9) == ["limit", "10 % of"])
    }

    /// One character to Swift, and a hundred columns to a terminal.
    @Test func aCharacterThatIsWiderThanTheLineIsCut() {
        let jamo = String(repeating: "\u{1100}", count: 50)
        #expect(jamo.count == 1 && TextColumns.width(jamo) == 100)
        #expect(TextColumns.width(TextColumns.cut(jamo, to: 40)) <= 40)
        let lines = TextColumns.wrapped(jamo + " x", width: 40, first: 7, indent: 4)
        #expect(lines.allSatisfy { TextColumns.width($0) <= 40 } && lines.count == 3)
        #expect(lines.joined().unicodeScalars.count { $0 == "\u{1100}" } == 50)
    }
}
