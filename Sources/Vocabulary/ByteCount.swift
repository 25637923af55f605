// SPDX-License-Identifier: Apache-2.0

/// A number of bytes. Never a bare integer in an interface, so that kB, KiB and pages cannot be confused.
public struct ByteCount: Hashable, Comparable, Sendable {
    /// The count, in bytes; may be negative in a difference.
    public var bytes: Int64

    public init(_ bytes: Int64) { self.bytes = bytes }

    public static func bytes(_ value: Int) -> ByteCount { ByteCount(Int64(value)) }
    public static func kibibytes(_ value: Int) -> ByteCount { ByteCount(Int64(value) << 10) }
    public static func mebibytes(_ value: Int) -> ByteCount { ByteCount(Int64(value) << 20) }
    public static func gibibytes(_ value: Int) -> ByteCount { ByteCount(Int64(value) << 30) }

    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
    public static func + (left: ByteCount, right: ByteCount) -> ByteCount { ByteCount(left.bytes + right.bytes) }
    public static func - (left: ByteCount, right: ByteCount) -> ByteCount { ByteCount(left.bytes - right.bytes) }
}

extension ByteCount {
    private static let units: [(name: String, shift: Int64)] = [("GiB", 30), ("MiB", 20), ("KiB", 10)]

    /// Reads `4 GiB`, `512MiB`, `64 KiB` or `4096 B`. Only binary units: a kernel's `mem=` and QEMU's `-m` count so.
    /// Nil for anything else, a negative count or one that overflows.
    public init?(text: String) {
        let compact = text.filter { $0 != " " }
        let digits = compact.prefix(while: \.isNumber)
        let unit = compact.dropFirst(digits.count)
        guard let count = Int64(digits) else { return nil }
        if unit == "B" {
            self.init(count)
            return
        }
        guard let match = Self.units.first(where: { $0.name == unit }) else { return nil }
        let (value, overflow) = count.multipliedReportingOverflow(by: 1 << match.shift)
        guard !overflow else { return nil }
        self.init(value)
    }
}

extension ByteCount: CustomStringConvertible {
    /// `4 GiB` when the count is whole in a unit, `1.4 MiB` otherwise, `512 B` below one KiB.
    public var description: String {
        let size = bytes.magnitude
        for unit in Self.units where size >= UInt64(1) << UInt64(unit.shift) {
            let scale = UInt64(1) << UInt64(unit.shift)
            let sign = bytes < 0 ? "-" : ""
            // Split before scaling: a hostile counter may come near the largest number there is.
            let (whole, rest) = size.quotientAndRemainder(dividingBy: scale)
            if rest == 0 { return "\(sign)\(whole) \(unit.name)" }
            let tenths = (rest * 10 + scale / 2) / scale
            return tenths == 10 ? "\(sign)\(whole + 1).0 \(unit.name)" : "\(sign)\(whole).\(tenths) \(unit.name)"
        }
        return "\(bytes) B"
    }
}

extension ByteCount: Codable {
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(Int64.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }
}
