// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
public import Vocabulary

extension Lineage {
    /// What an unpacked kernel source takes: 1.7 GB measured for 6.12, and what compilers write beside it.
    public static let treeSize = ByteCount.mebibytes(1800)

    public var isUnpacked: Bool { Files.exists(tree) }

    /// Makes sure that the package's tree is there, whole. Unpacked beside it and renamed, so a tree that exists is
    /// complete.
    ///
    /// - Parameter require: called when the tarball is needed; it sees to the package.
    /// - Throws: `SourceTreeError`, `HostError`.
    public func unpack(
        _ source: SourceIdentity, require: () async throws -> Void, note: @Sendable (String) -> Void
    ) async throws {
        let staging = directory + "/.unpacking"
        try Files.remove(staging)
        if isUnpacked, try PatchState.read(statePath) != nil { return }
        try discard()
        try await require()
        note("unpacking \(source.package) \(source.version)")
        try Directories.make(staging)
        let extract = Command(
            "tar",
            [
                "--extract", "--xz", "--file=" + source.tarball, "--directory=" + staging, "--strip-components=1",
                "--no-same-owner",
            ])
        let result = try await command(extract).run(keeping: 20)
        guard result.succeeded else {
            let last = SafeText.line(result.tail.last ?? "")
            try? Files.remove(staging)
            throw SourceTreeError(
                .unpackFailed, blame: .host, "tar ended with status \(result.status): \(last)", at: source.tarball,
                remedy: last.contains("No space left")
                    ? "free disk space, or set BOOTMATRIX_CACHE to a larger disk"
                    : "apt-get install --reinstall \(source.package)")
        }
        guard rename(staging, tree) == 0 else { throw HostError.file("store the tree", tree, errno: errno) }
    }
}
