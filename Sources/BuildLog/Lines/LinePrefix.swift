// SPDX-License-Identifier: Apache-2.0

/// What continuous-integration systems and other wrappers put before each line: times, names of jobs, marks.
enum LinePrefix {
    /// A line has at most so many of them.
    private static let most = 5

    static func strip(_ line: Text) -> Text {
        var text = line
        for _ in 0..<most {
            guard let next = stripOne(text) else { break }
            text = next
        }
        return text
    }

    private static func stripOne(_ text: Text) -> Text? {
        guard let first = text.utf8.first else { return nil }
        switch first {
        case UInt8(ascii: "["): return bracketed(text)
        case UInt8(ascii: "#"): return marked(text)
        case UInt8(ascii: ">"): return text.after(prefix: ">> ") ?? text.after(prefix: "> ")
        case UInt8(ascii: "|"): return text.after(prefix: "| ")
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return timed(text)
        default: return first.isLetter ? named(text) : nil
        }
    }

    /// `2024-05-29T08:32:52.123Z `, `08:32:52 `, and what GitLab and container runtimes add to it.
    private static func timed(_ text: Text) -> Text? {
        guard let end = Clock.end(in: text), end < text.endIndex else { return nil }
        var rest = text[end...]
        if let stream = rest.after(prefix: " stdout F ") ?? rest.after(prefix: " stderr F ") { return stream }
        if rest.utf8.count >= 5, let mark = gitlab(rest) { return mark }
        for separator in [" | ", ": ", " ", "\t"] {
            if let after = rest.after(prefix: separator) {
                rest = after
                return rest.after(prefix: "\u{FEFF}") ?? rest
            }
        }
        return nil
    }

    /// ` 01O ` or ` 01E+`: the stream's number, output or error, a line or its continuation.
    private static func gitlab(_ text: Text) -> Text? {
        let bytes = Array(text.utf8.prefix(5))
        guard bytes[0] == 0x20, bytes[1].isDigit, bytes[2].isDigit,
            [UInt8(ascii: "O"), UInt8(ascii: "E")].contains(bytes[3]),
            bytes[4] == 0x20 || bytes[4] == UInt8(ascii: "+")
        else { return nil }
        return text[text.utf8.index(text.startIndex, offsetBy: 5)...]
    }

    /// `[2024-05-29T08:32:52Z] `, `[   12.345678] `, `[  123s] `, `[kernel:L12:34s] `.
    private static func bracketed(_ text: Text) -> Text? {
        guard let close = text.utf8.firstIndex(of: UInt8(ascii: "]")), text.utf8[..<close].count <= 60 else {
            return nil
        }
        let after = text[text.utf8.index(after: close)...]
        let inner = text[..<close].dropFirst().bare
        guard after.utf8.first == 0x20 || after.isEmpty, !inner.isEmpty, inner != "M" else { return nil }
        return after.isEmpty ? after : after.dropFirst()
    }

    /// `#12 34.56 ` of a container's build, `##[error]` of a workflow.
    private static func marked(_ text: Text) -> Text? {
        if text.after(prefix: "##[") != nil { return text.after("]") }
        let number = text.dropFirst().prefix { $0.isASCII && $0.isNumber }
        let rest = text[number.endIndex...]
        guard !number.isEmpty, rest.utf8.first == 0x20 else { return nil }
        let seconds = rest.dropFirst().prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let after = rest.dropFirst()[seconds.endIndex...]
        return seconds.contains(".") && after.utf8.first == 0x20 ? after.dropFirst() : rest.dropFirst()
    }

    /// `builder_1  | `, `job<TAB>step<TAB>TIME `, `Nov 25 18:00:01 `, `Nov 25 18:00:01 host make[123]: `.
    private static func named(_ text: Text) -> Text? {
        let parts = text.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
        if parts.count == 3 {
            let third = parts[2].after(prefix: "\u{FEFF}") ?? parts[2]
            if Clock.end(in: third) != nil { return third }
        }
        if let end = Clock.endOfCalendarDate(in: text), let rest = text[end...].after(prefix: " ") {
            return journal(rest) ?? rest
        }
        let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
        let bar = text[name.endIndex...].drop { $0 == " " }
        return bar.after(prefix: "| ") ?? (bar == "|" ? bar.dropFirst() : nil)
    }

    /// `host program[pid]: ` of a system's journal.
    private static func journal(_ text: Text) -> Text? {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].hasSuffix(":"), words[1].hasSuffix("]:"), words[1].contains("[") else {
            return nil
        }
        return words[2]
    }
}
