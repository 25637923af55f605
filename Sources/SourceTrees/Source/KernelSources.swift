// SPDX-License-Identifier: Apache-2.0

public import Host
public import MatrixPlan
import Vocabulary

/// Finds what the `source` of a definition stands for at this moment.
public struct KernelSources: Sendable {
    private let directory: String
    private let packages: SourcePackages
    private let tarballs: Tarballs

    /// - Parameter directory: the `kernels` directory, which paths are relative to.
    public init(in directory: String, _ directories: Directories) {
        self.directory = directory
        packages = SourcePackages(directories)
        tarballs = Tarballs(directories)
    }

    /// The source, fixed: a package by its version and its tarball, a revision by its commit, an archive by its bytes.
    ///
    /// - Throws: `SourceTreeError`; `HostError` when a package cannot be installed.
    public func find(_ source: KernelDefinition.Source, note: @Sendable (String) -> Void) async throws -> KernelSource {
        switch source {
        case .package(let name): .package(try await packages.identity(of: name, note: note))
        case .git(let path, let revision): .git(try await commit(revision, of: path))
        case .tarball(let path):
            .tarball(try await tarballs.source(at: NamedPath.absolute(path, in: directory), note: note))
        }
    }

    /// The same as far as it is known without installing anything; nil for a package of which nothing is known.
    public func known(_ source: KernelDefinition.Source) async throws -> KernelSource? {
        guard case .package(let name) = source else { return try await find(source) { _ in } }
        return try await packages.known(name).map { .package($0) }
    }

    /// The commit that a revision of a repository stands for now.
    ///
    /// - Throws: `SourceTreeError` `no-repository`, `no-revision`, or `no-kernel-tree` where the commit is of something
    ///   else, as in a directory that belongs to another repository.
    public func commit(_ revision: String, of path: String) async throws -> GitSource {
        let repository = try await GitRepository.find(at: NamedPath.absolute(path, in: directory))
        let found = try await repository.source(of: revision)
        try await repository.requireKernel(in: found)
        return found
    }
}
