// SPDX-License-Identifier: Apache-2.0

/// Follows the timestamps of printk (`[   12.345678]`, kernel/printk/printk.c print_time()) through a console, so that
/// a guest that repeats one line for ever is told from one that goes on. Text without timestamps counts as progress:
/// firmware and early consoles have none.
struct PrintkClock: Sendable {
    private var latest: Int64 = -1
    private var line: [UInt8] = []
    private static let longestPrefix = 32

    /// Whether these bytes hold a line newer than all before, or one without a time.
    mutating func advances(with bytes: [UInt8]) -> Bool {
        var advanced = false
        for byte in bytes {
            if byte == 0x0A {
                if Self.counts(line, newerThan: &latest) { advanced = true }
                line.removeAll(keepingCapacity: true)
            } else if line.count < Self.longestPrefix {
                line.append(byte)
            }
        }
        return advanced
    }

    private static func counts(_ line: [UInt8], newerThan latest: inout Int64) -> Bool {
        guard let microseconds = time(of: line) else { return !line.isEmpty && latest < 0 }
        guard microseconds > latest else { return false }
        latest = microseconds
        return true
    }

    /// Microseconds since boot; nil when the line has no printk time.
    static func time(of line: [UInt8]) -> Int64? {
        guard let open = line.firstIndex(of: 0x5B), let close = line[open...].firstIndex(of: 0x5D) else { return nil }
        let parts = line[(open + 1)..<close].split(separator: 0x2E)
        guard parts.count == 2, parts[1].count == 6 else { return nil }
        let seconds = parts[0].drop { $0 == 0x20 }
        // Digits only: a sign would pass for a number, and the console is a guest's.
        guard let whole = number(seconds), let fraction = number(parts[1]) else { return nil }
        return whole * 1_000_000 + fraction
    }

    /// At most twelve ASCII digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard (1...12).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }
}
