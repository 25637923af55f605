// SPDX-License-Identifier: Apache-2.0

import Foundation
import SourceTrees
import Testing
import Vocabulary

/// A tree of two files that stands in for an unpacked source.
@Suite struct LineageTests {
    private static let old = 1_000_000.0
    private static let source = SourceIdentity(
        package: "linux-source-0", version: "1:2~3", sha256: "abcdef0123456789")
    private let scratch: Scratch
    private let lineage: Lineage

    init() async throws {
        scratch = try Scratch()
        let source = Self.source
        lineage = try await Lineage.open(.package(source), under: scratch.path) { _ in }
        try write("one\ntwo\nthree\n", "dir/a.c")
        try write("alpha\nbeta\n", "b.c")
        try write("never touched\n", "c.c")
    }

    private func inTree(_ name: String) -> String {
        String(lineage.tree.dropFirst(scratch.path.count + 1)) + "/" + name
    }
    private func write(_ text: String, _ name: String) throws {
        try scratch.write(text, to: inTree(name))
        try scratch.date(inTree(name), Self.old)
    }
    private func text(_ name: String) -> String? { scratch.text(inTree(name)) }
    private func isOld(_ name: String) throws -> Bool {
        try scratch.date(of: inTree(name))?.timeIntervalSince1970 == Self.old
    }
    private func patch(_ name: String, _ text: String) throws -> Patch {
        try Patch(path: "patches/\(name)", bytes: Data(text.utf8))
    }

    private func first() throws -> Patch {
        try patch("first", "--- a/dir/a.c\n+++ b/dir/a.c\n@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n")
    }
    private func second() throws -> Patch {
        try patch(
            "second",
            """
            --- a/dir/a.c
            +++ b/dir/a.c
            @@ -1,3 +1,4 @@
             one
             TWO
             three
            +four
            --- a/b.c
            +++ /dev/null
            @@ -1,2 +0,0 @@
            -alpha
            -beta
            --- /dev/null
            +++ b/sub/new.c
            @@ -0,0 +1 @@
            +new

            """)
    }

    @Test func directoryNameSuitsKbuild() {
        #expect(lineage.source.directoryName == "linux-source-0_1-2-3_abcdef01")
    }

    @Test func appliesInOrderAndTouchesOnlyWhatChanges() async throws {
        #expect(try await lineage.setPatches([first()]) == ["dir/a.c"])
        #expect(text("dir/a.c") == "one\nTWO\nthree\n")
        #expect(try !isOld("dir/a.c") && isOld("b.c") && isOld("c.c"))

        #expect(try await lineage.setPatches([first(), second()]) == ["b.c", "dir/a.c", "sub/new.c"])
        #expect(text("dir/a.c") == "one\nTWO\nthree\nfour\n")
        #expect(text("b.c") == nil)
        #expect(text("sub/new.c") == "new\n")
        #expect(try isOld("c.c"))
    }

    @Test func revertingRestoresTheBytesWithANewTime() async throws {
        try await lineage.setPatches([first(), second()])
        try scratch.date(inTree("dir/a.c"), Self.old)
        #expect(try await lineage.setPatches([]) == ["b.c", "dir/a.c", "sub/new.c"])
        #expect(text("dir/a.c") == "one\ntwo\nthree\n")
        #expect(text("b.c") == "alpha\nbeta\n")
        #expect(text("sub/new.c") == nil)
        #expect(try !isOld("dir/a.c"))
        #expect(try await lineage.setPatches([]) == [])
    }

    @Test func sameStateWritesNothing() async throws {
        try await lineage.setPatches([first()])
        try scratch.date(inTree("dir/a.c"), Self.old)
        #expect(try await lineage.setPatches([first()]) == [])
        #expect(try isOld("dir/a.c"))
    }

    @Test func conflictNamesPatchFileAndHunkAndLeavesTheTree() async throws {
        try await lineage.setPatches([first()])
        let bad = try patch("bad", "--- a/dir/a.c\n+++ b/dir/a.c\n@@ -1,3 +1,3 @@\n one\n-zwei\n+2\n three\n")
        let error = await #expect(throws: SourceTreeError.self) { try await lineage.setPatches([bad]) }
        #expect(error?.kind == .patchConflict)
        #expect(error?.blame == .user)
        #expect(error?.location == "patches/bad:3")
        #expect(
            error?.what
                == "the patch does not apply to dir/a.c: its hunk, @@ -1,3 +1,3 @@ \"one\": dir/a.c:2 should be \"zwei\" and is \"two\""
        )
        #expect(text("dir/a.c") == "one\nTWO\nthree\n")
        try await lineage.setPatches([])
        #expect(text("dir/a.c") == "one\ntwo\nthree\n")
    }

    @Test func contextThatNearlyFitsIsAConflict() async throws {
        let fuzzy = try patch("fuzzy", "--- a/dir/a.c\n+++ b/dir/a.c\n@@ -1,3 +1,3 @@\n ONE\n-two\n+2\n three\n")
        await #expect(throws: SourceTreeError.self) { try await lineage.setPatches([fuzzy]) }
    }

    /// All of a series or nothing: what fitted before the conflict is not in the tree.
    @Test func nothingOfASeriesIsAppliedWhenOneFails() async throws {
        let bad = try patch("bad", "--- a/b.c\n+++ b/b.c\n@@ -1,2 +1,2 @@\n alpha\n-gamma\n+delta\n")
        await #expect(throws: SourceTreeError.self) { try await lineage.setPatches([first(), bad]) }
        #expect(text("dir/a.c") == "one\ntwo\nthree\n")
        #expect(try isOld("dir/a.c") && isOld("b.c"))
    }

    /// A symbolic link in a tree may lead anywhere: nothing is read or written behind one.
    @Test func aPatchReachesNothingBehindALink() async throws {
        try scratch.write("secret\n", to: "outside/f.c")
        try FileManager.default.createSymbolicLink(
            atPath: lineage.tree + "/link", withDestinationPath: scratch.path + "/outside")
        try FileManager.default.createSymbolicLink(
            atPath: lineage.tree + "/file.c", withDestinationPath: scratch.path + "/outside/f.c")
        for path in ["link/f.c", "link/sub/f.c", "file.c", "c.c/f.c"] {
            let bad = try patch("bad", "--- a/\(path)\n+++ b/\(path)\n@@ -1 +1 @@\n-secret\n+changed\n")
            let new = try patch("new", "--- /dev/null\n+++ b/\(path)\n@@ -0,0 +1 @@\n+changed\n")
            for patch in [bad, new] {
                let error = await #expect(throws: SourceTreeError.self) { try await lineage.setPatches([patch]) }
                #expect(error?.kind == .badPatch, "\(path): \(error?.what ?? "")")
            }
        }
        #expect(scratch.text("outside/f.c") == "secret\n" && scratch.text("outside/sub/f.c") == nil)
    }

    @Test func appliedTwiceAndMissingFileAreSaid() async throws {
        let twice = await #expect(throws: SourceTreeError.self) { try await lineage.setPatches([first(), first()]) }
        #expect(twice?.what.hasSuffix("it seems to be applied there already") == true)
        let missing = try patch("missing", "--- a/no.c\n+++ b/no.c\n@@ -1 +1 @@\n-a\n+b\n")
        let error = await #expect(throws: SourceTreeError.self) { try await lineage.setPatches([missing]) }
        #expect(error?.what == "the patch does not apply to no.c: there is no such file")
    }

    /// A kill between the record and the end of the writing: files hold anything at all.
    @Test func halfAppliedTreeIsMended() async throws {
        try await lineage.setPatches([first(), second()])
        try write("half wri", "dir/a.c")
        try write("alpha\nbeta\n", "b.c")
        try FileManager.default.removeItem(atPath: lineage.tree + "/sub/new.c")
        try await lineage.setPatches([first()])
        #expect(text("dir/a.c") == "one\nTWO\nthree\n")
        #expect(text("b.c") == "alpha\nbeta\n")
        #expect(text("sub/new.c") == nil)
    }

    @Test func unreadableStateCostsTheTree() async throws {
        try await lineage.setPatches([first()])
        try "not json".write(toFile: lineage.directory + "/patched.json", atomically: true, encoding: .utf8)
        struct Wanted: Error {}
        await #expect(throws: Wanted.self) {
            try await lineage.unpack(Self.source, require: { throw Wanted() }, note: { _ in })
        }
        #expect(!lineage.isUnpacked)
    }

    @Test func aWholeTreeNeedsNoPackage() async throws {
        try await lineage.unpack(
            Self.source, require: { Issue.record("the package was asked for") }, note: { _ in })
        #expect(lineage.isUnpacked)
    }
}
