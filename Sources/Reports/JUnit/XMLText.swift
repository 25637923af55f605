// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Any text as XML 1.0 may hold it (section 2.2, Char). What XML forbids even as a character reference is shown by a
/// visible escape.
enum XMLText {
    /// For an attribute: one line.
    static func attribute(_ text: String) -> String { escaped(SafeText.line(text, limit: 2_000)) }

    /// For element content: lines stay lines.
    static func content(_ lines: [String]) -> String {
        lines.map { escaped(SafeText.line($0, limit: 2_000)) }.joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            // SafeText has escaped the control characters; of the rest XML forbids only these two.
            case "\u{FFFE}", "\u{FFFF}": result += "\\u" + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
