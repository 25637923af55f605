// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import SourceTrees
import Vocabulary

/// What comes before a compiler runs, for a build and for `kernel config` alike: the lineage with the kernel's patches
/// in it, and the final configuration, which is proven to have what was asked for.
struct KernelPreparation {
    let kernel: IdentifiedKernel
    let directories: Directories
    let packages: SourcePackages
    let limits: BuildLimits
    let note: @Sendable (String) -> Void

    struct Prepared {
        /// Of the family in whose directory Kconfig ran; the configuration tells which one the objects belong to.
        let kbuild: Kbuild
        /// With the notes of the recipe and of the patches.
        let configured: Configured
    }

    /// Holds the lineage for as long as its `Kbuild` lives.
    ///
    /// - Parameter log: what make said; begun anew.
    func run(log: String) async throws -> Prepared {
        try Self.checkPath(directories.cache)
        try await packages.install(Toolchain.packages, note: note)
        try Directories.make(directories.cache + "/logs")
        let lineage = try await Lineage.open(kernel.source, under: directories.cache + "/builds", onWait: note)
        if !lineage.isUnpacked { try Self.checkSpace(lineage, Lineage.treeSize + .mebibytes(200)) }
        let recipe = kernel.recipe
        let remarks = try await lineage.prepare(recipe.patches, packages: packages, note: note)
        try? FileManager.default.removeItem(atPath: log)
        let kbuild = Kbuild(
            lineage: lineage, family: ObjectFamily(recipe.toolchain, throughCache: limits.usesCache),
            variables: kernel.tools.makeVariables(for: recipe, throughCache: limits.usesCache), jobs: 1)
        let configured = try await kbuild.configuration(of: recipe, salt: kernel.key.salt, log: log)
        return Prepared(
            kbuild: kbuild,
            configured: Configured(
                bytes: configured.bytes, values: configured.values, notes: recipe.notes + remarks + configured.notes))
    }

    /// Kbuild's own rule, said before an hour's wait instead of after it (Makefile, "source directory cannot contain
    /// spaces or colons").
    static func checkPath(_ path: String) throws(KernelError) {
        guard !path.contains(where: { $0 == ":" || $0.isWhitespace }) else {
            throw KernelError(
                .badPath, blame: .user, "a kernel cannot be built below a path with a space or a colon", at: path,
                remedy: "set BOOTMATRIX_CACHE to another directory")
        }
    }

    static func checkSpace(_ lineage: Lineage, _ needed: ByteCount) throws(KernelError) {
        guard let free = HostFacts.freeSpace(at: lineage.directory), free < needed else { return }
        throw KernelError(
            .diskSpace, blame: .host, "this build needs \(needed), and \(free) is free", at: lineage.directory,
            remedy: "free disk space, or set BOOTMATRIX_CACHE to a larger disk")
    }
}
