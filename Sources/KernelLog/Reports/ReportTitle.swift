// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A message as a title that is the same in every run: no addresses, numbers, offsets or positions in files.
enum ReportTitle {
    private static let longest = 120

    static func cleaned(_ message: LogBytes) -> String {
        var result: [UInt8] = []
        var rest = withoutTail(message.trimmed.prefix(400))
        while let byte = rest.first {
            if byte.isWord {
                let word = rest.prefix(while: \.isWord)
                rest = rest[word.endIndex...]
                append(word, to: &result)
                rest = withoutDecoration(rest)
            } else {
                if !(byte.isBlank && result.last == 0x20) { result.append(byte.isBlank ? 0x20 : byte) }
                rest = rest.dropFirst()
            }
        }
        return SafeText.line(result[...].trimmed, limit: longest)
    }

    /// Ends the message where it begins to name an address, a CPU or a task.
    private static func withoutTail(_ message: LogBytes) -> LogBytes {
        let ends = tails.compactMap { message.position(of: $0) }
        return ends.min().map { message[..<$0] } ?? message
    }

    private static let tails: [StaticString] = [
        " at addr ", " on address ", " on CPU#", " by task ", " (Tainted", " (Not t",
    ]
    private static let compilerSuffixes: [StaticString] = [".isra.", ".constprop.", ".part.", ".cold"]

    /// Drops what stands right behind a name: `.isra.0` of the compiler, `+0x12/0x34`, and `:123` behind a file.
    private static func withoutDecoration(_ rest: LogBytes) -> LogBytes {
        var rest = rest
        while let tail = compilerSuffixes.lazy.compactMap({ rest.dropping($0) }).first {
            rest = tail.drop(while: \.isDigit)
        }
        if rest.begins(with: "+0x") {
            rest = rest.drop { $0.isHexDigit || $0 == 0x2B || $0 == 0x2F || $0 == UInt8(ascii: "x") }
        }
        if rest.first == UInt8(ascii: ":"), rest.dropFirst().first?.isDigit == true {
            rest = rest.drop { $0.isDigit || $0 == UInt8(ascii: ":") }
        }
        return rest
    }

    private static func append(_ word: LogBytes, to result: inout [UInt8]) {
        if word.begins(with: "0x") || (word.count >= 8 && word.allSatisfy(\.isHexDigit)) {
            result += Array("ADDR".utf8)
        } else if word.first?.isDigit == true, word.drop(while: \.isDigit).count <= 1 {
            result.append(UInt8(ascii: "N"))
        } else {
            result += word
        }
    }
}
