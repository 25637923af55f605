// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Glibc
public import Host
public import Vocabulary

/// A lineage as it lies below `CACHE/builds`: for those who look at a cache and make room in it.
public struct LineageRecord: Sendable {
    public let path: String
    /// The git directory whose objects it borrows; nil for one of a package.
    public let repository: String?
    /// Tree and objects, on the disk.
    public let size: ByteCount
    public let lastUse: Date
    /// Somebody works in it, or a compiler does that outlived its make.
    public let isInUse: Bool

    public var name: String { (path as NSString).lastPathComponent }

    /// All lineages of a directory, by name.
    public static func all(under root: String) -> [LineageRecord] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().compactMap { LineageRecord(root + "/" + $0) }
    }

    private init?(_ path: String) {
        guard let lastUse = Self.lastUse(path) else { return nil }
        self.path = path
        self.lastUse = lastUse
        size = FileTree.size(of: path)
        isInUse = FileLock.isHeld(path + "/.lock") || FileLock.isHeld(path + "/.commands")
        let alternates = try? Files.content(path + "/git/objects/info/alternates")
        repository = alternates.map { content in
            let objects = String(decoding: content.bytes.prefix { $0 != 0x0A }, as: UTF8.self)
            return objects.hasSuffix("/objects") ? String(objects.dropLast("/objects".count)) : objects
        }
    }

    /// The lock is written to by whoever opens the lineage.
    private static func lastUse(_ path: String) -> Date? {
        var info = stat()
        guard stat(path + "/.lock", &info) == 0 else { return nil }
        return Date(timeIntervalSince1970: Double(info.st_mtim.tv_sec) + Double(info.st_mtim.tv_nsec) * 1e-9)
    }

    /// Removes it, unless somebody works in it or did since it was looked at. It goes by one rename under its locks: who
    /// opens it next finds it whole, or begins anew.
    ///
    /// - Returns: false when it stays.
    public func remove() throws(HostError) -> Bool {
        guard let trash = try takeAway() else { return false }
        trash.empty()
        return true
    }

    private func takeAway() throws(HostError) -> Trash? {
        guard let lock = try FileLock.attempt(path + "/.lock", making: .nothing) else { return nil }
        defer { _ = lock.path }
        guard let commands = try FileLock.attempt(path + "/.commands") else { return nil }
        defer { _ = commands.path }
        guard let last = Self.lastUse(path), last <= lastUse else { return nil }
        return try Trash(path)
    }
}
