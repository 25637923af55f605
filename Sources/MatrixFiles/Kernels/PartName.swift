// SPDX-License-Identifier: Apache-2.0

/// Names that stand for a file in a directory of ours.
enum PartName {
    /// Letters, digits, `.`, `_`, `+` and `-`, the first a letter or digit, no `..`.
    static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, isLetterOrDigit(first), bytes.count <= 120, !text.contains("..") else {
            return false
        }
        return bytes.allSatisfy { isLetterOrDigit($0) || [0x2E, 0x5F, 0x2B, 0x2D].contains($0) }
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }
}

/// A Debian package by exact name (Debian Policy 5.6.7): it becomes an argument of apt and mmdebstrap, so nothing that
/// these could take for an option or a pattern gets through.
enum PackageName {
    static func read(_ value: Value) -> String? {
        guard let text = value.text(limit: 100) else { return nil }
        let bytes = Array(text.utf8)
        let isPlain = bytes.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E].contains(byte)
        }
        guard isPlain, bytes.count >= 2, let first = bytes.first, PartName.isLetterOrDigit(first) else {
            value.problem(
                "bad-name", "\(value.kind) is not the name of a package",
                "write one exact name such as linux-source-6.12; patterns are not taken")
            return nil
        }
        return text
    }
}
