// SPDX-License-Identifier: Apache-2.0

extension Lineage {
    /// Makes the tree that of the lineage's source with these patches and no others. Only files that differ from what
    /// is there are written.
    ///
    /// - Parameters:
    ///   - packages: sees to a distribution's package where that is the source.
    ///   - note: hears of what takes long.
    /// - Returns: hunks that fitted at another line than they say, a sentence each.
    /// - Throws: `SourceTreeError`, `HostError`.
    public func prepare(
        _ patches: [Patch], packages: SourcePackages, note: @Sendable (String) -> Void
    ) async throws -> [String] {
        switch source {
        case .package(let identity):
            try await unpack(identity, require: { try await packages.require(identity, note: note) }, note: note)
        case .git(let git): try await checkOut(git, note: note)
        case .tarball(let tarball): try await unpack(tarball, note: note)
        }
        var remarks: [String] = []
        try await setPatches(patches) { remarks.append($0) }
        return remarks
    }
}
