// SPDX-License-Identifier: Apache-2.0

/// CRC-32 as IEEE 802.3 and zlib have it: reflected, polynomial 0xEDB88320, initial value and final xor all ones.
///
/// Eight bytes are taken at a time, with eight tables (Kounavis and Berry, "Novel table lookup-based algorithms for
/// high-performance CRC generation", 2008): every byte of a guest's evidence is summed twice, and megabytes of it
/// arrive while other guests want the CPU.
public struct CRC32: Sendable {
    private var state: UInt32 = 0xFFFF_FFFF

    /// Table `k` of 256 entries advances a byte past `k` zero bytes.
    private static let tables: [UInt32] = {
        var all: [UInt32] = []
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
            all.append(value)
        }
        for index in 256..<2048 {
            let before = all[index - 256]
            all.append((before >> 8) ^ all[Int(before & 0xFF)])
        }
        return all
    }()

    public init() {}

    public mutating func update(_ bytes: some Sequence<UInt8>) {
        let done: Void? = bytes.withContiguousStorageIfAvailable { update(buffer: $0) }
        guard done == nil else { return }
        Self.tables.withUnsafeBufferPointer { table in
            for byte in bytes { state = table[Int((state ^ UInt32(byte)) & 0xFF)] ^ (state >> 8) }
        }
    }

    private mutating func update(buffer: UnsafeBufferPointer<UInt8>) {
        var crc = state
        Self.tables.withUnsafeBufferPointer { table in
            let raw = UnsafeRawBufferPointer(buffer)
            var at = 0
            while raw.count - at >= 8 {
                let low = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)) ^ crc
                let high = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self))
                let near = table[1792 + Int(low & 0xFF)] ^ table[1536 + Int((low >> 8) & 0xFF)]
                let middle = table[1280 + Int((low >> 16) & 0xFF)] ^ table[1024 + Int(low >> 24)]
                let next = table[768 + Int(high & 0xFF)] ^ table[512 + Int((high >> 8) & 0xFF)]
                let far = table[256 + Int((high >> 16) & 0xFF)] ^ table[Int(high >> 24)]
                crc = near ^ middle ^ next ^ far
                at += 8
            }
            while at < raw.count {
                crc = table[Int((crc ^ UInt32(raw[at])) & 0xFF)] ^ (crc >> 8)
                at += 1
            }
        }
        state = crc
    }

    public var value: UInt32 { state ^ 0xFFFF_FFFF }

    public static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc = CRC32()
        crc.update(bytes)
        return crc.value
    }
}
