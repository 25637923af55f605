// SPDX-License-Identifier: Apache-2.0

extension LinePrefix {
    /// How far a clock's time and a syslog header may reach.
    private static let longest = 120

    /// Drops the wall clock's time and what syslog, the journal, dmesg or a serial logger puts around it:
    /// `Nov 22 18:00:01 guest kernel: `, `2025-11-22T18:00:01.123456+00:00 guest kernel: `, `[Sat Nov 22 18:00:01 2025] `,
    /// `[2025-11-22 18:00:01] `, `18:00:01 `.
    static func withoutClock(_ text: LogBytes) -> LogBytes {
        let head = text.prefix(longest)
        guard let colon = head.firstIndex(of: UInt8(ascii: ":")), isClock(head, around: colon) else {
            return text.dropping("kernel: ") ?? text
        }
        if text.first == UInt8(ascii: "["), let close = head[colon...].firstIndex(of: UInt8(ascii: "]")) {
            return text[(close + 1)...].drop(while: \.isBlank)
        }
        if let kernel = head[colon...].position(of: " kernel: "), isHeader(head[colon..<kernel]) {
            return text[(kernel + 9)...]
        }
        // Only figures and their punctuation may stand before it, so that a sentence with a time in it is left alone.
        guard text[..<colon].allSatisfy({ isPunctuation($0) || $0 == UInt8(ascii: "T") || $0 == 0x20 }) else {
            return text
        }
        return text[colon...].drop { isPunctuation($0) || $0 == UInt8(ascii: "Z") }.drop(while: \.isBlank)
    }

    /// Between a clock's first colon and ` kernel: ` there may be the rest of the time, a host and a facility.
    private static func isHeader(_ text: LogBytes) -> Bool { text.split(whereSeparator: \.isBlank).count <= 3 }

    /// Drops what a getty or the console itself writes into the same line: `guest login: `, `** 12 printk messages dropped ** `.
    static func withoutPrompt(_ text: LogBytes) -> LogBytes {
        let host = text.firstWord
        if !host.isEmpty, let rest = text[host.endIndex...].dropping(" login: ") { return rest }
        guard text.begins(with: "** "), let end = text.prefix(longest).position(of: " dropped ** ") else { return text }
        return text[(end + 12)...]
    }

    /// `18:00:01` around its first colon.
    private static func isClock(_ text: LogBytes, around colon: Int) -> Bool {
        guard colon - text.startIndex >= 2, text.endIndex - colon > 5 else { return false }
        return text[colon - 2].isDigit && text[colon - 1].isDigit && text[colon + 1].isDigit && text[colon + 2].isDigit
            && text[colon + 3] == UInt8(ascii: ":") && text[colon + 4].isDigit
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        byte.isDigit
            || [
                UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: "+"),
                UInt8(ascii: "/"),
            ].contains(byte)
    }
}
