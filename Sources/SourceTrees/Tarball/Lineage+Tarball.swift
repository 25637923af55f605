// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Vocabulary

/// A tarball's tree as the lineage's tree.
///
///     DIRECTORY/unpacked        the SHA-256 of the archive whose tree `tree` holds, while it surely holds it
extension Lineage {
    private var record: String { directory + "/unpacked" }

    /// Makes the tree that of the archive. It is unpacked beside it; only files that differ take the place of those that
    /// are there, so that make builds what differs between two releases and no more. Whatever is broken off leaves the
    /// record away, and the next compares every file again.
    ///
    /// - Throws: `SourceTreeError` `bad-tarball`, `source-changed` or `unpack-failed`, `HostError`.
    @concurrent
    public func unpack(_ source: TarballSource, note: @Sendable (String) -> Void) async throws {
        let staging = directory + "/.unpacking"
        try Files.remove(staging)
        let recorded = try Files.content(record).map { String(decoding: $0.bytes, as: UTF8.self) }
        if recorded == source.sha256, isUnpacked, try PatchState.read(statePath) != nil { return }
        note("unpacking \(source.top)")
        do {
            try await extract(source, into: staging)
            let unpacked = staging + "/" + source.top
            try Files.remove(record)
            if isUnpacked {
                try TreeMerge(from: unpacked, into: tree).run()
            } else {
                guard rename(unpacked, tree) == 0 else { throw HostError.file("store the tree", tree, errno: errno) }
            }
            try Files.remove(staging)
        } catch {
            try? Files.remove(staging)
            throw error
        }
        // Every file is the archive's own again.
        try Files.remove(statePath)
        try Files.remove(pristine)
        try Files.replace(
            record, with: Files.Content(bytes: Data(source.sha256.utf8), mode: 0o644), by: record + ".new")
    }

    /// Every file gets the present time: it is newer than what was built from the one before it.
    private func extract(_ source: TarballSource, into staging: String) async throws {
        let needed = ByteCount(source.size + source.size / 8) + .mebibytes(100)
        if let free = HostFacts.freeSpace(at: directory), free < needed {
            throw SourceTreeError(
                .unpackFailed, blame: .host, "\(source.top) needs \(needed), and \(free) is free", at: directory,
                remedy: "free disk space, or set BOOTMATRIX_CACHE to a larger disk")
        }
        let before = Tarballs.FileState(source.path)
        guard try ContentHash.ofFile(source.path) == source.sha256 else { throw Tarballs.changed(source.path) }
        try Directories.make(staging)
        let command = Command(
            "tar",
            [
                "--extract", "--file=" + source.path, "--directory=" + staging, "--touch", "--no-same-owner",
                "--no-same-permissions",
            ] + TarballListing.selection, environment: ["LC_ALL": "C"])
        let result = try await self.command(command).run(keeping: 20)
        guard result.succeeded else {
            // The first of several complaints is the cause.
            let said = result.tail.first { $0.hasPrefix("tar: ") || $0.contains(": ") } ?? "tar failed"
            throw Tarballs.failure(said, source.path)
        }
        // What was listed is what was unpacked.
        guard Tarballs.FileState(source.path) == before else { throw Tarballs.changed(source.path) }
    }
}
