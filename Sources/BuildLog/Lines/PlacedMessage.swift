// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A message of a compiler, an assembler or a program that speaks like one: `FILE:LINE:COLUMN: error: MESSAGE`.
struct PlacedMessage: Hashable, Sendable {
    enum Severity: Hashable, Sendable { case error, warning, note, crash }

    var severity: Severity
    /// Whether it is spelt with a capital letter, as the GNU assembler does.
    var isCapital: Bool
    /// A file, an object, or a program; as printed.
    var subject: Text
    /// Counted from 1; nil where only a subject is named.
    var line: Int?
    var column: Int?
    /// Without the option.
    var message: Text
    /// `-Wunused-variable`, `-Werror=format`: what stands in brackets at the end.
    var option: Text?
    /// What precedes the subject on the line, such as a prefix that nobody knows.
    var prefix: Text

    private static let marks: [(String, Severity, Bool)] = [
        (": internal compiler error: ", .crash, false), (": fatal error: ", .error, false),
        (": Fatal error: ", .error, true), (": error: ", .error, false), (": Error: ", .error, true),
        (": sorry, unimplemented: ", .error, false), (": warning: ", .warning, false), (": Warning: ", .warning, true),
        (": note: ", .note, false),
    ]

    /// Files that have no name (cpp(1), as(1)).
    private static let unnamed = ["<stdin>", "<command-line>", "<built-in>", "{standard input}", "<inline asm>"]

    init?(_ text: Text) {
        var best: (range: Range<Text.Index>, severity: Severity, isCapital: Bool)?
        for (mark, severity, isCapital) in Self.marks {
            guard let range = text.find(mark) else { continue }
            if best.map({ range.lowerBound < $0.range.lowerBound }) ?? true { best = (range, severity, isCapital) }
        }
        guard let best else { return nil }
        (severity, isCapital) = (best.severity, best.isCapital)
        let head = Self.numbers(atEndOf: text[..<best.range.lowerBound])
        (line, column) = (head.line, head.column)
        let unnamed = Self.unnamed.first { head.rest.hasSuffix($0) }
        let start =
            unnamed.map { head.rest.utf8.index(head.rest.endIndex, offsetBy: -$0.utf8.count) }
            ?? head.rest.utf8.lastIndex { $0 == 0x20 || $0 == 0x09 }.map { head.rest.utf8.index(after: $0) }
            ?? head.rest.startIndex
        subject = head.rest[start...]
        prefix = text[text.startIndex..<start]
        let isFile = unnamed != nil || subject.contains(".") || subject.contains("/") || line != nil
        guard !subject.isEmpty, isFile || ProgramName(subject) != nil else { return nil }
        (message, option) = Self.split(text[best.range.upperBound...])
    }

    /// Whether the subject is a place in a file.
    var position: FilePosition? { line.map { FilePosition(file: String(subject), line: $0, column: column) } }

    /// `:12:3`, `:12`, or bison's and dtc's `:12.3-15.4` at the end of a text.
    static func numbers(atEndOf text: Text) -> (rest: Text, line: Int?, column: Int?) {
        guard let colon = text.utf8.lastIndex(of: 0x3A) else { return (text, nil, nil) }
        let last = text[text.utf8.index(after: colon)...]
        let rest = text[..<colon]
        if let number = last.number {
            if let before = rest.utf8.lastIndex(of: 0x3A), let line = rest[rest.utf8.index(after: before)...].number {
                return (rest[..<before], line, number)
            }
            return (rest, number, nil)
        }
        let start = last.prefix { $0 != "-" }.split(separator: ".")
        if last.utf8.allSatisfy({ $0.isDigit || $0 == 0x2E || $0 == 0x2D }), let line = start.first?.number {
            return (rest, line, start.count > 1 ? start[1].number : nil)
        }
        return (text, nil, nil)
    }

    private static func split(_ text: Text) -> (Text, Text?) {
        guard text.hasSuffix("]"), let open = text.utf8.lastIndex(of: UInt8(ascii: "[")) else { return (text, nil) }
        let inner = text[text.utf8.index(after: open)...].dropLast()
        guard inner.hasPrefix("-W") || inner.hasPrefix("-f") else { return (text, nil) }
        return (text[..<open].bare, inner)
    }
}
