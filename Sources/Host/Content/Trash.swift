// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A directory on its way out: renamed in one step, so that nobody sees it half gone, and then taken apart. What a killed
/// process left of it has a name by which the next one knows it.
public struct Trash: Sendable {
    private static let prefix = ".pruned-"
    let path: String

    /// Takes a file or directory away from its name. Call with whatever lock keeps others from using it.
    /// - Throws: `HostError`.
    public init(_ path: String) throws(HostError) {
        let (root, name) = Self.split(path)
        self.path = "\(root)/\(Self.prefix)\(name)-\(UInt32.random(in: 0...UInt32.max))"
        try Self.move(path, to: self.path)
    }

    /// Frees its room, which can take a while: call without locks. What cannot be removed stays for the next.
    public func empty() { try? FileManager.default.removeItem(atPath: path) }

    /// What killed processes left in a directory. Others may be taking it apart as well, which does no harm.
    public static func left(in root: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.sorted().map { root + "/" + $0 }
    }

    /// Renames, and has the directory of the new name written to the disk.
    static func move(_ from: String, to: String) throws(HostError) {
        guard rename(from, to) == 0 else { throw HostError.file("move", from, errno: errno) }
        let descriptor = open(split(to).root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func split(_ path: String) -> (root: String, name: String) {
        let path = path as NSString
        return (path.deletingLastPathComponent, path.lastPathComponent)
    }
}
