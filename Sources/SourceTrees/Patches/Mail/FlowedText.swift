// SPDX-License-Identifier: Apache-2.0

/// `format=flowed` (RFC 3676), read as git-mailinfo(1) reads it: a line that ends with a blank goes on in the next one,
/// and a blank that was put before a line comes off. A patch whose own lines ended with blanks does not survive that in
/// any reader; its hunks then do not add up, which is found and said.
enum FlowedText {
    static func decoded(_ bytes: [UInt8], deletesSpaces: Bool) -> [UInt8] {
        var result: [UInt8] = []
        var waiting: [UInt8] = []
        for line in PatchApplier.lines(of: bytes) {
            var text = line
            if text.last == 0x0A { text = text.dropLast() }
            if text.last == 0x0D { text = text.dropLast() }
            if text.elementsEqual(Array("-- ".utf8)) {
                if !waiting.isEmpty { result += waiting + [0x0A] }
                waiting = []
                result += text + [0x0A]
                continue
            }
            if text.first == 0x20 { text = text.dropFirst() }
            if text.last == 0x20 {
                waiting += deletesSpaces ? text.dropLast() : text
            } else {
                result += waiting + text + [0x0A]
                waiting = []
            }
        }
        return waiting.isEmpty ? result : result + waiting + [0x0A]
    }
}
