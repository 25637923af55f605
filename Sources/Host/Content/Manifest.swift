// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Vocabulary

/// The file `MANIFEST` of a shelf's entry: a line `SHA256 LENGTH PATH` for each regular file, sorted by path. A symbolic
/// link is not followed; its line has the hash and length of its target's name. Whoever uses an entry holds a shared
/// lock on this file (`Holds`), and its time of modification is that of the last use.
enum Manifest {
    static let name = "MANIFEST"

    static func path(in directory: String) -> String { directory + "/" + name }

    /// Lists, syncs and seals a directory. The manifest is written last.
    /// - Throws: `HostError`; one of a full disk is `no-space`.
    static func write(directory: String) throws(HostError) {
        var lines = ""
        for item in try FileTree.leaves(of: directory) where item.path != name {
            // A line break would forge a line, and the entry would never be found sound again.
            guard !item.path.contains(where: \.isNewline) else {
                throw HostError(.file, "a file's name has a line break: \(SafeText.line(item.path))", at: directory)
            }
            let full = directory + "/" + item.path
            if !item.isLink { try sync(full) }
            lines += "\(try hash(of: item, at: full)) \(item.length) \(item.path)\n"
        }
        try write(lines, to: path(in: directory))
    }

    static func hash(of item: FileTree.Leaf, at path: String) throws(HostError) -> String {
        guard item.isLink else { return try ContentHash.ofFile(path) }
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
            throw HostError.file("read the link", path, errno: EIO)
        }
        var digest = SHA256Digest()
        Array(target.utf8).withUnsafeBytes { digest.update($0) }
        return digest.finish()
    }

    private static func write(_ text: String, to path: String) throws(HostError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw HostError.file("write the manifest", path, errno: errno) }
        defer { close(descriptor) }
        var left = Array(text.utf8)[...]
        while !left.isEmpty {
            let count = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw HostError.file("write the manifest", path, errno: errno) }
            left = left.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw HostError.file("write the manifest", path, errno: errno) }
    }

    /// What was written may still turn out not to fit when it reaches the disk (write(2), "ENOSPC").
    private static func sync(_ path: String) throws(HostError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HostError.file("store", path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw HostError.file("store", path, errno: errno) }
    }
}
