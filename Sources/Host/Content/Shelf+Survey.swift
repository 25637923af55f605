// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Glibc
public import Vocabulary

extension Shelf {
    /// An entry as it lies there; nothing of it was verified.
    public struct Record: Sendable {
        public let key: String
        public let path: String
        /// As what it was asked for, the newest last. Text of a file: make it safe before it is shown.
        public let labels: [String]
        /// On the disk.
        public let size: ByteCount
        public let lastUse: Date
        /// Some process holds it.
        public let isInUse: Bool
        /// It has its manifest; otherwise it will never be used.
        public let isSealed: Bool
    }

    /// What is no entry and takes room or a name.
    public struct Remnant: Sendable {
        public enum Kind: String, Sendable, CaseIterable {
            /// An entry that was found damaged and set aside.
            case damaged
            /// Of a maker that was killed, or that is at work now: then it is in use.
            case staging
            /// Of a removal that was killed.
            case pruned
            /// A lock without an entry.
            case lock
        }

        public let kind: Kind
        public let key: String
        public let path: String
        public let size: ByteCount
        public let lastUse: Date
        public let isInUse: Bool
    }

    /// Everything in the shelf. Needs no right to write; makes nothing, and holds nothing afterwards.
    public func survey() -> (records: [Record], remnants: [Remnant]) {
        let all = ShelfName.all(in: root)
        let keys = Set(all.compactMap { if case .entry(let key) = $0.meaning { key } else { nil } })
        var records: [Record] = []
        var remnants: [Remnant] = []
        for (name, meaning) in all {
            switch meaning {
            case .entry(let key): records += record(key).map { [$0] } ?? []
            case .damaged(let key): remnants.append(remnant(.damaged, key, name, Self.isHeld(root + "/" + name)))
            case .staging(let key): remnants.append(remnant(.staging, key, name, FileLock.isHeld(lockPath(key))))
            case .pruned(let key): remnants.append(remnant(.pruned, key, name, false))
            case .lock(let key):
                if !keys.contains(key) {
                    remnants.append(remnant(.lock, key, name, FileLock.isHeld(lockPath(key))))
                }
            }
        }
        return (records, remnants)
    }

    private func record(_ key: String) -> Record? {
        let directory = path(of: key)
        var info = stat()
        guard lstat(directory, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else { return nil }
        let manifest = Manifest.path(in: directory)
        return Record(
            key: key, path: directory, labels: labels(of: key), size: FileTree.size(of: directory),
            lastUse: Self.modified(manifest) ?? Self.modified(directory) ?? .distantPast,
            isInUse: Self.isHeld(directory), isSealed: access(manifest, F_OK) == 0)
    }

    private func remnant(_ kind: Remnant.Kind, _ key: String, _ name: String, _ isInUse: Bool) -> Remnant {
        let path = root + "/" + name
        return Remnant(
            kind: kind, key: key, path: path, size: FileTree.size(of: path),
            lastUse: Self.modified(path) ?? .distantPast, isInUse: isInUse)
    }

    /// The shelves below a directory: those that have entries or remnants, and lie in it or one level deeper.
    /// - Parameter except: names in the directory of what is none, whatever it looks like.
    public static func all(in directory: String, except: Set<String> = []) -> [Shelf] {
        func isShelf(_ path: String) -> Bool {
            ShelfName.all(in: path).contains { name, meaning in
                guard case .entry = meaning else { return true }
                return access(Manifest.path(in: "\(path)/\(name)"), F_OK) == 0
            }
        }
        func directories(in path: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
                .sorted().map { path + "/" + $0 }
        }
        let children = directories(in: directory).filter { !except.contains(($0 as NSString).lastPathComponent) }
        return children.flatMap { child in
            isShelf(child) ? [child] : directories(in: child).filter(isShelf)
        }.map { Shelf($0) }
    }
}
