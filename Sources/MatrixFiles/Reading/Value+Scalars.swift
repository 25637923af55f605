// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension Value {
    /// One line of text that is not empty; numbers count as text.
    ///
    /// - Parameter limit: in characters.
    func text(limit: Int = 200) -> String? {
        guard let raw else {
            wrongType("text")
            return nil
        }
        let trimmed = raw.trimmingSpaces
        guard !isNull, !trimmed.isEmpty else {
            problem("empty", "this is empty", "write a text, or remove the key")
            return nil
        }
        guard trimmed.count <= limit else {
            problem("too-long", "this text is longer than \(limit) characters", "shorten it")
            return nil
        }
        guard trimmed.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            problem("character", "this text holds a control character", "write it on one line, without escapes")
            return nil
        }
        return trimmed
    }

    /// A whole decimal number within bounds.
    func integer(in range: ClosedRange<Int>, _ what: String) -> Int? {
        let allowed = "\(what) is a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let raw, !isNull else {
            wrongType("a whole number", allowed)
            return nil
        }
        let digits = raw.hasPrefix("-") ? raw.dropFirst() : Substring(raw)
        // A leading zero would be octal to one YAML reader and decimal to another.
        let isDecimal =
            (1...18).contains(digits.utf8.count) && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (digits.count == 1 || digits.first != "0")
        guard isDecimal, isPlain, let number = Int(raw) else {
            wrongType("a whole number", isDecimal && !isPlain ? "write it without quotes" : allowed)
            return nil
        }
        guard range.contains(number) else {
            problem("out-of-range", "\(number) is out of range", allowed)
            return nil
        }
        return number
    }

    /// A size such as `4 GiB` within bounds.
    func size(in range: ClosedRange<Int64>, _ what: String) -> ByteCount? {
        let allowed =
            "\(what) is \(ByteCount(range.lowerBound)) to \(ByteCount(range.upperBound)), written like `4 GiB`"
        guard let raw, let size = ByteCount(text: raw) else {
            wrongType("a size with a unit", allowed)
            return nil
        }
        guard range.contains(size.bytes) else {
            problem("out-of-range", "\(size) is out of range", allowed)
            return nil
        }
        return size
    }

    /// A name that can be a file name everywhere.
    func plainName<Name: PlainName>(_ type: Name.Type, _ what: String) -> Name? {
        guard let text = text() else { return nil }
        guard let name = Name(rawValue: text) else {
            problem(
                "bad-name", "\"\(SafeText.line(text, limit: 40))\" cannot be \(what)",
                "use a to z, 0 to 9, `.`, `_` and `-`, at most 40, a letter or digit first")
            return nil
        }
        return name
    }

    /// A name out of those that exist.
    func name<Name: PlainName>(_ type: Name.Type, among known: [Name], _ what: String, code: String) -> Name? {
        guard let name = plainName(type, what) else { return nil }
        guard known.contains(name) else {
            problem(
                code, "there is no \(what.withoutArticle) \"\(name)\"",
                Closest.remedy(for: name.rawValue, among: known.map(\.rawValue)))
            return nil
        }
        return name
    }

    /// Checks that nothing is listed twice; reports each repetition.
    static func withoutRepetition<Item: Hashable>(_ items: [(Item, Value)]) -> [Item] {
        var seen: Set<Item> = []
        return items.compactMap { item, value in
            if seen.insert(item).inserted { return item }
            value.problem("repeated", "\(item) is listed twice", "keep one of them")
            return nil
        }
    }
}

extension String {
    var trimmingSpaces: String {
        var view = self[...]
        while view.first == " " { view.removeFirst() }
        while view.last == " " { view.removeLast() }
        return String(view)
    }

    var withoutArticle: String {
        for article in ["a ", "an "] where hasPrefix(article) { return String(dropFirst(article.count)) }
        return self
    }
}
