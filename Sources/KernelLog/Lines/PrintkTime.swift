// SPDX-License-Identifier: Apache-2.0

/// `[   12.345678]`, the time that printk puts before a message (CONFIG_PRINTK_TIME).
struct PrintkTime {
    /// Since boot.
    var microseconds: UInt64
    /// Offsets of the opening bracket and of what follows the closing one.
    var start: Int
    var end: Int
    private var digits: Int

    /// How far into a line it may stand, behind a login prompt or a syslog header.
    private static let within = 256
    /// From here to the closing bracket; five digits of seconds are usual, eleven are far beyond any uptime.
    private static let longest = 24

    /// At the start of a line or behind its level, `<4>`; or near it, if it has all six digits, so that other figures in
    /// brackets are not taken for it.
    static func first(in line: UnsafeBufferPointer<UInt8>) -> PrintkTime? {
        let start = level(of: line)
        if let time = PrintkTime(in: line, at: start) { return time }
        let near = UnsafeBufferPointer(rebasing: line.prefix(within))
        return embedded(in: near, from: start, line)
    }

    /// One with six digits, from `start` on.
    static func embedded(in line: UnsafeBufferPointer<UInt8>, from start: Int) -> PrintkTime? {
        embedded(in: line, from: start, line)
    }

    private static func embedded(
        in near: UnsafeBufferPointer<UInt8>, from start: Int, _ line: UnsafeBufferPointer<UInt8>
    ) -> PrintkTime? {
        var from = start
        while let bracket = ByteSearch.offset(of: UInt8(ascii: "["), in: near, from: from) {
            if let time = PrintkTime(in: line, at: bracket), time.digits == 6 { return time }
            from = bracket + 1
        }
        return nil
    }

    /// The offset behind `<4>` or `<38>` at the start, the level that /proc/kmsg and serial consoles may add.
    static func level(of line: UnsafeBufferPointer<UInt8>) -> Int {
        guard line.count > 2, line[0] == UInt8(ascii: "<"), line[1].isDigit else { return 0 }
        var index = 2
        while index < min(line.count, 5) {
            if line[index] == UInt8(ascii: ">") { return index + 1 }
            guard line[index].isDigit else { return 0 }
            index += 1
        }
        return 0
    }

    private init?(in line: UnsafeBufferPointer<UInt8>, at start: Int) {
        guard start < line.count, line[start] == UInt8(ascii: "[") else { return nil }
        var value: UInt64 = 0
        var digits = -1
        var hasSeconds = false
        var index = start + 1
        let limit = min(start + Self.longest, line.count)
        while index < limit {
            let byte = line[index]
            if byte.isDigit {
                value = value * 10 + UInt64(byte - 0x30)
                if digits >= 0 { digits += 1 }
                hasSeconds = true
            } else if byte == UInt8(ascii: "."), hasSeconds, digits < 0 {
                digits = 0
            } else if byte == UInt8(ascii: "]"), (1...6).contains(digits) {
                for _ in digits..<6 { value &*= 10 }
                (microseconds, self.start, end, self.digits) = (value, start, index + 1, digits)
                return
            } else if byte != 0x20 || hasSeconds {
                return nil
            }
            if value > 1 << 56 { return nil }
            index += 1
        }
        return nil
    }
}
