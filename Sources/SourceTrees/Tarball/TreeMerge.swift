// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// Makes one tree like another without touching what is the same: a file whose bytes stay keeps its time, and its
/// objects with it. The other tree is used up. Run again after it was broken off, it goes on.
struct TreeMerge {
    let from: String
    let into: String

    /// - Throws: `HostError`.
    func run() throws { try merge("") }

    private func merge(_ place: String) throws {
        let wanted = try Self.entries(from + place)
        for name in try Self.entries(into + place) where !wanted.contains(name) {
            try Files.remove("\(into)\(place)/\(name)")
        }
        for name in wanted.sorted() {
            let path = "\(place)/\(name)"
            var (new, old) = (stat(), stat())
            guard lstat(from + path, &new) == 0 else { throw HostError.file("read", from + path, errno: errno) }
            let isThere = lstat(into + path, &old) == 0
            if isThere, new.st_mode & S_IFMT == S_IFDIR, old.st_mode & S_IFMT == S_IFDIR {
                try merge(path)
                continue
            }
            if isThere, Self.isSame(from + path, new, into + path, old) { continue }
            if isThere { try Files.remove(into + path) }
            guard rename(from + path, into + path) == 0 else {
                throw HostError.file("store", into + path, errno: errno)
            }
        }
    }

    private static func entries(_ path: String) throws -> Set<String> {
        do {
            return Set(try FileManager.default.contentsOfDirectory(atPath: path))
        } catch {
            throw HostError(.file, "cannot read the directory", at: path, cause: error)
        }
    }

    private static func isSame(_ left: String, _ one: stat, _ right: String, _ other: stat) -> Bool {
        // Of the mode, what decides a kernel: the umask may have changed since.
        let mask: mode_t = S_IFMT | 0o100
        guard one.st_mode & mask == other.st_mode & mask, one.st_size == other.st_size else { return false }
        switch one.st_mode & S_IFMT {
        case S_IFREG:
            guard let a = FileManager.default.contents(atPath: left) else { return false }
            return FileManager.default.contents(atPath: right) == a
        case S_IFLNK:
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: left)
            return target != nil && target == (try? FileManager.default.destinationOfSymbolicLink(atPath: right))
        default: return false
        }
    }
}
