// SPDX-License-Identifier: Apache-2.0

/// The first 16 bytes of a frame, held against the bounds before anything more of it is kept.
struct FrameHeader: Hashable {
    static let size = 16
    static let checksumSize = 4
    static let longestName = 96
    static let longestPayload = 65_536
    static let longestNote = 1_024
    static let largestFrame = size + longestName + longestPayload + checksumSize

    enum Kind: UInt8 {
        case hello = 1
        case mark, data, end, note, seal
    }

    static let cut: UInt8 = 1
    static let unreadable: UInt8 = 2

    var kind: Kind
    var flags: UInt8
    var nameLength: Int
    var sequence: UInt32
    var payloadLength: Int

    /// Everything after the header.
    var bodyLength: Int { nameLength + payloadLength + Self.checksumSize }

    struct Fault: Error {
        var kind: StreamFault.Kind
        var detail: String
    }

    /// - Parameter bytes: at least 16.
    init(_ bytes: [UInt8]) throws(Fault) {
        guard bytes.starts(with: [0x42, 0x4D, 0x58, 0x31]) else {
            throw Fault(kind: .magic, detail: "a frame begins with \(bytes.prefix(4).hex), not with 424d5831")
        }
        guard let kind = Kind(rawValue: bytes[4]) else {
            throw Fault(kind: .kind, detail: "kind \(bytes[4]) is not one of 1 to 6")
        }
        let allowed: UInt8 = kind == .end ? Self.cut | Self.unreadable : 0
        guard bytes[5] & ~allowed == 0 else {
            throw Fault(kind: .flags, detail: "flags \(bytes[5]) on a frame of kind \(kind.rawValue)")
        }
        let nameLength = Int(bytes.littleEndian(at: 6, as: UInt16.self))
        guard (1...Self.longestName).contains(nameLength) else {
            throw Fault(kind: .name, detail: "a name of \(nameLength) bytes, where 1 to \(Self.longestName) may be")
        }
        let payloadLength = Int(bytes.littleEndian(at: 12, as: UInt32.self))
        let longest = kind == .note ? Self.longestNote : Self.longestPayload
        guard payloadLength <= longest else {
            throw Fault(kind: .length, detail: "a payload of \(payloadLength) bytes, where \(longest) may be")
        }
        self.kind = kind
        flags = bytes[5]
        self.nameLength = nameLength
        sequence = bytes.littleEndian(at: 8, as: UInt32.self)
        self.payloadLength = payloadLength
    }
}

extension [UInt8] {
    /// The integer whose first byte is at `offset`; missing bytes are zero.
    func littleEndian<Value: FixedWidthInteger & UnsignedInteger>(at offset: Int, as type: Value.Type) -> Value {
        var value: Value = 0
        for index in 0..<(Value.bitWidth / 8) where offset + index < count {
            value |= Value(self[offset + index]) << Value(8 * index)
        }
        return value
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hex: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
