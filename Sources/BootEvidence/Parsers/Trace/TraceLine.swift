// SPDX-License-Identifier: Apache-2.0

/// A line of /sys/kernel/tracing/trace in its default form (trace_print_context in kernel/trace/trace_output.c):
/// `"%16s-%-7d "`, a thread group in parentheses if asked for, `"[%03d] "`, five flags, `SECONDS.MICROS: `, the event.
struct TraceLine {
    var command: String
    var pid: Int32
    var cpu: Int
    var microseconds: UInt64
    var event: ByteText

    /// Where the `-` between command and pid is. A command is at most 15 bytes and is filled up to 16 on its left, so
    /// that dashes, brackets and blanks in it cannot mislead.
    private static let dash = 16

    init?(_ line: ByteText) {
        let start = line.startIndex
        let dash: Int
        if line.count > Self.dash, line[start + Self.dash] == UInt8(ascii: "-") {
            dash = start + Self.dash
        } else if let column = line.position(of: " ["), let last = line[..<column].lastIndex(of: UInt8(ascii: "-")) {
            // A copy that lost its blanks: the last dash before the CPU column.
            dash = last
        } else {
            return nil
        }
        var rest = line[(dash + 1)...].drop(while: \.isBlank)
        let pid = rest.prefix(while: \.isDigit)
        rest = rest[pid.endIndex...].drop(while: \.isBlank)
        if rest.first == UInt8(ascii: "("), let close = rest.firstIndex(of: UInt8(ascii: ")")) {
            rest = rest[(close + 1)...].drop(while: \.isBlank)
        }
        guard let pid = pid.number.flatMap(Int32.init(exactly:)), rest.first == UInt8(ascii: "["),
            let bracket = rest.firstIndex(of: UInt8(ascii: "]")),
            let cpu = rest[(rest.startIndex + 1)..<bracket].number, cpu < 65_536
        else { return nil }
        rest = rest[(bracket + 1)...].drop(while: \.isBlank)

        // The flags are absent when the option irq-info is off.
        var word = rest.prefix { !$0.isBlank }
        if word.last != UInt8(ascii: ":") {
            rest = rest[word.endIndex...].drop(while: \.isBlank)
            word = rest.prefix { !$0.isBlank }
        }
        guard word.last == UInt8(ascii: ":"), let microseconds = Self.time(word.dropLast()) else { return nil }

        command = line[..<dash].trimmed.text
        self.pid = pid
        self.cpu = Int(cpu)
        self.microseconds = microseconds
        event = rest[word.endIndex...].drop(while: \.isBlank)
    }

    /// `SECONDS.MICROS`, six digits after the point.
    private static func time(_ text: ByteText) -> UInt64? {
        guard let point = text.firstIndex(of: UInt8(ascii: ".")), text.endIndex - point == 7,
            let seconds = text[..<point].number, seconds < 1 << 40, let micros = text[(point + 1)...].number
        else { return nil }
        return seconds * 1_000_000 + micros
    }
}
