// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
public import Vocabulary

/// A directory tree, looked at without following links.
public enum FileTree {
    /// Whatever is no directory.
    struct Leaf: Hashable {
        /// Below the tree's root.
        var path: String
        /// Of a link, that of its target's name.
        var length: Int64
        var isLink: Bool
    }

    /// Everything below a directory that is no directory itself, sorted by path.
    /// - Throws: `HostError` when a part of it cannot be read.
    static func leaves(of root: String) throws(HostError) -> [Leaf] {
        var result: [Leaf] = []
        var failure: HostError?
        let prefix = root.utf8.count + 1
        walk(root) { path, info, error in
            if let error {
                failure = failure ?? HostError.file("read", path, errno: error)
            } else if info.st_mode & S_IFMT != S_IFDIR {
                let below = String(decoding: path.utf8.dropFirst(prefix), as: UTF8.self)
                result.append(
                    Leaf(path: below, length: Int64(info.st_size), isLink: info.st_mode & S_IFMT == S_IFLNK))
            }
        }
        if let failure { throw failure }
        return result.sorted { $0.path < $1.path }
    }

    /// What a tree or a file takes on its disk, holes not counted. What cannot be read counts nothing, and neither does
    /// what others remove meanwhile.
    public static func size(of path: String) -> ByteCount {
        var blocks: Int64 = 0
        walk(path) { _, info, error in if error == nil { blocks += Int64(info.st_blocks) } }
        return ByteCount(blocks * 512)
    }

    /// Calls with the path, what lstat(2) says of it, and an error for what cannot be read.
    private static func walk(_ root: String, _ visit: (String, stat, Int32?) -> Void) {
        var waiting = [root]
        while let path = waiting.popLast() {
            var info = stat()
            guard lstat(path, &info) == 0 else {
                visit(path, info, errno)
                continue
            }
            visit(path, info, nil)
            guard info.st_mode & S_IFMT == S_IFDIR else { continue }
            guard let directory = opendir(path) else {
                visit(path, info, errno)
                continue
            }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                // As long as the name is: the field is a tuple of 256.
                let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                    field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { waiting.append(path + "/" + name) }
            }
        }
    }
}
