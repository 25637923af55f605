// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
public import Host
import Vocabulary

/// Distribution source packages and what is known of them. The identity of each is remembered in the cache, with the
/// tarball's length and time, so that 150 MB are hashed once; and so that a kernel that was built is found again on a
/// host from which the package has gone.
public struct SourcePackages: Sendable {
    private let directory: String

    /// - Parameter directories: identities go to `CACHE/sources`.
    public init(_ directories: Directories) { directory = directories.cache + "/sources" }

    private struct Memory: Codable {
        var identity: SourceIdentity
        var length: Int64
        /// Nanoseconds since 1970.
        var modified: Int64
    }

    /// The source's identity: of the installed package, else the one remembered, else of the package after it was
    /// installed.
    /// - Throws: `HostError` when the package cannot be installed, `SourceTreeError` when it brings no tarball.
    @concurrent
    public func identity(of package: String, note: @Sendable (String) -> Void) async throws -> SourceIdentity {
        guard package.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || "+.-".contains($0)) }),
            package.first?.isLetter == true
        else {
            throw SourceTreeError(
                .noTarball, blame: .user, "'\(SafeText.line(package))' is not a package's name",
                remedy: "give the exact name, such as linux-source-6.12")
        }
        let version = try await DistributionPackages.version(of: package)
        if version == nil, let memory = recall(package) { return memory.identity }
        return try await installed(package, note: note)
    }

    /// What is known of a package without installing it: of the installed one, else as remembered.
    @concurrent
    public func known(_ package: String) async throws -> SourceIdentity? {
        guard try await DistributionPackages.version(of: package) != nil else { return recall(package)?.identity }
        return try await installed(package) { _ in }
    }

    /// Makes sure that the tarball of this very identity is there, and installs its package if need be.
    /// - Throws: `SourceTreeError` `source-changed` when the distribution has another version by now.
    @concurrent
    public func require(_ source: SourceIdentity, note: @Sendable (String) -> Void) async throws {
        let found = try await installed(source.package, note: note)
        guard found == source else {
            throw SourceTreeError(
                .sourceChanged, blame: .host,
                "\(source.package) is now \(found.version), and \(source.version) was asked for",
                remedy: "run the command again: it will build the kernels from \(found.version)")
        }
    }

    /// Installs what is missing of these packages. One at a time on this cache: apt does not wait for another apt.
    public func install(_ names: [String], note: @Sendable (String) -> Void) async throws {
        try Directories.make(directory)
        let lock = try await FileLock.acquire(directory + "/.installing")
        defer { _ = lock.path }
        var missing: [String] = []
        for name in names where try await DistributionPackages.version(of: name) == nil { missing.append(name) }
        guard !missing.isEmpty else { return }
        if geteuid() == 0 { note("installing \(missing.joined(separator: " "))") }
        try await DistributionPackages.require(missing)
    }

    private func installed(_ package: String, note: @Sendable (String) -> Void) async throws -> SourceIdentity {
        try await install([package], note: note)
        // Four kernels asked for at once read the tarball once.
        let lock = try await FileLock.acquire("\(directory)/.\(package)")
        defer { _ = lock.path }
        let version = try await DistributionPackages.version(of: package)
        let path = SourceIdentity.tarball(of: package)
        var info = stat()
        guard let version, stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            throw SourceTreeError(
                .noTarball, blame: .host, "the package \(package) has no tarball there", at: path,
                remedy: "apt-get install --reinstall \(package)")
        }
        let length = Int64(info.st_size)
        let modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
        if let memory = recall(package), memory.length == length, memory.modified == modified,
            memory.identity.version == version
        {
            return memory.identity
        }
        let identity = SourceIdentity(package: package, version: version, sha256: try ContentHash.ofFile(path))
        try remember(Memory(identity: identity, length: length, modified: modified))
        return identity
    }

    private func recall(_ package: String) -> Memory? {
        guard let data = FileManager.default.contents(atPath: "\(directory)/\(package).json") else { return nil }
        return try? CanonicalJSON.decode(Memory.self, from: data)
    }

    private func remember(_ memory: Memory) throws {
        let path = "\(directory)/\(memory.identity.package).json"
        let content = Files.Content(bytes: try CanonicalJSON.encode(memory), mode: 0o644)
        try Files.replace(path, with: content, by: path + ".new")
    }
}
