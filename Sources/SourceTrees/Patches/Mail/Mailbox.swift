// SPDX-License-Identifier: Apache-2.0

/// An mbox: messages one after another, each behind a line that begins with `From ` (RFC 4155). Also a single message
/// without that line, as mail programs save it.
enum Mailbox {
    /// The messages in their order; nil when the text is not mail, as a plain patch is not.
    static func messages(in bytes: [UInt8]) -> [MailMessage]? {
        let lines = PatchApplier.lines(of: bytes)
        var starts = lines.indices.filter { isSeparator(lines, at: $0) }
        if starts.first != 0 {
            // Text before the first `From ` would be lost: it is mail only if it is a message itself.
            guard isMessage(lines[...]) else { return nil }
            starts.insert(0, at: 0)
        }
        return zip(starts, starts.dropFirst() + [lines.count]).enumerated().map { index, range in
            let first = isSeparator(lines, at: range.0) ? range.0 + 1 : range.0
            return MailMessage(lines[first..<range.1], number: index + 1)
        }
    }

    /// `From ` at the beginning of a line may be text, too: what counts has a header behind it, and an empty line before
    /// it or a date.
    private static func isSeparator(_ lines: [ArraySlice<UInt8>], at index: Int) -> Bool {
        guard lines[index].starts(with: Array("From ".utf8)), index + 1 < lines.count,
            MailMessage.header(lines[index + 1]) != nil
        else { return false }
        return index == 0 || lines[index - 1].allSatisfy { $0 == 0x0A || $0 == 0x0D }
            || String(decoding: lines[index], as: UTF8.self).firstMatch(of: /[0-9]:[0-9]{2}:[0-9]{2} .*[0-9]{4}\s*$/)
                != nil
    }

    private static func isMessage(_ lines: ArraySlice<ArraySlice<UInt8>>) -> Bool {
        var names: Set<String> = []
        for line in lines {
            if let header = MailMessage.header(line) {
                names.insert(header.name)
            } else if ![0x20, 0x09].contains(line.first) || names.isEmpty {
                break
            }
        }
        return names.contains("from") && names.contains("subject")
    }
}
