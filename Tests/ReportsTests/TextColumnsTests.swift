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
}
