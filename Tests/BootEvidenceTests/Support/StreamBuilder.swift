// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Writes streams as docs/evidence.md describes them, by itself, so that the reader is tested against something that
/// it shares no code with. Its checksum is the table-free form.
struct StreamBuilder {
    enum Kind: UInt8 {
        case hello = 1
        case mark, data, end, note, seal
    }

    var bytes: [UInt8] = []
    /// The length of the stream after each frame.
    var ends: [Int] = []
    private var sequence: UInt32 = 0
    private var items: UInt32 = 0
    private var total: UInt64 = 0

    init(hello: Bool = true) {
        if hello { frame(.hello, "bootmatrix", Array("version=1\n".utf8)) }
    }

    mutating func frame(_ kind: Kind, _ name: String, _ payload: [UInt8] = [], flags: UInt8 = 0) {
        var frame: [UInt8] = Array("BMX1".utf8) + [kind.rawValue, flags]
        frame += Self.little(UInt16(name.utf8.count)) + Self.little(sequence) + Self.little(UInt32(payload.count))
        frame += Array(name.utf8) + payload
        frame += Self.little(Self.crc(frame))
        bytes += frame
        ends.append(bytes.count)
        sequence += 1
    }

    mutating func mark(_ stage: String, _ time: UInt64) { frame(.mark, stage, Self.little(time)) }

    mutating func item(_ name: String, _ content: [UInt8], piece: Int = 65_536, flags: UInt8 = 0, errno: Int32? = nil) {
        var rest = content[...]
        while !rest.isEmpty {
            frame(.data, name, Array(rest.prefix(piece)))
            rest = rest.dropFirst(piece)
        }
        var payload = Self.little(UInt64(content.count)) + Self.little(Self.crc(content))
        if let errno { payload += Self.little(UInt32(bitPattern: errno)) }
        frame(.end, name, payload, flags: flags)
        items += 1
        total += UInt64(content.count)
    }

    mutating func seal() { frame(.seal, "bootmatrix", Self.little(items) + Self.little(total)) }

    static func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
