// SPDX-License-Identifier: Apache-2.0

/// Text measured in the columns of a terminal.
enum TextColumns {
    /// Columns that the text takes: wide East Asian characters take two, combining ones none.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// The classes W and F of Unicode Standard Annex 11, in blocks.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// The text with blanks up to a width; longer text is cut and ends in `~`.
    static func padded(_ text: String, to width: Int) -> String {
        let fitting = cut(text, to: width)
        return fitting + String(repeating: " ", count: max(0, width - Self.width(fitting)))
    }

    static func cut(_ text: String, to width: Int) -> String {
        guard Self.width(text) > width else { return text }
        var result = ""
        var used = 0
        // Not by characters as Swift has them: one may hold letters without end (jamo), and be as wide.
        for scalar in text.unicodeScalars {
            let next = Self.width(scalar)
            if used + next > width - 1 { break }
            result.unicodeScalars.append(scalar)
            used += next
        }
        return result + "~"
    }

    /// The text in lines of at most `width` columns, broken at blanks where there are any; lines after the first begin
    /// with `indent` blanks.
    static func wrapped(_ text: String, width: Int, first: Int = 0, indent: Int = 0) -> [String] {
        var lines: [String] = []
        var line = ""
        var room = width - first
        func flush() {
            lines.append(line)
            line = String(repeating: " ", count: indent)
            room = width - indent
        }
        for word in words(text) {
            var rest = word
            let isFresh = line.allSatisfy { $0 == " " }
            if !isFresh, Self.width(String(rest)) + 1 > room { flush() }
            if line.contains(where: { $0 != " " }) {
                line += " "
                room -= 1
            }
            while Self.width(String(rest)) > room {
                let head = prefix(rest, room)
                line += head
                rest = rest[head.endIndex...]
                flush()
            }
            line += rest
            room -= Self.width(String(rest))
        }
        if lines.isEmpty || line.contains(where: { $0 != " " }) { lines.append(line) }
        return lines
    }

    /// A percent sign stays with its number.
    private static func words(_ text: String) -> [Substring] {
        var words: [Substring] = []
        for word in text.split(separator: " ") {
            if word.first == "%", let last = words.last {
                words[words.count - 1] = text[last.startIndex..<word.endIndex]
            } else {
                words.append(word)
            }
        }
        return words
    }

    /// At least one letter, so that every call makes progress.
    private static func prefix(_ text: Substring, _ width: Int) -> Substring {
        var used = 0
        var end = text.startIndex
        while end < text.endIndex {
            used += Self.width(text.unicodeScalars[end])
            if used > width, end > text.startIndex { break }
            end = text.unicodeScalars.index(after: end)
        }
        return text[..<end]
    }
}
