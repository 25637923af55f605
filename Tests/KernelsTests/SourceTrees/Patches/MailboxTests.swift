// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing
import Vocabulary

@testable import SourceTrees

@Suite struct MailboxTests {
    private static let diff = "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n int x = 1;\n-a\n+caf\u{E9}\n"

    private func messages(_ text: String) throws -> [MailMessage] {
        try #require(Mailbox.messages(in: Array(text.utf8)))
    }
    private func text(of message: MailMessage) -> String { String(decoding: message.text, as: UTF8.self) }
    private func mail(_ headers: String, _ body: String) -> String { "From x\n\(headers)\n\n\(body)" }

    @Test func messagesAreSplitWhereOneBegins() throws {
        let text = """
            From a@b Thu Jan  1 00:00:00 1970
            Subject: one

            From the beginning of a line this is text.

            From here on too.
            >From was quoted, >>From twice.
            >>From at the beginning.

            From c@d Thu Jan  1 00:00:00 1970
            Subject: two
             folded

            body

            """
        let found = try messages(text)
        #expect(found.map(\.subject) == ["one", "two folded"])
        #expect(found.map(\.number) == [1, 2])
        #expect(
            self.text(of: found[0])
                == "From the beginning of a line this is text.\n\nFrom here on too.\nFrom was quoted, >>From twice.\n>From at the beginning.\n\n"
        )
    }

    @Test func whatIsNoMailIsNone() {
        for text in ["", Self.diff, "Subject: x\n\n" + Self.diff, "text\n\nFrom x\nSubject: y\n\nz\n"] {
            #expect(Mailbox.messages(in: Array(text.utf8)) == nil)
        }
        #expect(Mailbox.messages(in: Array("From: me\nSubject: x\n\n\(Self.diff)".utf8))?.count == 1)
    }

    @Test func quotedPrintable() throws {
        let body = Self.diff.replacing("=", with: "=3D").replacing("\u{E9}", with: "=C3=A9")
            .replacing("int x", with: "int=\n x")
        let message = try messages(mail("Subject: x\nContent-Transfer-Encoding: quoted-printable", body))[0]
        #expect(text(of: message) == Self.diff)
    }

    /// A body in base64 has mail's own line ends.
    @Test(arguments: ["\n", "\r\n"]) func base64(end: String) throws {
        let body = Data(Self.diff.replacing("\n", with: end).utf8).base64EncodedString(
            options: [.lineLength76Characters, .endLineWithLineFeed])
        let message = try messages(mail("Subject: x\nContent-Transfer-Encoding: base64", body + "\n"))[0]
        #expect(text(of: message) == Self.diff)
    }

    @Test func everyLineWithCarriageReturnIsTransportAndSomeAreNot() throws {
        let whole = mail("Subject: x", Self.diff).replacing("\n", with: "\r\n")
        #expect(text(of: try messages(whole)[0]) == Self.diff)
        let some = Self.diff.replacing("-a\n", with: "-a\r\n")
        #expect(text(of: try messages(mail("Subject: x", some))[0]) == some)
    }

    /// RFC 3676 as git reads it: a context line has one blank more, and a line that ends with a blank goes on.
    @Test func flowedTextIsPutTogetherAgain() throws {
        let flowed = Self.diff.replacing("\n int x = 1;", with: "\n  int x \n= 1;")
        let headers = "Subject: x\nContent-Type: text/plain; charset=utf-8; format=flowed"
        let message = try messages(mail(headers, flowed))[0]
        #expect(message.isFlowed)
        #expect(text(of: message) == Self.diff)
        let deleting = Self.diff.replacing("\n int x = 1;", with: "\n  int  \nx = 1;")
        #expect(text(of: try messages(mail(headers + "; delsp=yes", deleting))[0]) == Self.diff)
    }

    @Test func partsOfAMessage() throws {
        let body = """
            This is a multi-part message.
            --=-x
            Content-Type: multipart/alternative; boundary="y"

            --y
            Content-Type: text/plain

            Hello.
            --y
            Content-Type: text/html

            <pre>\(Self.diff)</pre>
            --y--
            --=-x
            Content-Type: application/octet-stream; name="0001-x.patch"
            Content-Transfer-Encoding: base64

            \(Data(Self.diff.utf8).base64EncodedString())
            --=-x
            Content-Type: application/pgp-signature

            --- a/signature
            +++ b/signature
            --=-x--
            --- a/after
            +++ b/after

            """
        let message = try messages(mail("Subject: x\nContent-Type: multipart/mixed; boundary=\"=-x\"", body))[0]
        #expect(text(of: message) == "Hello.\n" + Self.diff)
    }

    @Test(arguments: [
        ("plain", "plain"), ("=?utf-8?q?K=C3=B6nig_x?=", "K\u{F6}nig x"), ("=?UTF-8?B?S8O2bmln?= y", "K\u{F6}nig y"),
        ("=?iso-8859-1?Q?K=F6?= =?iso-8859-1?Q?nig?=", "K\u{F6}nig"), ("=?x?q?a?= b", "=?x?q?a?= b"),
        ("=?utf-8?", "=?utf-8?"),
        ("a =?utf-8?q?b?= c", "a b c"), ("=?utf-8?b?***?=", "=?utf-8?b?***?="),
    ])
    func subjects(_ written: String, _ meant: String) throws {
        #expect(try messages(mail("Subject: \(written)", "x\n"))[0].subject == meant)
    }

    @Test(arguments: [
        ("Re: [PATCH] x", true), ("RE: x", true), ("AW: x", true), ("[PATCH] Re: x", false), ("x", false),
    ])
    func replies(_ subject: String, _ isReply: Bool) throws {
        #expect(try messages(mail("Subject: \(subject)", "x\n"))[0].isReply == isReply)
    }

    /// Whatever comes, it ends.
    @Test func nonsenseIsSurvived() {
        var random = SplitMix64(seed: 7)
        let words = [
            "From x\n", "Subject: y\n", "\n", "Content-Type: multipart/mixed; boundary=b\n", "--b\n", "--b--\n", "=",
            "=3",
            "Content-Transfer-Encoding: quoted-printable\n", "Content-Transfer-Encoding: base64\n", "\u{0}", " \n",
            "\r\n",
            "--- a/f\n", "+++ b/f\n", "@@ -1 +1 @@\n", "-a\n", "+b\n", "diff --git a/f b/f\n", "rename from \"\n",
            "\\\n",
        ]
        for _ in 0..<2000 {
            let text = (0..<20).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }.joined()
            for message in Mailbox.messages(in: Array(text.utf8)) ?? [] {
                _ = try? Patch(text: message.text, origin: PatchOrigin(file: "x"))
            }
        }
    }
}
