// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Words of a header that are not ASCII, `=?utf-8?q?K=C3=B6nig?=` (RFC 2047). What cannot be decoded stays as it is.
enum EncodedWords {
    static func decoded(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        var wasWord = false
        while let start = rest.firstRange(of: "=?") {
            let between = rest[..<start.lowerBound]
            let parts = rest[start.upperBound...].split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count == 4, parts[3].hasPrefix("="), let word = word(parts[0], parts[1], parts[2]) else {
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                wasWord = false
                continue
            }
            // White space between two such words is none.
            if !wasWord || !between.allSatisfy(\.isWhitespace) { result += between }
            result += word
            rest = parts[3].dropFirst()
            wasWord = true
        }
        return result + rest
    }

    private static func word(_ charset: Substring, _ encoding: Substring, _ text: Substring) -> String? {
        var bytes: [UInt8] = []
        switch encoding.lowercased() {
        case "b":
            guard let data = Data(base64Encoded: String(text)) else { return nil }
            bytes = Array(data)
        case "q":
            var rest = Array(text.utf8)[...]
            while let byte = rest.popFirst() {
                if byte == 0x3D, let value = TransferEncoding.byte(rest.prefix(2)) {
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte == 0x5F ? 0x20 : byte)
                }
            }
        default: return nil
        }
        switch charset.lowercased() {
        case "utf-8", "us-ascii", "ascii": return String(decoding: bytes, as: UTF8.self)
        case "iso-8859-1", "latin1": return String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
        default: return nil
        }
    }
}
