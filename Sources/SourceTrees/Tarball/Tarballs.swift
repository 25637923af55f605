// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
public import Host
import Synchronization
import Vocabulary

/// Tar archives and what is known of them. Each is hashed and looked through once; what was found is remembered in the
/// cache with the file's length, time and number, because reading 150 MB of xz takes ten seconds.
public struct Tarballs: Sendable {
    private let directory: String

    /// - Parameter directories: what is known goes to `CACHE/sources`.
    public init(_ directories: Directories) { directory = directories.cache + "/sources" }

    private struct Memory: Codable {
        var source: TarballSource
        var file: FileState
    }

    /// What changes when a file is written or replaced.
    struct FileState: Codable, Hashable {
        var length: Int64
        /// Nanoseconds since 1970.
        var modified: Int64
        var number: UInt64

        init?(_ path: String) {
            var info = stat()
            guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
            length = Int64(info.st_size)
            modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
            number = UInt64(info.st_ino)
        }
    }

    /// The archive's identity, after it was found to hold one kernel's tree and nothing that would lie outside of it.
    ///
    /// - Parameter path: absolute.
    /// - Throws: `SourceTreeError` `no-tarball`, `bad-tarball` or `no-kernel-tree`.
    @concurrent
    public func source(at path: String, note: @Sendable (String) -> Void) async throws -> TarballSource {
        guard let state = FileState(path) else {
            throw SourceTreeError(
                .noTarball, blame: .user, "there is no such tarball", at: path,
                remedy: "put it there, or correct the path under 'source:'")
        }
        var name = ContentHash()
        name.add("path", path)
        let memory = "\(directory)/tarball-\(name.finish().prefix(16))"
        try Directories.make(directory)
        // Four kernels asked for at once read it once.
        let lock = try await FileLock.acquire(memory + ".lock")
        defer { _ = lock.path }
        if let data = FileManager.default.contents(atPath: memory + ".json"),
            let known = try? CanonicalJSON.decode(Memory.self, from: data), known.file == state,
            known.source.path == path
        {
            return known.source
        }
        note("reading \(URL(fileURLWithPath: path).lastPathComponent)")
        let (top, size) = try await Self.look(through: path)
        let source = TarballSource(path: path, sha256: try ContentHash.ofFile(path), top: top, size: size)
        guard FileState(path) == state else { throw Self.changed(path) }
        let content = Files.Content(bytes: try CanonicalJSON.encode(Memory(source: source, file: state)), mode: 0o644)
        try Files.replace(memory + ".json", with: content, by: memory + ".new")
        return source
    }

    static func changed(_ path: String) -> SourceTreeError {
        SourceTreeError(
            .sourceChanged, blame: .user, "the tarball was written to while it was read", at: path,
            remedy: "wait until it is there, and run the command again")
    }

    private static func look(through path: String) async throws -> (String, Int64) {
        let listing = Mutex(TarballListing())
        let list = Command("tar", TarballListing.arguments + ["--file=" + path], environment: ["LC_ALL": "C"])
        let result = try await list.run { line in listing.withLock { $0.read(line) } }
        return try listing.withLock { listing in
            if !result.succeeded, let said = listing.complaints.first ?? listing.fault {
                throw failure(said, path)
            }
            guard let found = listing.finish() else { throw failure("it " + (listing.fault ?? "cannot be read"), path) }
            if let lack = listing.lack {
                throw SourceTreeError(
                    .noKernelTree, blame: .user, "this is no kernel's source: \(found.top) has no \(lack)", at: path,
                    remedy: "name an archive of a whole kernel tree, as from `git archive --prefix=linux/ HEAD`")
            }
            return found
        }
    }

    /// What tar said of an archive.
    static func failure(_ said: String, _ path: String) -> SourceTreeError {
        let line = SafeText.line(said, limit: 200)
        if said.contains("No space left") {
            return SourceTreeError(
                .unpackFailed, blame: .host, line, at: path,
                remedy: "free disk space, or set BOOTMATRIX_CACHE to a larger disk")
        }
        if said.contains("Cannot exec") {
            return SourceTreeError(
                .unpackFailed, blame: .host, line, at: path, remedy: "install the program that unpacks this archive")
        }
        return SourceTreeError(
            .badTarball, blame: .user, "this archive cannot be used: \(line)", at: path,
            remedy: "get it again, and compare its checksum")
    }
}
