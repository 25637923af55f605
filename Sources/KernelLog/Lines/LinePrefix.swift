// SPDX-License-Identifier: Apache-2.0

/// What stands before a message because of the way it came: a level, a clock, a syslog header, printk's time, the caller.
enum LinePrefix {
    /// A message without all that.
    struct Message {
        var body: LogBytes
        var microseconds: UInt64?
        var caller: Caller?

        /// - Parameter text: what follows printk's time.
        init(_ text: LogBytes, microseconds: UInt64?) {
            self.microseconds = microseconds
            (caller, body) = LinePrefix.caller(of: text)
            if body.first == 0x20 { body = body.dropFirst() }
        }

        init(untimed text: LogBytes) {
            var text = text
            let level = text.withUnsafeBufferPointer { PrintkTime.level(of: $0) }
            text = text.dropFirst(level)
            if let record = LinePrefix.extended(text) {
                self.init(record.text, microseconds: record.microseconds)
                return
            }
            self.init(LinePrefix.withoutPrompt(LinePrefix.withoutClock(text)), microseconds: nil)
        }
    }

    /// Drops carriage returns around a line, and in it NUL and the sequences that colour a terminal (ECMA-48, 5.4).
    static func withoutControls(_ raw: LogBytes) -> LogBytes {
        var raw = raw.drop { $0 == 0x0D }
        while raw.last == 0x0D { raw = raw.dropLast() }
        let isPlain = raw.withUnsafeBufferPointer { text in
            ByteSearch.offset(of: 0x1B, in: text) == nil && ByteSearch.offset(of: 0, in: text) == nil
        }
        guard !isPlain else { return raw }
        var clean: [UInt8] = []
        clean.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            switch byte {
            case 0: break
            case 0x1B:
                guard rest.first == UInt8(ascii: "[") else { break }
                let end = rest.dropFirst().firstIndex { (0x40...0x7E).contains($0) } ?? rest.endIndex - 1
                rest = rest[(end + 1)...]
            default: clean.append(byte)
            }
        }
        return clean[...].drop { $0 == 0x0D }
    }

    /// printk's time in what is left of a line; offsets are from its start.
    static func time(in text: LogBytes, isFirst: Bool) -> PrintkTime? {
        text.withUnsafeBufferPointer { isFirst ? PrintkTime.first(in: $0) : PrintkTime.embedded(in: $0, from: 0) }
    }

    /// `6,1234,5678901,-;text`, a record of /dev/kmsg or of an extended netconsole: level, number, microseconds, flags. A
    /// level above 7 has a facility in it: a program wrote the record.
    private static func extended(_ text: LogBytes) -> (microseconds: UInt64, text: LogBytes)? {
        guard text.first?.isDigit == true, let end = text.prefix(80).firstIndex(of: UInt8(ascii: ";")) else {
            return nil
        }
        let fields = text[..<end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard fields.count >= 4, fields[0].count == 1,
            fields[..<3].allSatisfy({ (1...18).contains($0.count) && $0.allSatisfy(\.isDigit) }),
            let microseconds = UInt64(fields[2].text)
        else { return nil }
        return (microseconds, text[(end + 1)...])
    }

    /// `[T123]` or `[    C1]`, the caller that CONFIG_PRINTK_CALLER adds. Some vendors' kernels have a column of their own
    /// there, `[4:kworker/4:1: 123]`.
    private static func caller(of text: LogBytes) -> (Caller?, LogBytes) {
        let start = text.first == 0x20 ? text.dropFirst() : text
        guard start.first == UInt8(ascii: "["), let close = start.prefix(40).firstIndex(of: UInt8(ascii: "]")) else {
            return (nil, text)
        }
        let inside = start[(start.startIndex + 1)..<close].drop(while: \.isBlank)
        let after = start[(close + 1)...]
        guard let kind = inside.first, inside.count >= 2 else { return (nil, text) }
        if kind == UInt8(ascii: "T") || kind == UInt8(ascii: "C"), inside.count <= 11,
            let number = Int(inside.dropFirst().text)
        {
            return (Caller(isTask: kind == UInt8(ascii: "T"), number: number), after)
        }
        let cpu = inside.prefix(while: \.isDigit)
        guard (1...3).contains(cpu.count), inside[cpu.endIndex...].first == UInt8(ascii: ":"),
            inside.last?.isDigit == true, inside.holds(": ")
        else { return (nil, text) }
        return (nil, after)
    }
}

/// Who said a message: a task by its thread id, or a CPU outside of tasks.
struct Caller: Hashable {
    var isTask: Bool
    var number: Int
}
