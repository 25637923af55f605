// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import Glibc
import Host
import Images
import Kernels
import Reports
import SourceTrees
import Vocabulary

/// The cache's directory as it lies there: what each thing is, and how it would be removed. Only looks.
struct CacheInventory: Sendable {
    struct Thing: Sendable {
        var item: CacheItem
        var handle: Handle
    }

    /// How something is removed.
    enum Handle: Sendable {
        case entry(Shelf, Shelf.Record)
        case lineage(LineageRecord)
        /// Not at all: it is being made, or is nothing of a run's.
        case fixed
    }

    struct Litter: Sendable {
        enum Handle: Sendable {
            case remnant(Shelf, Shelf.Remnant)
            case path(String)
            case work
        }
        var garbage: CacheGarbage
        var handle: Handle
    }

    /// How old a log is that is garbage without anybody's wish.
    static let logAge = Duration.seconds(30 * 86_400)

    let now: Date
    private(set) var things: [Thing] = []
    private(set) var litter: [Litter] = []

    /// - Parameter logAge: how old a log must be to be garbage.
    @concurrent
    static func read(_ cache: String, logAge: Duration = logAge) async -> CacheInventory {
        var inventory = CacheInventory(now: Date())
        let shelves = Shelf.all(in: cache, except: ["builds", "logs"])
        for shelf in shelves { inventory.add(shelf, in: cache) }
        for record in LineageRecord.all(under: cache + "/builds") { inventory.add(record) }
        inventory.addTrash(in: cache + "/builds")
        inventory.addLogs(cache + "/logs", logAge)
        for path in AbandonedWork.paths(in: cache) {
            inventory.litter.append(
                Litter(garbage: .init(.work, path: path, size: FileTree.size(of: path)), handle: .work))
        }
        inventory.addOthers(cache, known: Set(shelves.map { $0.root } + ["builds", "logs"].map { "\(cache)/\($0)" }))
        return inventory
    }

    private init(now: Date) { self.now = now }

    private mutating func add(_ shelf: Shelf, in cache: String) {
        let place = String(shelf.root.dropFirst(cache.count + 1))
        let kinds: [String: CacheItem.Kind] = [
            "kernels": .kernel, "images/base": .image, "images/modules": .modules, "images/root": .root,
            "images/guest": .program, "images/initramfs": .initramfs,
        ]
        let kind = kinds[place] ?? .entry
        let (records, remnants) = shelf.survey()
        for record in records {
            var item = CacheItem(
                kind, key: record.key, names: record.labels, path: record.path, size: record.size,
                lastUse: record.lastUse, state: record.isInUse ? .inUse : .idle,
                health: record.isSealed ? .unknown : .damaged)
            if kind == .kernel { item.describe(kernelAt: record.path) }
            things.append(Thing(item: item, handle: .entry(shelf, record)))
        }
        for remnant in remnants {
            if !remnant.isInUse {
                litter.append(
                    Litter(
                        garbage: .init(.init(remnant.kind), path: remnant.path, size: remnant.size),
                        handle: .remnant(shelf, remnant)))
            } else if remnant.kind != .lock {
                let item = CacheItem(
                    kind, key: remnant.key, path: remnant.path, size: remnant.size, lastUse: remnant.lastUse,
                    state: remnant.kind == .staging ? .beingMade : .inUse,
                    health: remnant.kind == .damaged ? .damaged : .unknown)
                things.append(Thing(item: item, handle: .fixed))
            }
        }
    }

    private mutating func add(_ record: LineageRecord) {
        let item = CacheItem(
            .lineage, names: [record.name], source: record.repository, path: record.path, size: record.size,
            lastUse: record.lastUse, state: record.isInUse ? .inUse : .idle)
        things.append(Thing(item: item, handle: .lineage(record)))
    }

    private mutating func addTrash(in directory: String) {
        for path in Trash.left(in: directory) {
            litter.append(
                Litter(garbage: .init(.pruned, path: path, size: FileTree.size(of: path)), handle: .path(path)))
        }
    }

    /// The logs as one thing, but for the old ones.
    private mutating func addLogs(_ directory: String, _ age: Duration) {
        var item = CacheItem(.log, files: 0, path: directory, size: .bytes(0))
        for file in Self.children(of: directory) {
            if now.timeIntervalSince(file.modified) > age.inSeconds {
                litter.append(
                    Litter(garbage: .init(.log, path: file.path, size: file.size), handle: .path(file.path)))
            } else {
                item.files = (item.files ?? 0) + 1
                item.size = item.size + file.size
                item.lastUse = max(item.lastUse ?? .distantPast, file.modified)
            }
        }
        if item.files != 0 { things.append(Thing(item: item, handle: .fixed)) }
    }

    /// What is known of source packages, and what is not a run's, such as the files of a benchmark.
    private mutating func addOthers(_ cache: String, known: Set<String>) {
        for file in Self.children(of: cache) where !known.contains(file.path) {
            // A directory of shelves, such as `images`: they are in the list already.
            guard !known.contains(where: { $0.hasPrefix(file.path + "/") }) else { continue }
            let isSource = ["sources", "packages"].contains((file.path as NSString).lastPathComponent)
            let names = Self.children(of: file.path).map { ($0.path as NSString).lastPathComponent }
            let known = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.map { String($0.dropLast(5)) }
            let item = CacheItem(
                isSource ? .source : .other, names: isSource ? known.sorted() : [], path: file.path, size: file.size,
                lastUse: file.modified)
            things.append(Thing(item: item, handle: .fixed))
        }
    }

    private static func children(of directory: String) -> [(path: String, size: ByteCount, modified: Date)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.sorted().compactMap { name in
            let path = "\(directory)/\(name)"
            var info = stat()
            guard lstat(path, &info) == 0 else { return nil }
            return (path, FileTree.size(of: path), Date(timeIntervalSince1970: Double(info.st_mtim.tv_sec)))
        }
    }
}

extension CacheItem {
    /// Says nothing of a kernel whose record cannot be read.
    fileprivate mutating func describe(kernelAt path: String) {
        if let built = try? KernelRecord.read(from: path) {
            source = built.source.label
            release = built.identity.release
            compiler = built.toolchain.compiler
        } else if let ready = ReadyRecord.read(from: path) {
            source = ready.ready.label
            release = ready.identity.release
        }
    }
}

extension CacheGarbage.Kind {
    fileprivate init(_ kind: Shelf.Remnant.Kind) {
        self =
            switch kind {
            case .damaged: .damaged
            case .staging: .staging
            case .pruned: .pruned
            case .lock: .lock
            }
    }
}
