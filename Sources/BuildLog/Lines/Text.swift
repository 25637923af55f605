// SPDX-License-Identifier: Apache-2.0

/// A piece of a log's line. Searches go by bytes: build logs have millions of lines, and what matters in them is ASCII.
typealias Text = Substring

extension Text {
    /// The first place where the bytes of `needle` are.
    func find(_ needle: String) -> Range<Index>? {
        let view = utf8
        let count = needle.utf8.count
        guard count > 0, let first = needle.utf8.first else { return nil }
        var from = view.startIndex
        while let start = view[from...].firstIndex(of: first) {
            guard let end = view.index(start, offsetBy: count, limitedBy: view.endIndex) else {
                return nil
            }
            if view[start..<end].elementsEqual(needle.utf8) { return start..<end }
            from = view.index(after: start)
        }
        return nil
    }

    func holds(_ needle: String) -> Bool { find(needle) != nil }
    func holds(anyOf needles: [String]) -> Bool { needles.contains { find($0) != nil } }

    /// What follows a prefix; nil where there is another beginning.
    func after(prefix: String) -> Text? {
        utf8.starts(with: prefix.utf8) ? self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...] : nil
    }

    /// What follows the first place of `needle`.
    func after(_ needle: String) -> Text? { find(needle).map { self[$0.upperBound...] } }
    /// What precedes the first place of `needle`.
    func before(_ needle: String) -> Text? { find(needle).map { self[..<$0.lowerBound] } }

    /// Without blanks at both ends.
    var bare: Text {
        let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let first = utf8.firstIndex(where: { !blank($0) }), let last = utf8.lastIndex(where: { !blank($0) })
        else { return self[endIndex...] }
        return self[first...last]
    }

    /// How many blanks it begins with.
    var indent: Int { utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count }

    /// The text between the first pair of quotation marks of any of the kinds that compilers and make use.
    var quoted: Text? {
        for (open, close) in [("\u{2018}", "\u{2019}"), ("'", "'"), ("`", "'"), ("\"", "\"")] {
            if let rest = after(open), let inner = rest.before(close), !inner.isEmpty { return inner }
        }
        return nil
    }

    /// The last component of a path.
    var fileName: Text { self[(utf8.lastIndex(of: 0x2F).map { utf8.index(after: $0) } ?? startIndex)...] }

    /// Decimal digits and nothing else, at most nine.
    var number: Int? {
        guard (1...9).contains(utf8.count), utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(self)
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isCapital: Bool { (0x41...0x5A).contains(self) }
    var isLetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
}
