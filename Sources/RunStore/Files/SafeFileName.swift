// SPDX-License-Identifier: Apache-2.0

/// Names from a guest as names of files. A maintainer should be able to `cat` an item, and no guest should be able to
/// choose where a file goes.
enum SafeFileName {
    /// A file name is at most 255 bytes (NAME_MAX, linux/limits.h).
    static let lengthLimit = 200

    /// Letters, digits, `.`, `_`, `+` and `-` stay, `/` becomes `:`, every other byte, and a `.` in front, becomes
    /// `%XX`. So no name is `.` or `..`, has a `/`, or is hidden, and two names never become one: the stream's own
    /// names have no `:`.
    static func encode(_ name: String) -> String {
        var result = ""
        for (index, byte) in name.utf8.enumerated() {
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F, 0x2B, 0x2D: result += character(byte)
            case 0x2E where index > 0: result += "."
            case 0x2F where index > 0: result += ":"
            default: result += "%" + hexadecimal(byte)
            }
        }
        return result.isEmpty ? "%" : result
    }

    /// File names for item names, in the same order; what is too long is cut and numbered.
    static func encode(_ names: [String]) -> [String] {
        names.enumerated().map { index, name in
            let whole = encode(name)
            return whole.utf8.count <= lengthLimit ? whole : "\(whole.prefix(lengthLimit - 20))%~\(index)"
        }
    }

    /// Whether a name that was read from disk can be one that `encode` made.
    static func isSafe(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count <= 255, first != 0x2E else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
            default: ".:_+-%~".utf8.contains(byte)
            }
        }
    }

    private static func character(_ byte: UInt8) -> String { String(Unicode.Scalar(byte)) }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0" + text : text
    }
}
