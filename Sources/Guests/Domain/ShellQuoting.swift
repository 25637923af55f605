// SPDX-License-Identifier: Apache-2.0

/// Words for a POSIX shell, to be pasted by a person. We never run a shell ourselves.
enum ShellQuoting {
    /// The word as it stands where every shell reads it as itself, otherwise in single quotes (POSIX.1-2017, XCU,
    /// 2.2.2).
    static func quote(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
            // % + , - . / : = @ _
            case 0x25, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x3D, 0x40, 0x5F: true
            default: false
            }
        }
        if plain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
