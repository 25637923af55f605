// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// One message of an mbox, as far as a patch in it is concerned (RFC 5322, RFC 2045).
struct MailMessage {
    /// Counted from 1.
    let number: Int
    private let headers: [(name: String, value: String)]
    /// The text parts, decoded, one after another.
    let text: [UInt8]
    /// How many lines of the mbox come before the text; nil where the text was encoded and has other lines.
    let linesBefore: Int?
    /// The mail program was free to break lines and to add blanks (RFC 3676).
    let isFlowed: Bool

    /// - Parameter lines: without the `From ` line.
    init(_ lines: ArraySlice<ArraySlice<UInt8>>, number: Int) {
        self.number = number
        let plain = lines.map(Self.unquoted)
        let part = MailPart(plain[...])
        headers = part.headers
        let found = part.texts()
        text = found.flatMap(\.bytes)
        isFlowed = found.contains(where: \.isFlowed)
        linesBefore = part.isPlain ? lines.startIndex + part.headerLines : nil
    }

    /// Decoded; as it is otherwise: make it safe before it is shown.
    var subject: String? { self["subject"].map(EncodedWords.decoded) }
    /// Nil where it has none.
    var identifier: String? { self["message-id"] }

    /// An answer, in whatever language's mail program: what it holds is a remark and no part of a series.
    var isReply: Bool {
        let word = subject?.prefix { $0 != ":" }.lowercased() ?? ""
        return ["re", "aw", "sv", "antw", "vs", "odp"].contains(word)
    }

    private subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

    /// A line `Name: value`; the name in lower case.
    static func header(_ line: ArraySlice<UInt8>) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: 0x3A), (1...76).contains(colon - line.startIndex) else { return nil }
        let name = line[..<colon]
        guard name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
        return (String(decoding: name, as: UTF8.self).lowercased(), value.trimmedBlanks)
    }

    /// `>From ` at the beginning of a line stands for one without `>` (mboxrd).
    private static func unquoted(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard line.first == 0x3E else { return line }
        return line.drop { $0 == 0x3E }.starts(with: Array("From ".utf8)) ? line.dropFirst() : line
    }
}

extension StringProtocol {
    /// Without white space and line ends at both ends.
    var trimmedBlanks: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
