// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Vocabulary

/// What a directory tree takes in an ext4 file system.
struct TreeSize: Equatable {
    static let blockSize: Int64 = 4096
    /// mke2fs(8), `-I`.
    static let inodeSize: Int64 = 256
    /// Inodes 1 to 10, and lost+found (ext4: EXT4_GOOD_OLD_FIRST_INO).
    private static let reservedInodes: Int64 = 11

    /// Files, directories and links, the root included.
    private(set) var inodes: Int64 = 1
    private(set) var dataBlocks: Int64 = 1

    mutating func addFile(_ size: ByteCount) {
        inodes += 1
        dataBlocks += Self.up(size.bytes, Self.blockSize)
    }

    /// - Parameter entries: how many names it holds; 64 bytes each is more than module files have.
    mutating func addDirectory(entries: Int = 0) {
        inodes += 1
        dataBlocks += 1 + Self.up(Int64(entries) * 64, Self.blockSize)
    }

    /// Up to 59 characters of a link's target are in its inode.
    mutating func addLink() {
        inodes += 1
        dataBlocks += 1
    }

    var inodeCount: Int64 { inodes + Self.reservedInodes + 5 }

    /// The blocks of a file system that holds the tree, in whole MiB: data, inode table, 1 in 32 for the blocks of
    /// extents, groups and superblocks, and 64 for what is fixed.
    var blockCount: Int64 {
        let table = Self.up(inodeCount * Self.inodeSize, Self.blockSize)
        let used = dataBlocks + table
        let blocks = used + used / 32 + 64
        let perMebibyte = (1 << 20) / Self.blockSize
        return Self.up(blocks, perMebibyte) * perMebibyte
    }

    var total: ByteCount { ByteCount(blockCount * Self.blockSize) }

    private static func up(_ value: Int64, _ unit: Int64) -> Int64 { (value + unit - 1) / unit }

    /// Measures a tree; links are not followed.
    /// - Throws: `HostError` when it cannot be read.
    static func measure(_ root: String) throws(HostError) -> TreeSize {
        guard let walker = FileManager.default.enumerator(atPath: root) else {
            throw HostError.file("read", root, errno: ENOENT)
        }
        var size = TreeSize()
        while let path = walker.nextObject() as? String {
            var info = stat()
            guard lstat(root + "/" + path, &info) == 0 else {
                throw HostError.file("read", root + "/" + path, errno: errno)
            }
            switch info.st_mode & S_IFMT {
            case S_IFDIR:
                let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + path)) ?? []
                size.addDirectory(entries: names.count)
            case S_IFLNK: size.addLink()
            default: size.addFile(ByteCount(Int64(info.st_size)))
            }
        }
        return size
    }
}
