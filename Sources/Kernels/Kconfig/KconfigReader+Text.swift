// SPDX-License-Identifier: Apache-2.0

/// Lines of a Kconfig file taken apart.
extension KconfigReader {
    /// The column of the first byte that is not blank; nil for an empty line.
    static func column(_ line: ArraySlice<UInt8>) -> Int? {
        var column = 0
        for byte in line {
            switch byte {
            case 0x20: column += 1
            case 0x09: column = column / 8 * 8 + 8
            case 0x0D: break
            default: return column
            }
        }
        return nil
    }

    /// What stands before the `if` that is no part of a text or a macro, and the condition behind it.
    static func conditional(_ text: String) -> (String, KconfigExpression?) {
        var depth = 0
        for index in unquoted(text) {
            let character = text[index]
            if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
            } else if character == "i", depth == 0, index > text.startIndex,
                text[text.index(before: index)].isWhitespace || text[text.index(before: index)] == ")",
                case let condition = after("if", String(text[index...])), !condition.isEmpty
            {
                return (String(text[..<index]).trimmed, KconfigExpression(condition))
            }
        }
        return (text, nil)
    }

    /// `#` begins a comment wherever it is not in a text.
    static func withoutComment(_ text: String) -> String {
        guard text.contains("#") else { return text }
        guard let comment = unquoted(text).first(where: { text[$0] == "#" }) else { return text }
        return String(text[..<comment]).trimmed
    }

    /// Places of the characters that are in no text, the quotes themselves left out.
    private static func unquoted(_ text: String) -> [String.Index] {
        var quote: Character?
        return text.indices.filter { index in
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
                return false
            }
            guard character == "\"" || character == "'" else { return true }
            quote = character
            return false
        }
    }

    static func terms(_ text: String) -> [KconfigExpression] {
        KconfigExpression(text)?.terms ?? []
    }

    static func after(_ word: String, _ text: String) -> String {
        [" ", "\t", "(", "!", "$"].contains { text.hasPrefix(word + $0) }
            ? String(text.dropFirst(word.count)).trimmed : ""
    }
}
