// SPDX-License-Identifier: Apache-2.0

/// Log text as bytes: consoles hold megabytes, and what matters in them is ASCII.
typealias LogBytes = ArraySlice<UInt8>

extension LogBytes {
    func begins(with prefix: [UInt8]) -> Bool {
        guard count >= prefix.count else { return false }
        return withUnsafeBufferPointer { text in
            prefix.withUnsafeBufferPointer { ByteSearch.isPrefix($0, of: text) }
        }
    }

    func begins(with prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { prefix in withUnsafeBufferPointer { ByteSearch.isPrefix(prefix, of: $0) } }
    }

    func begins(withAny prefixes: [StaticString]) -> Bool { prefixes.contains { begins(with: $0) } }

    func dropping(_ prefix: StaticString) -> LogBytes? {
        begins(with: prefix) ? dropFirst(prefix.utf8CodeUnitCount) : nil
    }

    /// The index of the first place where `needle` begins.
    func position(of needle: StaticString) -> Int? {
        let offset = needle.withUTF8Buffer { needle in
            withUnsafeBufferPointer { ByteSearch.position(of: needle, in: $0) }
        }
        return offset.map { startIndex + $0 }
    }

    func position(of needle: [UInt8]) -> Int? {
        let offset = needle.withUnsafeBufferPointer { needle in
            withUnsafeBufferPointer { ByteSearch.position(of: needle, in: $0) }
        }
        return offset.map { startIndex + $0 }
    }

    func holds(_ needle: StaticString) -> Bool { position(of: needle) != nil }

    var trimmed: LogBytes {
        guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }

    /// Up to the first blank.
    var firstWord: LogBytes { prefix { !$0.isBlank } }

    var text: String { String(decoding: self, as: UTF8.self) }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isHexDigit: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x66) }
    /// What a C identifier is made of.
    var isWord: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) || self == 0x5F }
}
