// SPDX-License-Identifier: Apache-2.0

/// A message or a part of one: headers and a body (RFC 2046, "Multipart Media Type").
struct MailPart {
    let headers: [(name: String, value: String)]
    /// How many lines come before the body.
    let headerLines: Int
    private let body: ArraySlice<ArraySlice<UInt8>>
    private let depth: Int

    struct Text {
        var bytes: [UInt8]
        var isFlowed: Bool
    }

    init(_ lines: ArraySlice<ArraySlice<UInt8>>, depth: Int = 0) {
        var headers: [(name: String, value: String)] = []
        var rest = lines
        while let line = rest.first {
            if let first = line.first, [0x20, 0x09].contains(first), !headers.isEmpty {
                headers[headers.count - 1].value += " " + String(decoding: line, as: UTF8.self).trimmedBlanks
            } else if let header = MailMessage.header(line) {
                headers.append(header)
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        if let line = rest.first, line.allSatisfy({ $0 == 0x0A || $0 == 0x0D }) { rest = rest.dropFirst() }
        self.headers = headers
        headerLines = rest.startIndex - lines.startIndex
        body = rest
        self.depth = depth
    }

    /// What a person would read, and patches that are attached.
    func texts() -> [Text] {
        let type = value(of: "content-type") ?? "text/plain"
        let kind = type.prefix { $0 != ";" }.trimmedBlanks.lowercased()
        if kind.hasPrefix("multipart/") {
            guard depth < 8, let boundary = parameter("boundary", of: type) else { return [] }
            return parts(boundary).flatMap { $0.texts() }
        }
        let name =
            (parameter("name", of: type) ?? parameter("filename", of: value(of: "content-disposition") ?? "")) ?? ""
        let isPatch = [".patch", ".diff"].contains { name.lowercased().hasSuffix($0) }
        guard isPatch || kind.hasPrefix("text/") && kind != "text/html" else { return [] }
        let isFlowed = parameter("format", of: type)?.lowercased() == "flowed"
        var bytes = TransferEncoding.decoded(body, value(of: "content-transfer-encoding") ?? "7bit")
        bytes = LineEnds.withoutTransport(bytes)
        if isFlowed {
            bytes = FlowedText.decoded(bytes, deletesSpaces: parameter("delsp", of: type)?.lowercased() == "yes")
        }
        // Where parts meet, no line may be made of two.
        if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
        return [Text(bytes: bytes, isFlowed: isFlowed)]
    }

    /// The text is the body, line by line.
    var isPlain: Bool {
        let type = value(of: "content-type")?.lowercased() ?? "text/plain"
        let encoding = value(of: "content-transfer-encoding")?.trimmedBlanks.lowercased() ?? "7bit"
        return ["7bit", "8bit", "binary"].contains(encoding) && type.hasPrefix("text/plain")
            && parameter("format", of: type) != "flowed"
    }

    private func parts(_ boundary: String) -> [MailPart] {
        let mark = Array("--\(boundary)".utf8)
        var parts: [MailPart] = []
        var start: Int?
        for index in body.indices where body[index].starts(with: mark) {
            let rest = body[index].dropFirst(mark.count)
            let isLast = rest.starts(with: Array("--".utf8))
            guard isLast || rest.allSatisfy({ [0x0A, 0x0D, 0x20, 0x09].contains($0) }) else { continue }
            if let start { parts.append(MailPart(body[start..<index], depth: depth + 1)) }
            start = isLast ? nil : index + 1
            if isLast || parts.count > 100 { break }
        }
        // Without its end the message was cut, and what came is there.
        if let start { parts.append(MailPart(body[start...], depth: depth + 1)) }
        return parts
    }

    private func value(of name: String) -> String? { headers.first { $0.name == name }?.value }

    /// `; name="value"`.
    private func parameter(_ name: String, of text: String) -> String? {
        for piece in text.split(separator: ";").dropFirst() {
            let parts = piece.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].trimmedBlanks.lowercased() == name else { continue }
            let value = parts[1].trimmedBlanks
            return value.hasPrefix("\"") ? String(value.dropFirst().prefix { $0 != "\"" }) : value
        }
        return nil
    }
}
