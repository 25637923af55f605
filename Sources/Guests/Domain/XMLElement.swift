// SPDX-License-Identifier: Apache-2.0

/// A piece of an XML document as a value. Attribute values and text are escaped when it is written, so that a name
/// from a matrix file cannot add an element.
struct XMLElement: Hashable, Sendable {
    struct Attribute: Hashable, Sendable {
        var name: String
        var value: String
    }

    var name: String
    var attributes: [Attribute]
    var text: String
    var children: [XMLElement]

    /// - Parameter attributes: in the order of writing; those whose value is nil are left out.
    init(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String = "",
        _ children: [XMLElement] = []
    ) {
        self.name = name
        self.attributes = attributes.compactMap { pair in pair.value.map { Attribute(name: pair.key, value: $0) } }
        self.text = text
        self.children = children
    }

    /// The element and all below it, two spaces a level, ending in a newline.
    func rendered(indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        let open = margin + "<" + name + attributes.map { " \($0.name)='\(Self.escaped($0.value))'" }.joined()
        if !children.isEmpty {
            return open + ">\n" + children.map { $0.rendered(indent: indent + 2) }.joined() + margin + "</\(name)>\n"
        }
        return text.isEmpty ? open + "/>\n" : open + ">\(Self.escaped(text))</\(name)>\n"
    }

    /// XML 1.0, 2.2 and 2.4: five characters have names; control characters other than tab and newline are not
    /// characters of XML at all and become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&apos;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar.value < 0x20 ? "\u{FFFD}" : scalar)
            }
        }
        return result
    }
}
