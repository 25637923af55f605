// SPDX-License-Identifier: Apache-2.0

/// Log text as bytes: consoles hold megabytes, and what matters in them is ASCII.
typealias LogBytes = ArraySlice<UInt8>

extension LogBytes {
    func begins(with prefix: [UInt8]) -> Bool { starts(with: prefix) }

    func begins(with prefix: StaticString) -> Bool {
        prefix.withUTF8Buffer { starts(with: $0) }
    }

    func dropping(_ prefix: StaticString) -> LogBytes? {
        prefix.withUTF8Buffer { starts(with: $0) ? dropFirst($0.count) : nil }
    }

    /// The index of the first place where `needle` begins.
    func position(of needle: StaticString) -> Int? {
        needle.withUTF8Buffer { needle in
            guard let head = needle.first else { return nil }
            var from = startIndex
            while let found = self[from...].firstIndex(of: head), endIndex - found >= needle.count {
                if self[found...].starts(with: needle) { return found }
                from = found + 1
            }
            return nil
        }
    }

    func holds(_ needle: StaticString) -> Bool { position(of: needle) != nil }

    var trimmed: LogBytes {
        guard let first = firstIndex(where: { !$0.isBlank }), let last = lastIndex(where: { !$0.isBlank }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }

    var text: String { String(decoding: self, as: UTF8.self) }
}

extension UInt8 {
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isHexDigit: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x66) }
    /// What a C identifier is made of.
    var isWord: Bool { isDigit || (self | 0x20 >= 0x61 && self | 0x20 <= 0x7A) || self == 0x5F }
}
