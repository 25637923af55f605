// SPDX-License-Identifier: Apache-2.0

/// A name that may appear in file names, libvirt domains and tables: `[a-z0-9][a-z0-9._-]*`, at most 40 characters.
public protocol PlainName: RawRepresentable<String>, Hashable, Comparable, Codable, CodingKeyRepresentable, Sendable,
    CustomStringConvertible
{
    init(unchecked rawValue: String)
}

extension PlainName {
    /// Nil when the text could not serve as a file name everywhere.
    public init?(rawValue: String) {
        guard Self.isPlain(rawValue[...]) else { return nil }
        self.init(unchecked: rawValue)
    }

    static func isPlain(_ text: Substring) -> Bool {
        let allowed = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || [0x2E, 0x5F, 0x2D].contains(byte)
        }
        guard allowed, (1...40).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return first != 0x2E && first != 0x2D && first != 0x5F
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(rawValue: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a plain name")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { rawValue }
}

/// A guest image's name: the file `images/NAME.yaml` defines it.
public struct ImageName: PlainName {
    public let rawValue: String
    public init(unchecked rawValue: String) { self.rawValue = rawValue }
}
