// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import MatrixPlan
import Testing
import Vocabulary

@testable import SourceTrees

/// What `source:` of a definition stands for.
@Suite struct KernelSourcesTests {
    private let scratch: Scratch
    private let user: UserRepository
    private let sources: KernelSources

    init() async throws {
        scratch = try Scratch()
        user = try await UserRepository(scratch)
        sources = KernelSources(
            in: scratch.path + "/project/kernels",
            Directories(environment: ["BOOTMATRIX_CACHE": scratch.path + "/cache"]))
        try scratch.write("", to: "project/kernels/x.yaml")
    }

    private func find(_ source: KernelDefinition.Source) async throws -> KernelSource {
        try await sources.find(source) { _ in }
    }

    @Test func aBranchIsTheCommitThatItNamesNow() async throws {
        let first = try await user.commit("one", ["arch/x86/Kconfig": "1\n"])
        try await user.git("branch", "topic")
        let second = try await user.commit("two", ["arch/x86/Kconfig": "2\n"])
        let before = try user.fingerprint()
        for (revision, commit) in [("main", second), ("topic", first), ("main~1", first), (first, first)] {
            guard case .git(let git) = try await find(.git(repository: "../../user", revision: revision)) else {
                Issue.record("no git source")
                return
            }
            #expect(git.commit == commit)
            #expect(git.repository == user.path + "/.git")
        }
        #expect(try user.fingerprint() == before)
    }

    /// The commit that a run began with stays, wherever the branch goes, force-pushed branches included.
    @Test func aPinnedKernelStaysAtItsCommit() async throws {
        let first = try await user.commit("one", ["arch/x86/Kconfig": "1\n"])
        let definition = KernelDefinition(
            name: KernelName(unchecked: "k"), title: "", source: .git(repository: user.path, revision: "main"),
            configuration: .init(base: .target("allnoconfig"), fragments: []))
        let found = try await sources.commit("main", of: user.path)
        let pinned = definition.pinned(to: KernelCommit(revision: "main", commit: found.commit, subject: found.subject))
        try await user.git("commit", "--quiet", "--amend", "--message=another")
        guard let source = pinned.build?.source, case .git(let git) = try await find(source) else {
            Issue.record("no git source")
            return
        }
        #expect(git.commit == first && git.subject == "one")
    }

    /// A path that leads into another repository, such as the project's own, is not taken for a kernel.
    @Test func whatIsNoKernelIsSaid() async throws {
        _ = try await user.commit("one", ["file": "1\n"])
        let other = await #expect(throws: SourceTreeError.self) {
            try await find(.git(repository: user.path, revision: "main"))
        }
        #expect(other?.kind == .noKernelTree && other?.blame == .user)
        let absent = await #expect(throws: SourceTreeError.self) {
            try await find(.git(repository: "absent", revision: "main"))
        }
        #expect(absent?.kind == .noRepository && absent?.location == scratch.path + "/project/kernels/absent")
        let revision = await #expect(throws: SourceTreeError.self) {
            try await find(.git(repository: user.path, revision: "v6.99"))
        }
        #expect(revision?.kind == .noRevision)
    }

    @Test func pathsOfDefinitions() {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()
        #expect(NamedPath.absolute("/a/../b", in: "/d") == "/b")
        #expect(NamedPath.absolute("~/linux", in: "/d") == home + "/linux")
        #expect(NamedPath.absolute("../x/./y", in: "/d/kernels") == "/d/x/y")
    }

    @Test func sourcesAreStoredAndReadBack() throws {
        let all: [KernelSource] = [
            .package(SourceIdentity(package: "linux-source-0", version: "1", sha256: "00")),
            .git(GitSource(repository: "/r/.git", objects: "/r/.git/objects", commit: "c", tree: "t", subject: "s")),
            .tarball(TarballSource(path: "/t.tar", sha256: "00", top: "linux-6.1", size: 5)),
        ]
        for source in all {
            #expect(try CanonicalJSON.decode(KernelSource.self, from: CanonicalJSON.encode(source)) == source)
        }
        #expect(Set(all.map(\.directoryName)).count == 3)
    }
}
