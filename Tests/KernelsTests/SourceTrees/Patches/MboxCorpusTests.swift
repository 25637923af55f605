// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Testing
import Vocabulary

@testable import SourceTrees

/// Series as they were sent, from the tests of patchwork and b4.
@Suite(.enabled(if: Corpora.areThere, "needs ../shared/corpora beside the project"))
struct MboxCorpusTests {
    private func list(_ name: String) throws -> PatchList { try PatchList(at: "\(Corpora.mbox)/\(name).mbox") }

    @Test(arguments: [
        ("base-cover-letter", [2, 3]), ("base-deep-threaded", [2, 3]), ("base-different-versions", [2, 3, 4, 5]),
        ("base-incomplete", [2]), ("base-no-cover-letter", [1, 2]),
        ("base-no-references", [1, 2]), ("base-out-of-order", [1, 2]), ("d00-original", [2, 3, 4, 5]),
        ("d01-reversed", [1, 2, 3, 4]), ("d02-missing-3", [2, 3, 4]), ("d07-crlf", [2, 3, 4, 5]),
        ("shazam-git1-just-series", [2, 3, 4, 5]),
    ])
    func everyMessageWithADiffIsAPatch(_ name: String, _ numbers: [Int]) throws {
        #expect(try list(name).patches.map(\.origin.message) == numbers)
        #expect(try list(name).notes == [])
    }

    /// Its last patch was turned round by hand, and its headers say the reverse of its lines: git takes it neither.
    @Test func aPatchThatContradictsItselfIsRefused() {
        let error = #expect(throws: SourceTreeError.self) { try list("base-extra-patches") }
        #expect(error?.what == "a hunk's header does not fit its lines")
        #expect(
            error?.location?.hasSuffix(
                "base-extra-patches.mbox:157, message 4 (\"[PATCH 3/2] test: Remove Markdown formatting\")") == true)
    }

    @Test func aRepliersProposalAndASecondCopyAreLeftOut() throws {
        let replies = try list("d10-replies")
        #expect(
            replies.patches.compactMap(\.title).allSatisfy { $0.hasPrefix("[PATCH ") } && replies.patches.count == 4)
        #expect(replies.notes.count == 1 && replies.notes[0].contains("(\"Re: [PATCH 2/4] Add more lines to file 1\")"))
        let duplicate = try list("d03-duplicate-same-msgid")
        #expect(duplicate.patches.count == 4)
        #expect(duplicate.notes.count == 1 && duplicate.notes[0].hasSuffix("is there twice, and applied once"))
    }

    /// What these leave is what git-am(1) leaves, byte for byte.
    @Test(arguments: ["d00-original", "d03-duplicate-same-msgid", "d07-crlf", "d10-replies", "shazam-git1-just-series"])
    func theTreeIsThatOfGit(_ name: String) async throws {
        let scratch = try Scratch()
        let user = try await UserRepository(scratch)
        try await user.git("fetch", "--quiet", Corpora.mbox + "/gitdir.bundle", "master")
        try await user.git("checkout", "--quiet", "FETCH_HEAD")
        var applier = PatchApplier { path in try Files.content(user.path + "/" + path) }
        for patch in try list(name).patches { try applier.apply(patch) }
        #expect(applier.notes == [])
        // The original series without its cover letter, which git-am does not take.
        let mails = try list("d00-original").patches.count
        try await user.git("mailsplit", "-o" + scratch.path, "\(Corpora.mbox)/d00-original.mbox")
        let files = (2...(mails + 1)).map { "\(scratch.path)/000\($0)" }
        try await Command("git", ["am", "--quiet"] + files, environment: UserRepository.isolated, in: user.path)
            .run().checked()
        #expect(applier.files.keys.sorted() == ["file1.txt", "file2.txt", "lipsum.txt"])
        for (path, content) in applier.files {
            #expect(try content?.bytes == Files.content(user.path + "/" + path)?.bytes)
        }
    }

    @Test(arguments: [
        (
            "d02-missing-3", "d02-missing-3.mbox:194, message 4 (\"[PATCH 4/4] Minor typo changes imitation\")",
            "lipsum.txt"
        ),
        (
            "d01-reversed", "d01-reversed.mbox:33, message 1 (\"[PATCH 4/4] Minor typo changes imitation\")",
            "lipsum.txt"
        ),
    ])
    func aSeriesWithAGapIsAConflictWithItsPlace(_ name: String, _ place: String, _ file: String) async throws {
        let scratch = try Scratch()
        let user = try await UserRepository(scratch)
        try await user.git("fetch", "--quiet", Corpora.mbox + "/gitdir.bundle", "master")
        try await user.git("checkout", "--quiet", "FETCH_HEAD")
        var applier = PatchApplier { path in try Files.content(user.path + "/" + path) }
        let patches = try list(name).patches
        let error = #expect(throws: SourceTreeError.self) { for patch in patches { try applier.apply(patch) } }
        #expect(error?.kind == .patchConflict)
        #expect(error?.what.hasPrefix("the patch does not apply to \(file): its hunk, @@ -13,10 +13,10 @@") == true)
        let line = try #require(error?.location?.firstMatch(of: /mbox:([0-9]+)/)?.1)
        #expect(error?.location?.hasSuffix(place.replacing(/:[0-9]+/, with: ":\(line)")) == true)
    }
}
