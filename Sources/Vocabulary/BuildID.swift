// SPDX-License-Identifier: Apache-2.0

/// A GNU build-id: the linker's hash of what it linked, the only proof of which kernel or module ran.
/// (ld(1), `--build-id`; elf note type NT_GNU_BUILD_ID.)
public struct BuildID: Hashable, Sendable, CustomStringConvertible {
    /// Lower-case hexadecimal.
    public let hex: String

    public init?(hex: String) {
        let lower = hex.lowercased()
        guard !lower.isEmpty, lower.count % 2 == 0, lower.allSatisfy(\.isHexDigit) else { return nil }
        self.hex = lower
    }

    public init(bytes: some Sequence<UInt8>) {
        hex = bytes.map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }

    public var description: String { hex }
    /// The first 12 digits, for a table.
    public var short: String { String(hex.prefix(12)) }
}

extension BuildID: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = BuildID(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a build-id")
        }
        self = value
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
