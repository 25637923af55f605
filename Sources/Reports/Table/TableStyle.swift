// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// How a terminal wants its text. The caller looks at the terminal and at NO_COLOR; this knows neither.
public struct TableStyle: Sendable, Hashable {
    /// Columns of the terminal; no line is longer. Below 40 counts as 40.
    public var width: Int
    public var colour: Bool
    /// Whether the reader's encoding is UTF-8. Otherwise everything but ASCII is escaped.
    public var unicode: Bool

    public init(width: Int = 100, colour: Bool = false, unicode: Bool = true) {
        self.width = max(40, width)
        self.colour = colour
        self.unicode = unicode
    }

    /// Any text as one line that is fit to be shown: control characters escaped, and cut at `limit` columns.
    func safe(_ text: String, limit: Int = 2_000) -> String {
        let line = SafeText.line(text, limit: limit)
        guard !unicode else { return line }
        return line.unicodeScalars.map { scalar in
            if scalar.isASCII { return String(scalar) }
            return scalar == "…" ? "..." : "\\u{\(String(scalar.value, radix: 16))}"
        }.joined()
    }

    /// SGR colours (ECMA-48, 8.3.117): green, red, yellow, faint.
    func painted(_ text: String, _ status: Status) -> String {
        guard colour else { return text }
        let code =
            switch status {
            case .pass: "32"
            case .fail: "1;31"
            case .error, .miss: "31"
            case .inconclusive: "33"
            case .skip: "2"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}
