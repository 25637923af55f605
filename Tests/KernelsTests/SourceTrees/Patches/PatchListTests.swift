// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Vocabulary

@testable import SourceTrees

@Suite struct PatchListTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func diff(_ from: Int, _ to: Int, file: String = "f") -> String {
        "--- a/\(file)\n+++ b/\(file)\n@@ -1,2 +1,2 @@\n-\(from)\n+\(to)\n end\n"
    }
    private func mail(_ subject: String, _ body: String, id: String = "") -> String {
        "From x Thu Jan  1 00:00:00 1970\nSubject: \(subject)\n\(id.isEmpty ? "" : "Message-Id: <\(id)>\n")\n\(body)\n"
    }
    private func list(_ name: String) throws -> PatchList { try PatchList(at: scratch.path + "/" + name) }
    private func refusal(_ name: String) -> SourceTreeError? {
        let error = #expect(throws: SourceTreeError.self) { try list(name) }
        #expect(error?.kind == .badPatch && error?.blame == .user)
        return error
    }

    @Test func anMboxIsAPatchAMessage() throws {
        try scratch.write(
            mail("[PATCH 0/2] cover", "hello") + mail("[PATCH 1/2] one", diff(1, 2))
                + mail("[PATCH 2/2] two", diff(2, 3))
                + mail("Re: [PATCH 1/2] one", "> " + diff(1, 2).replacing("\n", with: "\n> ")), to: "s.mbox")
        let found = try list("s.mbox")
        #expect(found.patches.map(\.title) == ["[PATCH 1/2] one", "[PATCH 2/2] two"])
        #expect(found.patches.map(\.name) == ["s.mbox, message 2", "s.mbox, message 3"])
        #expect(found.notes == [])
    }

    @Test func aReplysOwnDiffIsARemarkUnlessThereIsNothingElse() throws {
        let reply = mail("Re: [PATCH] one", "how about\n" + diff(1, 9))
        try scratch.write(mail("[PATCH] one", diff(1, 2)) + reply, to: "thread.mbox")
        let found = try list("thread.mbox")
        #expect(found.patches.map(\.title) == ["[PATCH] one"])
        #expect(
            found.notes == ["thread.mbox, message 2 (\"Re: [PATCH] one\") is a reply, and its diff is not applied"])
        try scratch.write(reply, to: "reply.mbox")
        #expect(try list("reply.mbox").patches.count == 1)
        #expect(try list("reply.mbox").notes == [])
    }

    @Test func aMessageThatCameTwiceIsAppliedOnce() throws {
        let one = mail("[PATCH] one", diff(1, 2), id: "a@b")
        try scratch.write(one + one + mail("[PATCH] two", diff(1, 2), id: "c@d"), to: "s.mbox")
        let found = try list("s.mbox")
        #expect(found.patches.count == 2)
        #expect(found.notes == ["s.mbox, message 2 (\"[PATCH] one\") is there twice, and applied once"])
    }

    @Test func aFaultIsNamedByMessageAndLine() throws {
        try scratch.write(
            mail("[PATCH 1/2] one", diff(1, 2)) + mail("[PATCH 2/2] two", diff(1, 2) + "@@ x\n@@ -1 +1,\n"),
            to: "s.mbox")
        #expect(refusal("s.mbox")?.location == scratch.path + "/s.mbox:21, message 2 (\"[PATCH 2/2] two\")")
        let broken = Data("--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@\n".utf8).base64EncodedString()
        try scratch.write(
            mail("[PATCH] x", diff(1, 2)) + "From x\nSubject: y\nContent-Transfer-Encoding: base64\n\n\(broken)\n",
            to: "e.mbox")
        #expect(refusal("e.mbox")?.location == scratch.path + "/e.mbox, message 2 (\"y\"), line 3 of its text")
    }

    @Test func whatMailProgramsBrokeIsSaid() throws {
        // An empty context line, " ", was sent as "  ": it ends with a blank and takes the next line in.
        let flowed = "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n  a\n  \n-b\n+c\n"
        try scratch.write(
            "From x\nSubject: y\nContent-Type: text/plain; format=flowed\n\n\(flowed)", to: "f.mbox")
        #expect(
            refusal("f.mbox")?.what.hasSuffix("it was sent as format=flowed, where mail programs break lines") == true)
    }

    @Test func aDirectoryIsReadByNameAndSkipsTheCoverLetter() throws {
        try scratch.write(mail("[PATCH 0/2] cover", "hello"), to: "d/0000-cover-letter.patch")
        try scratch.write(mail("[PATCH 2/2] two", diff(2, 3)), to: "d/0002-two.patch")
        try scratch.write(mail("[PATCH 1/2] one", diff(1, 2)), to: "d/0001-one.patch")
        try scratch.write(diff(3, 4), to: "d/0003.diff")
        try scratch.write("about", to: "d/README.md")
        try scratch.write("old", to: "d/.0001.patch.swp")
        #expect(try list("d").patches.map(\.name) == ["0001-one.patch", "0002-two.patch", "0003.diff"])
    }

    @Test func aSeriesGivesTheOrder() throws {
        try scratch.write(diff(1, 2), to: "q/b")
        try scratch.write(diff(2, 3), to: "q/sub/a.patch")
        try scratch.write(diff(3, 4), to: "q/unused.patch")
        try scratch.write("# first\nb   # why\n\nsub/a.patch -p1\n", to: "q/series")
        #expect(try list("q").patches.map(\.name) == ["b", "a.patch"])
        for (line, place) in [("../q/b", 2), ("/etc/passwd", 2), ("b -p0", 2), ("b -R", 2)] {
            try scratch.write("b\n\(line)\n", to: "q/series")
            #expect(refusal("q")?.location == "\(scratch.path)/q/series:\(place)", "\(line)")
        }
        try scratch.write("absent\n", to: "q/series")
        #expect(refusal("q")?.what == "there is no such patch")
    }

    @Test func whatMayBeAPatchIsNotPassedOver() throws {
        try scratch.write(diff(1, 2), to: "d/0001-one.patch")
        try scratch.write(diff(2, 3), to: "d/0002-two")
        #expect(refusal("d")?.location == scratch.path + "/d/0002-two")
    }

    @Test func whatHoldsNothingIsSaid() throws {
        try scratch.write("hello\n", to: "no.patch")
        try scratch.write(mail("x", "hello"), to: "no.mbox")
        try scratch.write("about", to: "empty/README")
        for name in ["no.patch", "no.mbox", "empty"] { #expect(refusal(name)?.what.contains("no change") == true) }
        #expect(refusal("absent")?.what == "there is no such patch")
        #expect(mkfifo(scratch.path + "/pipe", 0o600) == 0)
        #expect(refusal("pipe")?.what.contains("64 MiB") == true)
    }

    @Test func aWholePatchWithCarriageReturnsIsTakenAndTold() throws {
        try scratch.write(diff(1, 2).replacing("\n", with: "\r\n"), to: "crlf.patch")
        try scratch.write(diff(1, 2), to: "lf.patch")
        let found = try list("crlf.patch")
        #expect(found.patches[0].bytes == (try list("lf.patch")).patches[0].bytes)
        #expect(found.notes == ["crlf.patch: every line ends in CR LF, which is taken as LF"])
    }
}
