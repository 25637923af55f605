// SPDX-License-Identifier: Apache-2.0

/// An empty qcow2 image over a raw base: the bytes that `qemu-img create -f qcow2 -F raw -b BASE` would write
/// (QEMU, docs/interop/qcow2.txt). Written by us: that program takes 25 ms and 10 ms of CPU time, for each guest.
///
/// Four clusters: the header, the reference count table, its first block, and the level-1 table, which is empty.
enum OverlayImage {
    static let clusterBits: UInt32 = 16
    private static let clusterSize = 1 << Int(clusterBits)

    /// - Parameters:
    ///   - base: the path of the raw base, at most 1,023 bytes.
    ///   - size: the base's length in bytes, a multiple of 512, at most the 4 TiB that one cluster of level-1 entries
    ///     covers.
    /// - Returns: nil where the arguments do not fit.
    static func bytes(base: String, size: Int64) -> [UInt8]? {
        let path = Array(base.utf8)
        guard (1...1023).contains(path.count), size > 0, size % 512 == 0, size <= 4 << 40 else { return nil }
        var image = [UInt8](repeating: 0, count: 4 * clusterSize)
        func put(_ value: UInt64, _ width: Int, at offset: Int) {
            for index in 0..<width {
                image[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * (width - 1 - index)))
            }
        }
        // One level-1 entry covers a cluster of 8-byte level-2 entries, each of which covers a cluster.
        let perEntry = Int64(clusterSize) * Int64(clusterSize / 8)
        let entries = (size + perEntry - 1) / perEntry
        let nameOffset = 512
        put(0x5146_49FB, 4, at: 0)  // "QFI\xfb"
        put(3, 4, at: 4)  // version
        put(UInt64(nameOffset), 8, at: 8)
        put(UInt64(path.count), 4, at: 16)
        put(UInt64(clusterBits), 4, at: 20)
        put(UInt64(size), 8, at: 24)
        put(UInt64(entries), 4, at: 36)
        put(UInt64(3 * clusterSize), 8, at: 40)  // level-1 table
        put(UInt64(clusterSize), 8, at: 48)  // reference count table
        put(1, 4, at: 56)  // its clusters
        put(4, 4, at: 96)  // reference counts of 2^4 bits
        put(104, 4, at: 100)  // header length
        // Header extension: the base's format, so that nobody guesses it from the guest's bytes.
        put(0xE279_2ACA, 4, at: 104)
        put(3, 4, at: 108)
        image.replaceSubrange(112..<115, with: Array("raw".utf8))
        image.replaceSubrange(nameOffset..<nameOffset + path.count, with: path)
        put(UInt64(2 * clusterSize), 8, at: clusterSize)
        for cluster in 0..<4 { put(1, 2, at: 2 * clusterSize + 2 * cluster) }
        return image
    }

    /// Bytes from the start within which the level-1 table of an image that `bytes` made ends.
    static let tableEnd = 4 * clusterSize

    /// Whether the guest has written to it: the level-1 table has an entry then (QEMU, docs/interop/qcow2.txt). The
    /// guest itself cannot change the table, only write through QEMU.
    /// - Parameter head: the first `tableEnd` bytes of the file; nil for what is no image of ours.
    static func isWritten(_ head: [UInt8]) -> Bool? {
        guard head.count == tableEnd, head.starts(with: [0x51, 0x46, 0x49, 0xFB]) else { return nil }
        return head[(3 * clusterSize)...].contains { $0 != 0 }
    }
}
