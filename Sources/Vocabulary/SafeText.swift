// SPDX-License-Identifier: Apache-2.0

/// Text that came from a guest, a patch or a log, made fit for a terminal: control characters and bytes that are not
/// UTF-8 become visible escapes, so that no guest can move the cursor, retitle a window or forge a line of ours.
public enum SafeText {
    /// The bytes as one line of printable text, cut at `limit` characters with an ellipsis.
    public static func line(_ bytes: some Sequence<UInt8>, limit: Int = 240) -> String {
        line(String(decoding: Array(bytes), as: UTF8.self), limit: limit)
    }

    public static func line(_ text: String, limit: Int = 240) -> String {
        var result = ""
        var count = 0
        for scalar in text.unicodeScalars {
            if count == limit { return result + "…" }
            result += visible(scalar)
            count += 1
        }
        return result
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09: return " "
        case 0x00..<0x20, 0x7F, 0x80..<0xA0: return "\\x" + String(scalar.value, radix: 16)
        // Bidirectional overrides can make a line read as another one.
        case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: return "\\u" + String(scalar.value, radix: 16)
        default: return String(Character(scalar))
        }
    }
}
