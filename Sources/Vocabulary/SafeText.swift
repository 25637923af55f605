// SPDX-License-Identifier: Apache-2.0

/// Text of unknown origin made fit for a terminal: control characters and bytes that are not
/// UTF-8 become visible escapes, so that no guest can move the cursor, retitle a window or forge a line of ours.
public enum SafeText {
    /// The bytes as one line of printable text, cut at `limit` characters with an ellipsis.
    public static func line(_ bytes: some Sequence<UInt8>, limit: Int = 240) -> String {
        // A character has at most four bytes; one more says whether anything follows.
        line(String(decoding: Array(bytes.prefix(4 * max(0, limit) + 1)), as: UTF8.self), limit: limit)
    }

    public static func line(_ text: String, limit: Int = 240) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit { return result + "…" }
            append(scalar, to: &result)
            count += 1
        }
        return result
    }

    /// Lines that stay lines.
    public static func lines(_ text: String, limit: Int = 2_000) -> String {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line(String($0), limit: limit) }.joined(separator: "\n")
    }

    /// Whether a character is one that a terminal obeys, that is not seen, or that makes a line read as another one:
    /// the control characters C0 and C1, the bidirectional ones, those without width, separators of lines, and tags.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0xE0000...0xE007F:
            true
        default: false
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
        if scalar == "\t" {
            result += " "
        } else if isHidden(scalar) {
            result += (scalar.value < 0x100 ? "\\x" : "\\u") + String(scalar.value, radix: 16)
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
}
