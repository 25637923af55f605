// SPDX-License-Identifier: Apache-2.0

import Foundation
import Vocabulary

@testable import Guests
@testable import Reports
@testable import RunStore

extension FuzzTarget {
    /// Whatever shows text: escaping, cutting, wrapping, names of files, JSON and XML.
    static let text = FuzzTarget(
        name: "text", longest: 4_096,
        words: [
            "\u{1B}[2J", "\u{9B}31m", "\u{1B}]0;x\u{7}", "\u{202E}", "\u{2028}", "\u{FFFE}", "]]>", "../",
            "qemu-system-x86: ",
        ],
        seeds: {
            [
                "a b  c % d", "\u{1B}[31mred\u{9B}0m \u{202E}abc\u{2066}", "e\u{301}\u{301} 漢字 🧑‍🔬", "../../etc/passwd",
                "\u{1100}\u{1100}\u{1100}",
            ].map {
                [40] + Array($0.utf8)
            } + [[40, 0xC0, 0xAF, 0xED, 0xA0, 0x80, 0xF4, 0x90, 0x80, 0x80, 0xFF]]
        },
        run: { bytes in
            var input = FuzzInput(bytes)
            let width = Int(input.byte())
            let raw = Array(input.rest)
            let text = String(decoding: raw, as: UTF8.self)
            let line = SafeText.line(raw, limit: max(1, width))
            Visible.check([line, SafeText.line(text)], "SafeText")
            expect(SafeText.line(raw).unicodeScalars.count <= 10 * 240 + 1, "a line is longer than its limit")
            show(text, width: width)
            Visible.check([XMLText.attribute(text), XMLText.content([text])], "XMLText")
            Visible.checkXML("<a b=\"\(XMLText.attribute(text))\">\(XMLText.content([text]))</a>", "XMLText")
            let json = (try? CanonicalJSON.encode([text: [text]])).map { String(decoding: $0, as: UTF8.self) } ?? ""
            Visible.checkJSON(json, "CanonicalJSON")
            let back = try? CanonicalJSON.decode([String: [String]].self, from: .init(json.utf8))
            expect(back?[text] == [text], "JSON changes a text")
            let names = SafeFileName.encode([text, line, text + "x"])
            expect(names.allSatisfy(SafeFileName.isSafe), "\(names)")
            if let complaint = HypervisorComplaint.summary(of: text) { Visible.check([complaint], "QEMU's words") }
        })

    private static func show(_ text: String, width: Int) {
        for style in [TableStyle(width: width), TableStyle(width: width, unicode: false)] {
            let safe = style.safe(text)
            Visible.check([safe], "TableStyle.safe")
            if !style.unicode { expect(safe.utf8.allSatisfy { $0 < 0x80 }, "not ASCII") }
            expect(TextColumns.width(TextColumns.cut(safe, to: style.width)) <= style.width, "cut is too wide")
            expect(
                TextColumns.width(TextColumns.padded(safe, to: style.width)) == style.width, "padded to another width")
            let lines = TextColumns.wrapped(safe, width: style.width, first: 7, indent: 4)
            expect(!lines.isEmpty, "wrapped to nothing")
            for line in lines { expect(TextColumns.width(line) <= style.width, "a line is too wide: \(line)") }
        }
    }
}
