// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML

/// What every text that a person or a program gets must be, whatever a guest wrote. Written apart from `SafeText`.
enum Visible {
    /// No character that a terminal would obey, and none that makes a line read as another one.
    static func check(_ text: String, _ what: String, lines: Bool = true) {
        for scalar in text.unicodeScalars {
            let value = scalar.value
            let isControl = value < 0x20 && !(lines && value == 0x0A) || (0x7F..<0xA0).contains(value)
            let isBidi =
                value == 0x061C || (0x200B...0x200F).contains(value) || (0x2028...0x202E).contains(value)
                || (0x2060...0x206F).contains(value) || value == 0xFEFF || (0xE0000...0xE007F).contains(value)
            expect(!isControl && !isBidi, "\(what) holds U+\(String(value, radix: 16))")
        }
    }

    static func check(_ texts: [String], _ what: String) { for text in texts { check(text, what, lines: false) } }

    static func checkJSON(_ text: String, _ what: String) {
        check(text, what)
        expect(
            (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil,
            "\(what): no JSON")
    }

    static func checkXML(_ text: String, _ what: String) {
        check(text, what)
        expect(XMLParser(data: Data(text.utf8)).parse(), "\(what): no XML")
    }
}
