// SPDX-License-Identifier: Apache-2.0

/// One line of a console or of `dmesg`, with what the way it came added to it taken off.
struct LogLine {
    /// From 1.
    var number: Int
    /// As it came, without the line's end.
    var raw: LogBytes
    /// The message: no level, timestamp or caller, no escape sequences.
    var body: LogBytes
    /// The message without the name of the watcher that speaks, such as `watchdog: ` or `rcu: `.
    var head: LogBytes
    /// Its timestamp; nil without one.
    var microseconds: UInt64?

    /// A line is looked at up to here; a longer one is no message of the kernel (PRINTKRB_RECORD_MAX is 1,024).
    private static let longest = 4_096
    /// How far into a line a timestamp may stand, behind a login prompt or a syslog header.
    private static let stampWithin = 256

    init(number: Int, raw: LogBytes) {
        self.number = number
        self.raw = raw
        var body = Self.withoutControls(raw.prefix(Self.longest))
        if body.first == UInt8(ascii: "<"), let close = body.prefix(5).firstIndex(of: UInt8(ascii: ">")),
            close - body.startIndex >= 2, body[(body.startIndex + 1)..<close].allSatisfy(\.isDigit)
        {
            body = body[(close + 1)...]
        }
        if let stamp = Self.stamp(in: body) {
            microseconds = stamp.microseconds
            body = Self.withoutCaller(body[stamp.end...])
            if body.first == 0x20 { body = body.dropFirst() }
        }
        self.body = body
        // Some kernels put a second blank after the caller.
        let message = body.first == 0x20 ? body.dropFirst() : body
        head = Self.speakers.lazy.compactMap { message.dropping($0) }.first ?? message
    }

    private static let speakers: [StaticString] = ["watchdog: ", "NMI watchdog: ", "rcu: ", "traps: "]

    /// Drops NUL, carriage returns and the sequences that colour a terminal (ECMA-48, 5.4).
    private static func withoutControls(_ raw: LogBytes) -> LogBytes {
        guard raw.contains(where: { $0 == 0x1B || $0 == 0 || $0 == 0x0D }) else { return raw }
        var clean: [UInt8] = []
        clean.reserveCapacity(raw.count)
        var rest = raw
        while let byte = rest.popFirst() {
            switch byte {
            case 0, 0x0D: break
            case 0x1B:
                guard rest.first == UInt8(ascii: "[") else { break }
                let end = rest.dropFirst().firstIndex { (0x40...0x7E).contains($0) } ?? rest.endIndex - 1
                rest = rest[(end + 1)...]
            default: clean.append(byte)
            }
        }
        return clean[...]
    }

    /// `[   12.345678]` at the start, or near it if it has all six digits.
    private static func stamp(in body: LogBytes) -> (microseconds: UInt64, end: Int)? {
        if let first = stamp(at: body.startIndex, in: body) { return (first.microseconds, first.end) }
        var from = body.startIndex
        let near = body.prefix(stampWithin)
        while let bracket = near[from...].firstIndex(of: UInt8(ascii: "[")) {
            if let found = stamp(at: bracket, in: body), found.digits == 6 { return (found.microseconds, found.end) }
            from = bracket + 1
        }
        return nil
    }

    private static func stamp(at start: Int, in body: LogBytes) -> (microseconds: UInt64, end: Int, digits: Int)? {
        guard start < body.endIndex, body[start] == UInt8(ascii: "[") else { return nil }
        var value: UInt64 = 0
        var digits: Int?
        var hasSeconds = false
        for index in (start + 1)..<min(start + 24, body.endIndex) {
            let byte = body[index]
            if byte.isDigit {
                value = value * 10 + UInt64(byte - 0x30)
                digits = digits.map { $0 + 1 }
                hasSeconds = true
            } else if byte == UInt8(ascii: "."), hasSeconds, digits == nil {
                digits = 0
            } else if byte == UInt8(ascii: "]"), let digits, (1...6).contains(digits) {
                for _ in digits..<6 { value &*= 10 }
                return (value, index + 1, digits)
            } else if byte != 0x20 || hasSeconds {
                return nil
            }
            // Eleven digits of seconds and six more are far beyond any uptime.
            if value > 1 << 56 { return nil }
        }
        return nil
    }

    /// `[T123]` or `[    C1]`, the caller that CONFIG_PRINTK_CALLER adds.
    private static func withoutCaller(_ body: LogBytes) -> LogBytes {
        guard body.first == UInt8(ascii: "["), let close = body.prefix(14).firstIndex(of: UInt8(ascii: "]")) else {
            return body
        }
        let inside = body[(body.startIndex + 1)..<close].drop(while: \.isBlank)
        guard let kind = inside.first, kind == UInt8(ascii: "T") || kind == UInt8(ascii: "C"), inside.count >= 2,
            inside.dropFirst().allSatisfy(\.isDigit)
        else { return body }
        return body[(close + 1)...]
    }
}
