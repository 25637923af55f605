// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host

/// A directory `lib/modules/RELEASE` as it may be on a user's host, with links into source trees.
enum ModuleTree {
    /// Files and directories, by path, as they are to be copied. Links to files are followed, links to directories
    /// (`build`, `source`) are not: they lead out of the kernel.
    static func files(_ root: String) throws(HostError) -> [String] {
        guard let walker = FileManager.default.enumerator(atPath: root) else {
            throw HostError.file("read", root, errno: ENOENT)
        }
        var result: [String] = []
        while let path = walker.nextObject() as? String {
            var info = stat()
            // What leads nowhere is not part of it.
            guard stat(root + "/" + path, &info) == 0 else { continue }
            if info.st_mode & S_IFMT == S_IFREG { result.append(path) }
        }
        return result.sorted()
    }

    /// Copies what `files` lists to a directory that is made.
    static func copy(_ root: String, to target: String) throws {
        try Directories.make(target)
        var made: Set<String> = []
        for path in try files(root) {
            let parent = (path as NSString).deletingLastPathComponent
            if made.insert(parent).inserted { try Directories.make("\(target)/\(parent)") }
            let source = URL(fileURLWithPath: root + "/" + path).resolvingSymlinksInPath()
            do {
                try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: target + "/" + path))
            } catch {
                throw HostError(
                    .file, "cannot copy to the cache", at: source.path, remedy: "free disk space", cause: error)
            }
        }
    }

    /// Adds all of it to a key: names and bytes.
    static func add(_ root: String, to hash: inout ContentHash) throws(HostError) {
        for path in try files(root) {
            try hash.add("module " + path, file: root + "/" + path)
        }
    }
}
