// SPDX-License-Identifier: Apache-2.0

/// What is looked at before the YAML parser sees the text: characters that YAML forbids, and so many aliases that
/// composing them could take exponential time.
enum TextCheck {
    /// The tree that n aliases can unfold to is below 3^(n/3), so this many are harmless; anchors are refused by place
    /// once the tree exists.
    static let aliasLimit = 24

    static func passes(_ text: String, _ problems: Problems) -> Bool {
        var line = 1
        var column = 0
        var before: Unicode.Scalar = "\n"
        var aliases = 0
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            column += 1
            if !isAllowed(scalar), !(scalar == "\u{FEFF}" && line == 1 && column == 1) {
                let name = "U+" + String(scalar.value, radix: 16, uppercase: true)
                problems.add(
                    "character", line: line, column: column, "the character \(name) is not allowed in YAML",
                    "remove it; the file must be plain UTF-8 text")
                return false
            }
            if scalar == "*", mayPrecedeAlias(before), let next, isAnchorCharacter(next) {
                aliases += 1
                if aliases > aliasLimit {
                    problems.add(
                        "anchor", line: line, column: column, "anchors and aliases are not allowed here",
                        "write the value out")
                    return false
                }
            }
            if scalar == "\n" || (scalar == "\r" && next != "\n") {
                line += 1
                column = 0
            }
            before = scalar
        }
        return true
    }

    /// YAML 1.1, production c-printable.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
            true
        default: false
        }
    }

    private static func mayPrecedeAlias(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "[", "]", "{", "}", ",", ":", "?",
            "-", "\"", "'":
            true
        default: false
        }
    }

    private static func isAnchorCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}
