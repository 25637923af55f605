// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Host
import MatrixPlan
import Vocabulary

/// Kernels that somebody else built, found in the cache or taken into it. They are kept by content, as those that are
/// built are: the package's version and hash, or the hashes of every file.
struct ReadyKernels: Sendable {
    /// Goes up when an entry is made in another way.
    private static let format = "1"
    /// What an entry takes while it is made: a package, its content, and the modules of a batch decompressed.
    private static let space = ByteCount.mebibytes(700)

    let directories: Directories
    /// What relative paths of definitions are below.
    let definitions: String
    let progress: any ProgressPort
    private let apt: Apt
    private let packages: String

    /// - Parameter run: how apt's and dpkg's commands are run.
    init(
        directories: Directories, definitions: String, progress: any ProgressPort,
        run: @escaping Apt.Runner = Apt.runner
    ) {
        self.directories = directories
        self.definitions = definitions
        self.progress = progress
        packages = directories.cache + "/packages"
        apt = Apt(directory: packages + "/apt", run: run)
    }

    /// The directory of the kernel's entry.
    /// - Throws: `KernelError`, `HostError`, `CancellationError`.
    func entry(of name: KernelName, _ ready: KernelDefinition.Ready) async throws -> String {
        switch ready {
        case .files(let image, let modules, let config):
            let files = ReadyFiles(image: image, modules: modules, config: config, in: definitions)
            return try await taken(name, files, package: nil)
        case .package(let package):
            return try await entry(of: name, BinaryPackage(name: package, directory: packages, apt: apt))
        }
    }

    /// The key under which the kernel is kept, as far as that is known without asking anybody; nil for a package that was
    /// never taken in.
    func knownKey(_ ready: KernelDefinition.Ready) async throws -> String? {
        switch ready {
        case .package(let package): return PackageMemory.recall(package, in: packages)?.key
        case .files(let image, let modules, let config):
            let files = ReadyFiles(image: image, modules: modules, config: config, in: definitions)
            try files.check()
            return try await Self.key(of: files, release: try KernelImage.header(of: files.image).release)
        }
    }

    // MARK: Packages

    /// By the host's lists; where they know nothing or name what is not there any more, by lists of our own; and where
    /// those cannot be had either, what the name led to the last time.
    private func entry(of name: KernelName, _ package: BinaryPackage) async throws -> String {
        var failure: KernelError?
        do {
            if let found = try await package.find(lists: .ofHost) { return try await entry(of: name, found, package) }
            if apt.hasOwnLists, let found = try await package.find(lists: .own) {
                return try await entry(of: name, found, package)
            }
        } catch let error as KernelError where error.kind == .badPackage && error.blame == .host {
            failure = error
        }
        let complaint = try await package.updateOwnLists()
        do {
            if let found = try await package.find(lists: .own) {
                return try await entry(of: name, found, package)
            }
        } catch let error as KernelError where error.kind == .badPackage && error.blame == .host {
            failure = error
        }
        let reason = failure ?? package.unknown(complaint)
        guard let memory = PackageMemory.recall(package.name, in: packages), directories.kernels.has(memory.key) else {
            throw reason
        }
        progress.report(.note("\(name): \(memory.identity.label) as it was fetched before, for \(reason.line)"))
        return try await entry(name, key: memory.key, what: memory.identity.label) { _ in throw reason }
    }

    private func entry(of name: KernelName, _ found: BinaryPackage.Found, _ package: BinaryPackage) async throws
        -> String
    {
        switch found {
        case .installed(let identity, let files): return try await taken(name, files, package: identity)
        case .offered(let stanza, let lists):
            let identity = PackageIdentity(
                package: stanza.package, version: stanza.version, sha256: stanza.sha256)
            var hash = ContentHash()
            hash.add("format", "package " + Self.format)
            hash.add("package", identity.package)
            hash.add("version", identity.version)
            hash.add("archive", identity.sha256 ?? "")
            let key = hash.finish()
            let path = try await entry(name, key: key, what: identity.label) { staging in
                let place = staging + "/.package"
                try Directories.make(place)
                let archive = try await package.fetch(stanza, lists: lists, to: place)
                let files = try await package.unpack(archive, of: identity.package, to: place + "/root")
                let origin = ReadyRecord.Origin(package: identity, image: nil, modules: nil)
                try await fill(staging, name, key: key, files, isOurs: true, origin)
                try FileManager.default.removeItem(atPath: place)
            }
            try Directories.make(packages)
            try PackageMemory(identity: identity, key: key).keep(package.name, in: packages)
            return path
        }
    }

    // MARK: Files

    private func taken(_ name: KernelName, _ files: ReadyFiles, package: PackageIdentity?) async throws -> String {
        try files.check()
        let release = try KernelImage.header(of: files.image).release
        let key = try await Self.key(of: files, release: release)
        let origin = ReadyRecord.Origin(package: package, image: files.image, modules: files.modules)
        let what = package.map { "\($0.label), as installed" } ?? "\(files.image), \(release)"
        return try await entry(name, key: key, what: what) { staging in
            try await fill(staging, name, key: key, files, isOurs: false, origin)
        }
    }

    /// Every byte counts, and nothing else: a directory that is made again with the same content is the same kernel.
    @concurrent
    private static func key(of files: ReadyFiles, release: String) async throws -> String {
        var hash = ContentHash()
        hash.add("format", "files " + format)
        try hash.add("image", file: files.image)
        hash.add("config", bytes: files.configuration(release: release) ?? Data())
        try ModuleTree.add(files.modules, to: &hash)
        return hash.finish()
    }

    // MARK: Both

    private func entry(
        _ name: KernelName, key: String, what: String, make: (_ staging: String) async throws -> Void
    ) async throws -> String {
        let (start, progress) = (ContinuousClock.now, progress)
        let entry = try await directories.kernels.entry(key, for: name.rawValue) {
            progress.report(.note("\(name): another bootmatrix is taking it in"))
        } make: { staging in
            if let free = HostFacts.freeSpace(at: staging), free < Self.space {
                throw KernelError(
                    .diskSpace, blame: .host, "taking a kernel in needs \(Self.space), and \(free) is free",
                    at: directories.cache,
                    remedy: "free disk space, or set BOOTMATRIX_CACHE to a larger disk")
            }
            progress.report(.kernelStarted(name, steps: what))
            try await make(staging)
        }
        progress.report(.kernelTaken(name, what: what, cached: entry.wasCached, took: start.duration(to: .now)))
        return entry.path
    }

    private func fill(
        _ staging: String, _ name: KernelName, key: String, _ files: ReadyFiles, isOurs: Bool,
        _ origin: ReadyRecord.Origin
    ) async throws {
        let source = ReadyImport(name: name.rawValue, files: files, isOurs: isOurs)
        let (identity, ticks) = try await source.run(into: staging, scratch: staging + "/.scratch")
        try ReadyRecord(key: key, identity: identity, ticksPerSecond: ticks, ready: origin).write(to: staging)
    }
}
