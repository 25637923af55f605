// SPDX-License-Identifier: Apache-2.0

/// The lines of a compiler that are no messages: source with its carets, and where it comes from.
enum Excerpt {
    /// `   40 |  return nope;`, `      |         ^~~~` (gcc since 9, clang since 16), `  +++ |+#include <x.h>`.
    static func isNumbered(_ text: Text) -> Bool {
        guard text.utf8.first == 0x20 || text.utf8.first?.isDigit == true else { return false }
        let bare = text.bare
        let head = bare.utf8.prefix { $0.isDigit || $0 == UInt8(ascii: "+") }
        return bare[head.endIndex...].bare.utf8.first == UInt8(ascii: "|")
    }

    /// The number before the bar.
    static func line(of text: Text) -> Int? {
        guard isNumbered(text) else { return nil }
        return text.bare.prefix { $0.isASCII && $0.isNumber }.number
    }

    /// A line of carets and tildes below source that has no numbers.
    static func isCaret(_ text: Text) -> Bool {
        let bare = text.bare
        return bare.contains("^") && bare.utf8.allSatisfy { [0x5E, 0x7E, 0x20, 0x2D].contains($0) }
    }

    /// How a file came to be included: gcc's two forms and clang's one.
    static func isInclusion(_ text: Text) -> Bool {
        if text.bare.hasPrefix("In file included from ") { return true }
        return text.indent >= 4 && text.bare.hasPrefix("from ") && (text.hasSuffix(",") || text.hasSuffix(":"))
    }

    /// `In function 'f',` and `    inlined from 'g' at FILE:12:3:`.
    static func isInlining(_ text: Text) -> Bool {
        text.bare.hasPrefix("In function ") || text.bare.hasPrefix("inlined from ")
    }

    /// `FILE: In function 'f':`, `FILE: At top level:`, `FILE: Assembler messages:`; the file, where it is one.
    static func scope(_ text: Text) -> Text? {
        guard text.hasSuffix(":") else { return nil }
        for mark in [": In function ", ": At top level", ": In member function ", ": Assembler messages"] {
            if let file = text.before(mark) { return file.bare }
        }
        return nil
    }

    static func isPass(_ text: Text) -> Bool { text.hasPrefix("during ") && text.holds(" pass: ") }
}
