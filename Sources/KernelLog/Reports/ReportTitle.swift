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
                let bare = withoutDecoration(rest)
                append(word, isFunction: bare.startIndex != rest.startIndex, to: &result)
                rest = bare
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

    private static func append(_ word: LogBytes, isFunction: Bool, to result: inout [UInt8]) {
        if word.begins(with: "0x") || (word.count >= 8 && word.allSatisfy(\.isHexDigit)) {
            result += Array("ADDR".utf8)
        } else if word.first?.isDigit == true,
            word.drop(while: \.isDigit).count <= 1 || word.allSatisfy(\.isHexDigit)
        {
            result.append(UInt8(ascii: "N"))
        } else if !isFunction, word.last?.isDigit == true, !word.contains(UInt8(ascii: "_")), !isName(word) {
            // The number of a device or a process: ptm1, loop4.
            result += word[...(word.lastIndex { !$0.isDigit } ?? word.startIndex)]
            result.append(UInt8(ascii: "N"))
        } else {
            result += word
        }
    }

    /// Words whose figure is part of what they mean.
    private static func isName(_ word: LogBytes) -> Bool {
        names.contains { word.elementsEqual(Array($0.utf8)) }
    }

    private static let names = [
        "ext2", "ext3", "ext4", "x86", "ipv4", "ipv6", "IPv4", "IPv6", "EXT2", "EXT3", "EXT4", "crc32", "sha256",
    ]
}
