// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Glibc

/// The name of a run, such as `20261122-174501-3f2a`: UTC date and time, so that names sort by time whatever the
/// clock's zone does, and four digits that keep apart what starts in the same second.
public struct RunID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    /// - Parameters:
    ///   - date: when the run starts.
    ///   - salt: a process id or a seed; its low 16 bits are used.
    public init(date: Date, salt: UInt64) {
        var seconds = time_t(max(0, min(date.timeIntervalSince1970, 253_402_300_799)))
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func digits(_ value: some BinaryInteger, _ width: Int, radix: Int = 10) -> String {
            let text = String(value, radix: radix)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        text =
            digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2) + "-"
            + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2) + "-"
            + digits(salt & 0xFFFF, 4, radix: 16)
    }

    /// Nil for anything that the other initialiser could not have made.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[8] == 0x2D, bytes[15] == 0x2D else { return nil }
        let isDigits = (Array(bytes[0..<8]) + bytes[9..<15]).allSatisfy { (0x30...0x39).contains($0) }
        let isSalt = bytes[16...].allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isDigits, isSalt else { return nil }
        self.text = text
    }

    public static func < (left: RunID, right: RunID) -> Bool { left.text < right.text }
    public var description: String { text }
}
