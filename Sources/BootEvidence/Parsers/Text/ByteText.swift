// SPDX-License-Identifier: Apache-2.0

/// Text of the kernel as bytes. Guests' items reach megabytes, and `String` would pay for Unicode that is not there.
typealias ByteText = ArraySlice<UInt8>

extension [UInt8] {
    /// The lines without their ends; what follows the last end is a line only if it is not empty.
    var lines: ByteLines { ByteLines(rest: self[...]) }
}

/// One line after another. An item of nothing but line ends would take 32 times its size as an array.
struct ByteLines: Sequence, IteratorProtocol {
    fileprivate var rest: ByteText

    mutating func next() -> ByteText? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
        let line = rest[..<end]
        rest = rest[Swift.min(end + 1, rest.endIndex)...]
        return line.last == 0x0D ? line.dropLast() : line
    }
}

extension ByteText {
    /// The words between spaces and tabs. No text of the kernel that is read by words has more than eight; what is
    /// past sixteen is one word, because a line of a guest may be an item long.
    var words: [ByteText] { split(maxSplits: 16) { $0 == 0x20 || $0 == 0x09 } }

    var trimmed: ByteText {
        guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }

    var text: String { String(decoding: self, as: UTF8.self) }

    /// Decimal digits and nothing else; nil also when it does not fit.
    var number: UInt64? {
        guard !isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in self {
            guard byte.isDigit else { return nil }
            let (tens, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(byte - 0x30))
            guard !over, !carry else { return nil }
            value = sum
        }
        return value
    }

    var signedNumber: Int64? {
        if first == UInt8(ascii: "-") {
            return dropFirst().number.flatMap { $0 <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- $0) : nil }
        }
        return number.flatMap { Int64(exactly: $0) }
    }

    func dropping(_ prefix: StaticString) -> ByteText? {
        prefix.withUTF8Buffer { starts(with: $0) ? dropFirst($0.count) : nil }
    }

    func begins(with prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { starts(with: $0) }
    }

    /// The index of the first place where `needle` begins.
    func position(of needle: StaticString) -> Int? {
        needle.withUTF8Buffer { needle in
            guard let head = needle.first, needle.count <= count else { return nil }
            var from = startIndex
            while let found = self[from...].firstIndex(of: head), endIndex - found >= needle.count {
                if self[found...].starts(with: needle) { return found }
                from = found + 1
            }
            return nil
        }
    }

    /// The index of the last place where `needle` begins.
    func lastPosition(of needle: StaticString) -> Int? {
        needle.withUTF8Buffer { needle in
            guard needle.count <= count else { return nil }
            return (startIndex...(endIndex - needle.count)).last { self[$0...].starts(with: needle) }
        }
    }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}
