// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Writes evidence streams for tests, frame by frame, by the words of docs/evidence.md. Written apart from both real
/// ends; the byte vectors hold all three together.
public struct StreamBuilder: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var sequence: UInt32 = 0
    private var items: UInt32 = 0
    private var total: UInt64 = 0

    public init() { frame(kind: 1, name: "bootmatrix", payload: Array("version=1\n".utf8)) }

    public mutating func mark(_ stage: String, nanoseconds: UInt64) {
        frame(kind: 2, name: stage, payload: Self.little(nanoseconds))
    }

    public mutating func item(_ name: String, _ content: [UInt8]) {
        for start in stride(from: 0, to: content.count, by: 65_536) {
            frame(kind: 3, name: name, payload: Array(content[start..<min(start + 65_536, content.count)]))
        }
        frame(kind: 4, name: name, payload: Self.little(UInt64(content.count)) + Self.little(CRC32.of(content)))
        items += 1
        total += UInt64(content.count)
    }

    public mutating func item(_ name: String, _ text: String) { item(name, Array(text.utf8)) }

    public mutating func seal() {
        frame(kind: 6, name: "bootmatrix", payload: Self.little(items) + Self.little(total))
    }

    /// Any frame, right or wrong.
    public mutating func frame(kind: UInt8, flags: UInt8 = 0, name: String, payload: [UInt8]) {
        var frame: [UInt8] = [0x42, 0x4D, 0x58, 0x31, kind, flags]
        frame += Self.little(UInt16(name.utf8.count)) + Self.little(sequence) + Self.little(UInt32(payload.count))
        frame += Array(name.utf8) + payload
        bytes += frame + Self.little(CRC32.of(frame))
        sequence += 1
    }

    private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
