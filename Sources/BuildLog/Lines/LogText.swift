// SPDX-License-Identifier: Apache-2.0

/// What a terminal would show of a line.
enum LogText {
    /// No more of a line is looked at; messages are shorter, and commands, which are not, say nothing.
    static let longestLine = 4_096

    /// Takes off escape sequences (ECMA-48), line ends and what a carriage return overwrote.
    static func clean(_ raw: String) -> Text {
        var bytes = Array(raw.utf8.prefix(longestLine))
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        if bytes.contains(0x1B) { bytes = withoutEscapes(bytes) }
        // A progress meter, or the marker of a section that GitLab puts before a line.
        if let last = bytes.lastIndex(of: 0x0D) { bytes = Array(bytes[(last + 1)...]) }
        if bytes.contains(where: { $0 < 0x20 && $0 != 0x09 }) { bytes.removeAll { $0 < 0x20 && $0 != 0x09 } }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        let text = String(decoding: bytes, as: UTF8.self)[...]
        return text.holds("m[K") ? withoutTornColours(text) : text
    }

    private static func withoutEscapes(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            guard bytes[place] == 0x1B else {
                result.append(bytes[place])
                place += 1
                continue
            }
            place = end(ofEscape: bytes, at: place)
        }
        return result
    }

    /// The index after the escape sequence that begins there.
    private static func end(ofEscape bytes: [UInt8], at start: Int) -> Int {
        guard start + 1 < bytes.count else { return bytes.count }
        var place = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "["):
            while place < bytes.count, !(0x40...0x7E).contains(bytes[place]) { place += 1 }
            return min(place + 1, bytes.count)
        case UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "P"), UInt8(ascii: "^"):
            // A string, such as the address that gcc links an option to: up to BEL or ESC \.
            while place < bytes.count, bytes[place] != 0x07, bytes[place] != 0x1B { place += 1 }
            return min(place < bytes.count && bytes[place] == 0x1B ? place + 2 : place + 1, bytes.count)
        case 0x20...0x2F: return min(start + 3, bytes.count)
        default: return place
        }
    }

    /// gcc's colours where somebody took the escape characters out and left the rest: `[01m[Kfile.c:1:[m[K`.
    private static func withoutTornColours(_ text: Text) -> Text {
        var result: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.first {
            let body =
                byte == UInt8(ascii: "[") ? rest.dropFirst().drop { $0.isDigit || $0 == UInt8(ascii: ";") } : rest
            if byte == UInt8(ascii: "["), body.starts(with: Array("m[K".utf8)) {
                rest = body.dropFirst(3)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)[...]
    }
}
