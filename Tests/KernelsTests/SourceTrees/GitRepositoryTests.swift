// SPDX-License-Identifier: Apache-2.0

import Foundation
import SourceTrees
import Testing
import Vocabulary

@Suite struct GitRepositoryTests {
    private let scratch: Scratch
    private let user: UserRepository

    init() async throws {
        scratch = try Scratch()
        user = try await UserRepository(scratch)
    }

    @Test func headIsACommitWithItsTreeAndSubject() async throws {
        let commit = try await user.commit("one: a subject\n\nA body", ["a.c": "1\n"])
        let source = try await GitRepository.find(at: user.path).current()
        #expect(source.commit == commit)
        #expect(source.tree == (try await user.git("rev-parse", "HEAD^{tree}")))
        #expect(source.subject == "one: a subject")
        #expect(source.repository == user.path + "/.git")
        #expect(source.objects == user.path + "/.git/objects")
    }

    @Test func anotherMessageIsTheSameTree() async throws {
        _ = try await user.commit("one", ["a.c": "1\n"])
        let repository = try await GitRepository.find(at: user.path)
        let first = try await repository.current()
        let second = try await user.commit("two", [:])
        let source = try await repository.current()
        #expect(source.commit == second && source.commit != first.commit)
        #expect(source.tree == first.tree)
    }

    @Test func aDirtyTreeIsSeenAndNotTaken() async throws {
        let commit = try await user.commit("one", ["a.c": "1\n"])
        let repository = try await GitRepository.find(at: user.path)
        #expect(try await repository.isDirty() == false)
        try scratch.write("2\n", to: "user/a.c")
        try scratch.write("new\n", to: "user/untracked.c")
        let before = try user.fingerprint()
        #expect(try await repository.isDirty() == true)
        #expect(try await repository.current().commit == commit)
        // A plain `git status` would have written to the index.
        #expect(try user.fingerprint() == before)
    }

    @Test func whereNothingIsCheckedOutTheBisectionsHeadCounts() async throws {
        let first = try await user.commit("one", ["a.c": "1\n"])
        let second = try await user.commit("two", ["a.c": "2\n"])
        try await user.git("update-ref", "BISECT_HEAD", first)
        let repository = try await GitRepository.find(at: user.path)
        #expect(try await repository.current().commit == first)
        try await user.git("update-ref", "-d", "BISECT_HEAD")
        #expect(try await repository.current().commit == second)
    }

    /// In a linked work tree `.git` is a file; its HEAD is its own, its objects are those of the main one.
    @Test func aLinkedWorkTreeSharesTheLineageAndNotTheHead() async throws {
        let first = try await user.commit("one", ["a.c": "1\n"])
        _ = try await user.commit("two", ["a.c": "2\n"])
        try await user.git("worktree", "add", "--quiet", "--detach", "../linked", first)
        let main = try await GitRepository.find(at: user.path).current()
        let linked = try await GitRepository.find(at: scratch.path + "/linked").current()
        #expect(linked.commit == first)
        #expect(linked.repository == main.repository && linked.objects == main.objects)
        #expect(KernelSource.git(linked).directoryName == KernelSource.git(main).directoryName)
    }

    @Test func aPlaceInTheTreeALinkToItAndABareRepositoryWork() async throws {
        let commit = try await user.commit("one", ["sub/a.c": "1\n"])
        let main = try await GitRepository.find(at: user.path).current()
        let link = scratch.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: user.path)
        #expect(try await GitRepository.find(at: user.path + "/sub").current() == main)
        #expect(try await GitRepository.find(at: link).current() == main)
        try await user.git("clone", "--quiet", "--bare", ".", "../bare.git")
        let bare = try await GitRepository.find(at: scratch.path + "/bare.git")
        #expect(try await bare.current().commit == commit)
        #expect(try await bare.isDirty() == nil)
    }

    @Test func whatIsNoCommitIsSaid() async throws {
        let empty = await #expect(throws: SourceTreeError.self) {
            try await GitRepository.find(at: user.path).current()
        }
        #expect(empty?.kind == .noRevision && empty?.blame == .user)
        _ = try await user.commit("one", ["a.c": "1\n"])
        let repository = try await GitRepository.find(at: user.path)
        for revision in ["nothing", "--all", "", "HEAD:a.c"] {
            await #expect(throws: SourceTreeError.self) { try await repository.source(of: revision) }
        }
        let nowhere = await #expect(throws: SourceTreeError.self) { try await GitRepository.find(at: "/proc") }
        #expect(nowhere?.kind == .noRepository)
    }
}
