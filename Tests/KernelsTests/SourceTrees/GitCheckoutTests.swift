// SPDX-License-Identifier: Apache-2.0

import Foundation
import SourceTrees
import Testing
import Vocabulary

/// Commits of a small repository as the tree of a lineage.
@Suite struct GitCheckoutTests {
    private static let old = 1_000_000.0
    private let scratch: Scratch
    private let user: UserRepository
    private let first: GitSource
    private let second: GitSource
    private let lineage: Lineage

    init() async throws {
        scratch = try Scratch()
        user = try await UserRepository(scratch)
        let repository = try await GitRepository.find(at: user.path)
        _ = try await user.commit("one", ["a.c": "1\n", "same.c": "same\n", "gone.c": "x\n", ".gitignore": "*.o\n"])
        first = try await repository.current()
        _ = try await user.commit("two", ["a.c": "2\n", "dir/new.c": "new\n", "gone.c": nil])
        second = try await repository.current()
        lineage = try await Lineage.open(.git(first), under: scratch.path + "/builds") { _ in }
    }

    private func checkOut(_ source: GitSource) async throws { try await lineage.checkOut(source) { _ in } }
    private func inTree(_ name: String) -> String {
        String(lineage.tree.dropFirst(scratch.path.count + 1)) + "/" + name
    }
    private func text(_ name: String) -> String? { scratch.text(inTree(name)) }
    private func make(old name: String) throws { try scratch.date(inTree(name), Self.old) }
    private func isOld(_ name: String) throws -> Bool {
        try scratch.date(of: inTree(name))?.timeIntervalSince1970 == Self.old
    }
    /// All files of the tree, those of no commit too.
    private func files() throws -> Set<String> {
        let walker = try #require(FileManager.default.enumerator(atPath: lineage.tree))
        return Set(walker.compactMap { $0 as? String }.filter { $0.contains(".") })
    }
    private func isFirst() throws -> Bool {
        try files() == ["a.c", "same.c", "gone.c", ".gitignore"] && text("a.c") == "1\n" && text("same.c") == "same\n"
    }
    private func isSecond() throws -> Bool {
        try files() == ["a.c", "same.c", "dir/new.c", ".gitignore"] && text("a.c") == "2\n"
            && text("same.c") == "same\n"
    }
    private func patch() throws -> Patch {
        try Patch(path: "p", bytes: Data("--- a/same.c\n+++ b/same.c\n@@ -1 +1 @@\n-same\n+patched\n".utf8))
    }

    @Test func onlyFilesThatDifferAreWritten() async throws {
        try await checkOut(first)
        #expect(try isFirst())
        // An old time would be a stale one to git, were it not the one that the index has.
        let before = try scratch.date(of: inTree("same.c"))
        try await checkOut(second)
        #expect(try isSecond())
        #expect(try scratch.date(of: inTree("same.c")) == before)
        try await checkOut(first)
        #expect(try isFirst())
        #expect(try scratch.date(of: inTree("same.c")) == before)
    }

    @Test func theUsersRepositoryStaysByteForByte() async throws {
        let before = try user.fingerprint()
        try await checkOut(first)
        try await lineage.setPatches([patch()])
        try await checkOut(second)
        #expect(try user.fingerprint() == before)
    }

    @Test func theSameTreeIsNotTouchedAgain() async throws {
        try await checkOut(first)
        try await lineage.setPatches([patch()])
        try make(old: "a.c")
        try make(old: "same.c")
        try await checkOut(first)
        #expect(try await lineage.setPatches([patch()]) == [])
        #expect(try isOld("a.c") && isOld("same.c"))
    }

    @Test func patchesComeOffBeforeTheNextCommit() async throws {
        try await checkOut(first)
        try await lineage.setPatches([patch()])
        #expect(text("same.c") == "patched\n")
        try await checkOut(second)
        #expect(try isSecond())
        #expect(try await lineage.setPatches([]) == [])
        try await lineage.setPatches([patch()])
        #expect(text("same.c") == "patched\n")
    }

    @Test func strangersGoAndObjectsStay() async throws {
        try await checkOut(first)
        try scratch.write("made", to: inTree("a.o"))
        try scratch.write("left", to: inTree("sub/left.c"))
        try "object".write(toFile: lineage.directory + "/object", atomically: true, encoding: .utf8)
        try await checkOut(second)
        #expect(text("a.o") == nil && text("sub/left.c") == nil)
        #expect(FileManager.default.fileExists(atPath: lineage.directory + "/object"))
    }

    /// What a kill within git leaves: its lock, some files of either commit, half of one, and no record of ours.
    @Test func aBrokenCheckoutIsMended() async throws {
        try await checkOut(first)
        try FileManager.default.removeItem(atPath: lineage.directory + "/checked-out")
        try scratch.write("", to: String(lineage.directory.dropFirst(scratch.path.count + 1)) + "/git/index.lock")
        try scratch.write("half", to: inTree("a.c"))
        try scratch.write("new\n", to: inTree("dir/new.c"))
        try FileManager.default.removeItem(atPath: lineage.tree + "/gone.c")
        try await checkOut(first)
        #expect(try isFirst())
    }

    @Test(arguments: ["git/index", "git/HEAD", "git/config"]) func aDamagedRepositoryOfOursIsMadeAnew(
        file: String
    ) async throws {
        try await checkOut(first)
        let before = try scratch.date(of: inTree("same.c"))
        try "\u{0}garbage".write(toFile: lineage.directory + "/" + file, atomically: true, encoding: .utf8)
        try await checkOut(second)
        #expect(try isSecond())
        // Compared, not written again: all objects would be built again.
        #expect(try scratch.date(of: inTree("same.c")) == before)
    }

    @Test func unreadablePatchStateIsMended() async throws {
        try await checkOut(first)
        try await lineage.setPatches([patch()])
        try "not json".write(toFile: lineage.directory + "/patched.json", atomically: true, encoding: .utf8)
        try await checkOut(first)
        #expect(try isFirst())
    }

    @Test func aTreeWhoseObjectsAreMissingIsSaid() async throws {
        var absent = first
        absent.commit = String(repeating: "a", count: 40)
        absent.tree = String(repeating: "b", count: 40)
        let error = await #expect(throws: SourceTreeError.self) { try await checkOut(absent) }
        #expect(error?.kind == .checkoutFailed && error?.blame == .host)
        try await checkOut(second)
        #expect(try isSecond())
    }

    /// A shallow clone lacks the parents that a porcelain checkout would look at.
    @Test func aShallowCloneServes() async throws {
        try await user.git("clone", "--quiet", "--depth=1", "file://" + user.path, "../shallow")
        let source = try await GitRepository.find(at: scratch.path + "/shallow").current()
        #expect(source.tree == second.tree)
        let lineage = try await Lineage.open(.git(source), under: scratch.path + "/builds") { _ in }
        try await lineage.checkOut(source) { _ in }
        #expect(FileManager.default.contents(atPath: lineage.tree + "/a.c") == Data("2\n".utf8))
    }

    /// What a partial clone lacks is not fetched into it: that would be writing there.
    @Test func aPartialCloneIsNotFilled() async throws {
        try await user.git("config", "uploadpack.allowFilter", "true")
        try await user.git(
            "clone", "--quiet", "--filter=blob:none", "--no-checkout", "file://" + user.path, "../partial")
        let clone = UserRepository(existing: scratch.path + "/partial")
        let repository = try await GitRepository.find(at: clone.path)
        let source = try await repository.current()
        let before = try clone.fingerprint()
        let lineage = try await Lineage.open(.git(source), under: scratch.path + "/builds") { _ in }
        #expect(try await repository.holds("dir/new.c", in: source))
        #expect(try await !repository.holds("dir/old.c", in: source))
        let error = await #expect(throws: SourceTreeError.self) { try await lineage.checkOut(source) { _ in } }
        #expect(error?.kind == .checkoutFailed)
        #expect(try clone.fingerprint() == before)
        // Once git has checked it out itself, everything is there.
        try await clone.git("checkout", "--quiet", "--detach", source.commit)
        try await lineage.checkOut(source) { _ in }
        #expect(FileManager.default.contents(atPath: lineage.tree + "/dir/new.c") == Data("new\n".utf8))
    }

    /// Settings of the user's that change what is checked out stay out of the tree.
    @Test func theUsersSettingsDoNotReachTheTree() async throws {
        try await user.git("config", "core.autocrlf", "true")
        try await user.git("config", "core.hooksPath", scratch.path + "/hooks")
        try scratch.write("#!/bin/sh\ntouch \(scratch.path)/hooked\n", to: "hooks/post-checkout")
        try await checkOut(second)
        #expect(try isSecond())
        #expect(scratch.text("hooked") == nil)
    }
}
