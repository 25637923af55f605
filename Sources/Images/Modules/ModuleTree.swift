// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import MatrixPlan

/// One kernel's modules as files: `lib/modules/RELEASE` below a root.
struct ModuleTree: Sendable {
    let root: String
    let release: String

    var directory: String { root + "/lib/modules/" + release }

    /// Absolute paths of the modules' files, sorted, by the format that their names say. Links are left out.
    /// - Throws: `HostError` when the tree cannot be read.
    func files() throws(HostError) -> [ModuleFormat: [String]] {
        guard let walker = FileManager.default.enumerator(atPath: directory) else {
            throw HostError.file("read", directory, errno: ENOENT)
        }
        var found: [ModuleFormat: [String]] = [:]
        while let name = walker.nextObject() as? String {
            let path = directory + "/" + name
            guard let format = Self.format(ofFile: name) else { continue }
            var info = stat()
            guard lstat(path, &info) == 0 else { throw HostError.file("read", path, errno: errno) }
            if info.st_mode & S_IFMT == S_IFREG { found[format, default: []].append(path) }
        }
        return found.mapValues { $0.sorted() }
    }

    static func format(ofFile name: String) -> ModuleFormat? {
        ModuleFormat.allCases.first { format in format.ending.map(name.hasSuffix) ?? false }
    }

    /// How many modules modprobe(8) would find: modules.dep has a line for each.
    func indexed() throws(HostError) -> Int {
        let path = directory + "/modules.dep"
        guard let text = FileManager.default.contents(atPath: path) else {
            throw HostError.file("read", path, errno: ENOENT)
        }
        return text.count { $0 == UInt8(ascii: "\n") }
    }
}
