// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// One way of writing JSON, so that equal values give equal bytes: sorted keys, no escaped slashes. Every character that
/// is not to be seen is escaped, also where JSON would allow it: a report may be shown on a terminal as it is.
public enum CanonicalJSON {
    public static func encode(_ value: some Encodable, pretty: Bool = true) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        var data = try encoder.encode(value)
        // JSONEncoder escapes what is below U+0020, and nothing else of this kind.
        if data.contains(where: { $0 >= 0x7F }) { data = Data(escaped(String(decoding: data, as: UTF8.self)).utf8) }
        data.append(0x0A)
        return data
    }

    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }

    /// Outside of strings JSON has only ASCII that is seen, and line ends.
    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard scalar.value >= 0x7F, SafeText.isHidden(scalar) else {
                result.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                result.append(contentsOf: escape.unicodeScalars)
            }
        }
        return String(result)
    }
}
