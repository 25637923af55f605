// SPDX-License-Identifier: Apache-2.0

/// Names of functions, and beginnings of names.
struct NameSet: Sendable {
    private var whole: Set<String> = []
    /// By the first two bytes.
    private var beginnings: [UInt16: [String]] = [:]

    /// - Parameter text: names with blanks between them; one that ends in `*` stands for all that begin so.
    init(_ text: String) {
        for word in text.split(whereSeparator: \.isWhitespace) {
            if word.last == "*" {
                let beginning = String(word.dropLast())
                beginnings[Self.key(beginning), default: []].append(beginning)
            } else {
                whole.insert(String(word))
            }
        }
    }

    func isPart(_ name: String) -> Bool {
        whole.contains(name) || beginnings[Self.key(name)]?.contains { name.utf8.starts(with: $0.utf8) } == true
    }

    private static func key(_ name: String) -> UInt16 {
        var bytes = name.utf8.makeIterator()
        return UInt16(bytes.next() ?? 0) << 8 | UInt16(bytes.next() ?? 0)
    }
}
