// SPDX-License-Identifier: Apache-2.0

/// Recognises a time that a log's line begins with; which time it is does not matter.
enum Clock {
    /// `0` stands for a digit, everything else for itself.
    private static let shapes = ["0000-00-00T00:00:00", "0000-00-00 00:00:00", "0000/00/00 00:00:00", "00:00:00"]
    private static let months = "JanFebMarAprMayJunJulAugSepOctNovDec"

    /// The index after the time, its fraction and its zone.
    static func end(in text: Text) -> Text.Index? {
        guard text.utf8.first?.isDigit == true else { return nil }
        for shape in shapes {
            guard let end = match(shape, in: text) else { continue }
            return zone(in: text, from: fraction(in: text, from: end))
        }
        return nil
    }

    /// `Nov 25 18:00:01`, as syslog and ts(1) write it.
    static func endOfCalendarDate(in text: Text) -> Text.Index? {
        guard text.utf8.count > 15, months.contains(text.prefix(3)) else { return nil }
        for shape in [" 00 00:00:00", "  0 00:00:00"] {
            if let end = match(shape, in: text.dropFirst(3)) { return fraction(in: text, from: end) }
        }
        return nil
    }

    private static func match(_ shape: String, in text: Text) -> Text.Index? {
        var place = text.utf8.startIndex
        for wanted in shape.utf8 {
            guard place < text.utf8.endIndex else { return nil }
            let byte = text.utf8[place]
            guard wanted == UInt8(ascii: "0") ? byte.isDigit : byte == wanted else { return nil }
            place = text.utf8.index(after: place)
        }
        return place
    }

    private static func fraction(in text: Text, from start: Text.Index) -> Text.Index {
        guard start < text.endIndex, [UInt8(ascii: "."), UInt8(ascii: ",")].contains(text.utf8[start]) else {
            return start
        }
        let digits = text.utf8[text.utf8.index(after: start)...].prefix { $0.isDigit }
        return digits.isEmpty ? start : digits.endIndex
    }

    private static func zone(in text: Text, from start: Text.Index) -> Text.Index {
        let rest = text[start...]
        if rest.utf8.first == UInt8(ascii: "Z") { return text.utf8.index(after: start) }
        for shape in ["+00:00", "-00:00", "+0000", "-0000"] {
            if let end = match(shape, in: rest) { return end }
        }
        return start
    }
}
