// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Host
import Kernels
import MatrixPlan
import Synchronization
import Testing

/// Builds kernels that take half a minute: `tinyconfig`, 64 bits, one module. They are built in a cache of their own in the
/// user's cache, so that the source is unpacked once; stored kernels are removed first, so that each is built.
final class TinyKernel {
    static let package = "linux-source-6.12"

    let cache: String
    private let files: String
    private let lock: FileLock

    private final class Progress: ProgressPort {
        let done = Mutex(0)
        let notes = Mutex<[String]>([])
        func report(_ event: ProgressEvent) {
            switch event {
            case .kernelProgress(_, let count, _): done.withLock { $0 = count }
            case .note(let text): notes.withLock { $0.append(text) }
            default: break
            }
        }
    }

    /// One build.
    struct Built {
        var record: KernelRecord
        /// SHA-256 of every file but the record and the log, by its place.
        var files: [String: String]
        /// Objects that were compiled or linked.
        var steps: Int
        var notes: [String]
    }

    private init(cache: String, files: String, lock: consuming FileLock) {
        self.cache = cache
        self.files = files
        self.lock = lock
    }

    static func open() async throws -> TinyKernel {
        let cache = Directories().cache + "/tests/tiny"
        try Directories.make(cache)
        let lock = try await FileLock.acquire(cache + ".lock")
        try? FileManager.default.removeItem(atPath: cache + "/kernels")
        let files = cache + "/definitions"
        try? FileManager.default.removeItem(atPath: files)
        for name in ["fragments", "patches"] { try Directories.make(files + "/" + name) }
        return TinyKernel(cache: cache, files: files, lock: lock)
    }

    /// The source without any patch, once a kernel without patches was built.
    private var tree: String {
        get throws {
            let builds = cache + "/builds"
            let name = try #require(try FileManager.default.contentsOfDirectory(atPath: builds).first)
            return "\(builds)/\(name)/tree"
        }
    }

    /// Writes a patch that changes a file as the closure does, against the tree as it is now.
    func patch(_ name: String, _ file: String, change: (String) -> String) async throws -> String {
        let path = try tree + "/" + file
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = change(text)
        try #require(changed != text, "\(file) is not what it was")
        let scratch = cache + "/changed"
        try changed.write(toFile: scratch, atomically: true, encoding: .utf8)
        // diff(1) ends with 1 where there is a difference.
        let result = try await Command(
            "diff", ["--unified", "--label=a/\(file)", "--label=b/\(file)", path, scratch]
        ).run(keeping: 10_000)
        let lines = result.tail.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }
        try lines.joined().write(toFile: "\(files)/patches/\(name).patch", atomically: true, encoding: .utf8)
        return "\(name).patch"
    }

    static let symbols = [
        "64BIT": "y", "MODULES": "y", "PRINTK": "y", "BUG": "y", "DEBUG_BUGVERBOSE": "y", "CRC_ITU_T": "m",
    ]

    func build(
        _ name: String, symbols: [String: String] = [:], patches: [String] = [],
        toolchain: KernelDefinition.CompilerChoice = .gcc, limits: BuildLimits = .ofThisProcess
    ) async throws -> Built {
        let definition = KernelDefinition(
            name: KernelName(unchecked: name), title: name, source: .package(Self.package),
            configuration: .init(
                base: .target("tinyconfig"), fragments: [], symbols: Self.symbols.merging(symbols) { $1 }),
            patches: patches, toolchain: toolchain)
        let progress = Progress()
        var directories = Directories()
        directories.cache = cache
        let workshop = KernelWorkshop(
            definitions: [definition], in: files, directories: directories, progress: progress, limits: limits)
        do {
            _ = try await workshop.artifact(for: definition.name)
        } catch let error as KernelError where error.kind == .noDriver {
            // No guest of ours could start it. It is built and stored all the same.
        }
        let built = try #require(try await workshop.built(definition.name))
        let directory = built.directory
        var hashes: [String: String] = [:]
        for case let path as String in FileManager.default.enumerator(atPath: directory) ?? .init() {
            var isDirectory: ObjCBool = false
            let full = directory + "/" + path
            guard FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory), !isDirectory.boolValue,
                !["kernel.json", "build.log", "MANIFEST"].contains(path)
            else { continue }
            hashes[path] = try ContentHash.ofFile(full)
        }
        return Built(
            record: built.record, files: hashes, steps: progress.done.withLock { $0 },
            notes: progress.notes.withLock { $0 })
    }

    /// Removes the objects that were compiled through ccache(1), which keeps its own copies.
    func forgetObjectsThroughCache() throws {
        for lineage in try FileManager.default.contentsOfDirectory(atPath: cache + "/builds") {
            let directory = "\(cache)/builds/\(lineage)"
            for name in try FileManager.default.contentsOfDirectory(atPath: directory) where name.hasPrefix("o.ccache")
            {
                try FileManager.default.removeItem(atPath: directory + "/" + name)
            }
        }
    }

    /// Takes a stored kernel away, so that it is built again.
    func forget(_ built: Built) throws {
        try FileManager.default.removeItem(atPath: "\(cache)/kernels/\(built.record.key)")
    }
}
