// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Vocabulary

@testable import SourceTrees

/// Patches on files in memory.
@Suite struct PatchApplierTests {
    private static let numbers = (1...20).map { "line \($0)\n" }.joined()

    private func apply(
        _ patches: [String], to files: [String: String]
    ) throws -> (files: [String: String?], notes: [String], modes: [String: UInt32]) {
        var applier = PatchApplier { path in
            files[path].map { Files.Content(bytes: Data($0.utf8), mode: 0o664) }
        }
        for (index, text) in patches.enumerated() {
            try applier.apply(Patch(path: "p\(index + 1)", bytes: Data(text.utf8)))
        }
        let result = applier.files.mapValues { $0.map { String(decoding: $0.bytes, as: UTF8.self) } }
        return (result, applier.notes, applier.files.compactMapValues { $0?.mode })
    }

    private func conflict(_ patches: [String], _ files: [String: String]) -> SourceTreeError? {
        let error = #expect(throws: SourceTreeError.self) { try apply(patches, to: files) }
        #expect(error?.kind == .patchConflict && error?.blame == .user)
        return error
    }

    private static let change = """
        --- a/f
        +++ b/f
        @@ -9,5 +9,5 @@ some function
         line 9
         line 10
        -line 11
        +LINE 11
         line 12
         line 13

        """

    @Test func whatFitsSaysNothing() throws {
        let result = try apply([Self.change], to: ["f": Self.numbers])
        #expect(result.files["f"] == Self.numbers.replacing("line 11", with: "LINE 11"))
        #expect(result.notes == [])
        #expect(result.modes["f"] == 0o664)
    }

    @Test func anOffsetIsTold() throws {
        let result = try apply([Self.change], to: ["f": "one more\nand more\n" + Self.numbers])
        #expect(result.files["f"] == "one more\nand more\n" + Self.numbers.replacing("line 11", with: "LINE 11"))
        #expect(result.notes == ["p1: f: its hunk fits 2 lines below where it says"])
    }

    @Test func theNearestOfSeveralPlacesIsTakenAndTold() throws {
        let block = "a\nb\nx\nc\nd\n"
        let text = "--- a/f\n+++ b/f\n@@ -7,5 +7,5 @@\n a\n b\n-x\n+y\n c\n d\n"
        let result = try apply([text], to: ["f": block + block + block])
        #expect(result.files["f"] == block + block.replacing("x", with: "y") + block)
        #expect(
            result.notes == ["p1: f: its hunk fits 1 line above where it says, the nearest of 3 places where it would"])
    }

    /// The drift of one hunk is expected of the next, so that a series of equal blocks is not confused.
    @Test func laterHunksFollowTheDriftOfEarlierOnes() throws {
        let text = """
            --- a/f
            +++ b/f
            @@ -1,3 +1,3 @@
             line 1
            -line 2
            +LINE 2
             line 3
            @@ -18,3 +18,3 @@
             line 18
            -line 19
            +LINE 19
             line 20

            """
        let result = try apply([text], to: ["f": "a\nb\nc\n" + Self.numbers + "end\n"])
        #expect(result.files["f"]??.contains("LINE 2\n") == true && result.files["f"]??.contains("LINE 19\n") == true)
        #expect(
            result.notes == [
                "p1: f: hunk 1 fits 3 lines below where it says; hunk 2 fits 3 lines below where it says"
            ])
    }

    /// Nothing is guessed: with every line but one in place it is a conflict, and that line is named.
    @Test func whatFitsOnlyWithFuzzIsAConflict() {
        let error = conflict([Self.change], ["f": Self.numbers.replacing("line 12\n", with: "line twelve\n")])
        #expect(
            error?.what
                == "the patch does not apply to f: its hunk, @@ -9,5 +9,5 @@ \"line 9\": f:12 should be \"line 12\" and is \"line twelve\""
        )
        #expect(error?.location == "p1:3")
    }

    @Test func whereItStoppedIsLookedForInTheWholeFile() {
        let moved = "x\n" + Self.numbers.replacing("line 13\n", with: "")
        let error = conflict([Self.change], ["f": moved])
        #expect(error?.what.hasSuffix("f:14 should be \"line 13\" and is \"line 14\"") == true)
        let short = conflict([Self.change], ["f": "line 1\nline 2\n"])
        #expect(short?.what.hasSuffix("the file ends at f:2, and \"line 9\" should follow") == true)
    }

    @Test func hostileBytesAreEscapedInTheMessage() {
        let error = conflict(
            ["--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\u{1B}[2J\n-b\n+c\n"], ["f": "\u{1B}]0;title\u{7}\nb\n"])
        #expect(error?.what.contains("\u{1B}") == false)
        #expect(error?.what.contains("\\x1b[2J") == true)
    }

    @Test func whatIsThereAlreadyIsSaid() {
        let twice = conflict([Self.change, Self.change], ["f": Self.numbers])
        #expect(twice?.what.hasSuffix("\"line 9\": it seems to be applied there already") == true)
        #expect(twice?.location == "p2:3")
        let new = "--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n"
        #expect(conflict([new], ["n": "x\n"])?.what == "the patch does not apply to n: there is such a file already")
        #expect(conflict([Self.change], [:])?.what == "the patch does not apply to f: there is no such file")
    }

    /// A hunk without context behind its change belongs at the end of the file, and nowhere else.
    @Test func theEndOfTheFileIsPartOfTheContext() throws {
        let text = "--- a/f\n+++ b/f\n@@ -19,2 +19,3 @@\n line 19\n line 20\n+line 21\n"
        #expect(try apply([text], to: ["f": Self.numbers]).files["f"] == Self.numbers + "line 21\n")
        let error = conflict([text], ["f": Self.numbers + "more\n"])
        #expect(error?.what.hasSuffix("it is for the end of the file, which goes on at f:21") == true)
    }

    @Test func withoutContextOnlyTheStatedPlaceWillDo() throws {
        let text = "--- a/f\n+++ b/f\n@@ -3 +3 @@\n-same\n+other\n"
        #expect(try apply([text], to: ["f": "a\nb\nsame\nsame\n"]).files["f"] == "a\nb\nother\nsame\n")
        let error = conflict([text], ["f": "a\nb\nc\nsame\n"])
        #expect(error?.what.hasSuffix("it has no context, and its lines are not at line 3") == true)
        let insertion = "--- a/f\n+++ b/f\n@@ -2,0 +3 @@\n+new\n"
        #expect(try apply([insertion], to: ["f": "a\nb\nc\n"]).files["f"] == "a\nb\nnew\nc\n")
    }

    @Test func aMissingLastNewlineIsKeptAndChanged() throws {
        let end = "\\ No newline at end of file"
        let adds = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\(end)\n+b\n"
        #expect(try apply([adds], to: ["f": "a\nb"]).files["f"] == "a\nb\n")
        let removes = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n+b\n\(end)\n"
        #expect(try apply([removes], to: ["f": "a\nb\n"]).files["f"] == "a\nb")
        let keeps = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-a\n+A\n b\n\(end)\n"
        #expect(try apply([keeps], to: ["f": "a\nb"]).files["f"] == "A\nb")
        let error = conflict([keeps], ["f": "a\nb\n"])
        #expect(error?.what.hasSuffix("f:2 should be \"b\" without a newline and is \"b\"") == true)
    }

    /// In a file with CR LF the CR is part of the line.
    @Test func carriageReturnsAreBytesLikeOthers() throws {
        let text = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n"
        #expect(try apply([text], to: ["f": "a\r\nb\r\n"]).files["f"] == "a\r\nc\r\n")
        #expect(conflict([text], ["f": "a\nb\n"]) != nil)
    }

    @Test func newGoneRenamedCopiedAndExecutable() throws {
        let text = """
            diff --git a/new b/new
            new file mode 100755
            --- /dev/null
            +++ b/new
            @@ -0,0 +1 @@
            +one
            diff --git a/gone b/gone
            deleted file mode 100644
            --- a/gone
            +++ /dev/null
            @@ -1 +0,0 @@
            -one
            diff --git a/x b/y
            rename from x
            rename to y
            diff --git a/y b/x
            rename from y
            rename to x
            diff --git a/f b/g
            copy from f
            copy to g
            --- a/f
            +++ b/g
            @@ -1 +1 @@
            -f
            +g
            diff --git a/f b/f
            old mode 100644
            new mode 100755
            """
        let result = try apply([text], to: ["gone": "one\n", "x": "was x\n", "y": "was y\n", "f": "f\n"])
        let wanted: [String: String?] = [
            "new": "one\n", "gone": nil, "y": "was x\n", "x": "was y\n", "g": "g\n", "f": "f\n",
        ]
        #expect(result.files == wanted)
        #expect(result.modes["new"] == 0o755 && result.modes["f"] == 0o775 && result.modes["g"] == 0o664)
    }

    @Test func whatCannotBeIsSaid() {
        let gone = "--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
        #expect(
            conflict([gone], ["f": "a\nb\n"])?.what.hasSuffix("the file holds more than the patch takes out") == true)
        let over = "diff --git a/f b/g\nrename from f\nrename to g\n"
        #expect(conflict([over], ["f": "a\n", "g": "b\n"])?.what.hasSuffix("there is such a file already") == true)
        #expect(conflict([over], [:])?.what.hasSuffix("there is no file f to make it of") == true)
        let below = "--- /dev/null\n+++ b/f/g\n@@ -0,0 +1 @@\n+x\n"
        let made = "--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+x\n"
        #expect(conflict([made, below], [:])?.what == "the patch does not apply to f/g: f is a file")
    }

    /// One file in two sections of one patch, and in two patches.
    @Test func changesOfOneFileAddUp() throws {
        func step(_ from: Int, _ to: Int) -> String {
            "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-\(from)\n+\(to)\n end\n"
        }
        #expect(try apply([step(1, 2) + step(2, 3), step(3, 4)], to: ["f": "1\nend\n"]).files["f"] == "4\nend\n")
    }
}
