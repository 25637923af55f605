// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How a body was made fit for mail (RFC 2045, section 6).
enum TransferEncoding {
    static func decoded(_ lines: ArraySlice<ArraySlice<UInt8>>, _ name: String) -> [UInt8] {
        switch name.trimmedBlanks.lowercased() {
        case "quoted-printable": quotedPrintable(lines)
        case "base64":
            Data(base64Encoded: Data(lines.joined()), options: .ignoreUnknownCharacters).map { Array($0) } ?? []
        default: Array(lines.joined())
        }
    }

    /// `=3D` is a byte, and `=` at the end of a line takes the line's end away.
    private static func quotedPrintable(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [UInt8] {
        var result: [UInt8] = []
        for line in lines {
            var rest = line
            var end: [UInt8] = []
            if rest.last == 0x0A {
                rest = rest.dropLast()
                end = [0x0A]
            }
            if rest.last == 0x0D {
                rest = rest.dropLast()
                end = [0x0D] + end
            }
            // Blanks at the end were put there on the way.
            while let last = rest.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
            while let byte = rest.popFirst() {
                if byte != 0x3D {
                    result.append(byte)
                } else if rest.isEmpty {
                    end = []
                } else if let value = Self.byte(rest.prefix(2)) {
                    result.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    result.append(byte)
                }
            }
            result += end
        }
        return result
    }

    static func byte(_ digits: some Collection<UInt8>) -> UInt8? {
        guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

/// Mail's own line end is CR LF, and some programs save it so. A text where *every* line ends in it was made so on the
/// way; one where some do is about a file with such lines, and is left alone.
enum LineEnds {
    static func withoutTransport(_ bytes: [UInt8]) -> [UInt8] {
        guard isTransport(bytes) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for line in PatchApplier.lines(of: bytes) {
            result += line.dropLast(2)
            result.append(0x0A)
        }
        return result
    }

    static func isTransport(_ bytes: [UInt8]) -> Bool {
        let lines = PatchApplier.lines(of: bytes)
        return !lines.isEmpty && lines.allSatisfy { $0.suffix(2).elementsEqual([0x0D, 0x0A]) }
    }
}
