// SPDX-License-Identifier: Apache-2.0

/// What a guest may put where a name, a word or a line is expected.
public enum HostileStrings {
    /// As bytes, because not all are text. Tests take the index as their argument: some of them are long.
    public static let bytes: [[UInt8]] =
        texts.map { Array($0.utf8) } + [
            // Overlong '/', '.' and NUL; surrogates; past U+10FFFF; bytes that begin or end nothing; C1 as Latin-1.
            [0xC0, 0xAF, 0x2E, 0x2E, 0xC0, 0xAF], [0xE0, 0x80, 0xAE, 0xF0, 0x80, 0x80, 0x80], [0xC0, 0x80],
            [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80, 0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0x80, 0xBF, 0xFE, 0xFF],
            [0x61, 0xE2, 0x82], [0x9B, 0x33, 0x31, 0x6D], [0x90, 0x9D, 0x9C], Array(0...255),
        ]

    public static let texts = [
        "", ".", "..", "/", "//", "../../../etc/passwd", "/etc/passwd", "a/../../b", "~/x", "-rf", "--help", "a\0b",
        "\0",
        "a\nb", "a\r\nb", "\r", "\u{8}\u{8}\u{8}", "\u{7}", "\t",
        // ECMA-48: colours, erasing, titles, clipboards, device reports, in seven and in eight bits.
        "\u{1B}[31mred\u{1B}[0m", "\u{1B}[2J\u{1B}[H", "\u{1B}]0;title\u{7}", "\u{1B}]52;c;cm0=\u{1B}\\", "\u{1B}[6n",
        "\u{1B}P1$r\u{1B}\\", "\u{1B}c", "\u{9B}31m", "\u{9D}0;title\u{9C}", "\u{90}x\u{9C}", "\u{85}", "\u{7F}",
        // Other orders of reading, nothing to see, other lines.
        "\u{202E}ssap", "\u{2066}x\u{2069}", "\u{200F}\u{061C}", "a\u{200B}b\u{FEFF}", "a\u{2028}b\u{2029}c",
        "\u{E0041}\u{E0001}", "\u{FFF9}a\u{FFFB}", "\u{AD}", "\u{180E}",
        // What XML, JSON, YAML and shells have a meaning for.
        "\u{FFFE}\u{FFFF}", "]]>", "<!--", "<script>&amp;\"'</script>", "\"},{\"status\":\"PASS\"", "\\u0000\\",
        "$(id)`id`;|",
        "PASS", "FAIL", "%s%n%%", "e" + String(repeating: "\u{301}", count: 500), "漢字🧑‍🔬",
        // One character to Swift, and a thousand columns to a terminal.
        String(repeating: "\u{1100}", count: 500),
        String(repeating: "x", count: 100_000), String(repeating: "../", count: 2_000),
        String(repeating: "\u{1B}", count: 5_000),
    ]

    /// The first character that a terminal would obey or that hides what is written; nil where there is none. A list of
    /// its own, so that it does not share a mistake with the code that is tested.
    /// - Parameter lines: whether line ends may be.
    public static func firstUnsafe(_ text: String, lines: Bool = false) -> String? {
        let unsafe = text.unicodeScalars.first { scalar in
            let value = scalar.value
            if value == 0x0A { return !lines }
            return value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x061C || (0x200B...0x200F).contains(value)
                || (0x2028...0x202E).contains(value) || (0x2060...0x206F).contains(value) || value == 0xFEFF
                || (0xE0000...0xE007F).contains(value)
        }
        return unsafe.map { "U+" + String($0.value, radix: 16) }
    }
}
