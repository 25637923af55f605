// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Host
import Testing
import Vocabulary

@testable import SourceTrees

/// Random edits of random files, as git writes them down: applied here, they give what git has.
@Suite struct GitAgreesTests {
    private struct Edit {
        var before: [String: String] = [:]
        var after: [String: String] = [:]
    }

    /// Few different lines, so that equal blocks abound; some files without a last newline, some with CR LF.
    private static func edit(_ random: inout SplitMix64) -> Edit {
        var edit = Edit()
        for number in 0..<120 {
            let name = "dir\(number % 7)/file\(number).c"
            let end = number % 10 == 0 ? "\r\n" : "\n"
            func line(_ random: inout SplitMix64) -> String { "line \(Int.random(in: 0..<6, using: &random))" }
            var lines = (0..<Int.random(in: 0...60, using: &random)).map { _ in line(&random) }
            func text(_ lines: [String], _ open: Bool) -> String {
                lines.joined(separator: end) + (lines.isEmpty || open ? "" : end)
            }
            if number % 13 != 0 { edit.before[name] = text(lines, Bool.random(using: &random)) }
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                let place = Int.random(in: 0...lines.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: lines.insert(line(&random), at: place)
                case 1 where place < lines.count: lines.remove(at: place)
                case 2 where place < lines.count: lines[place] = line(&random)
                default: break
                }
            }
            let isGone = number % 17 == 1
            let target = number % 19 == 2 ? "moved/file\(number).c" : name
            if !isGone { edit.after[target] = text(lines, Bool.random(using: &random)) }
        }
        return edit
    }

    @Test(arguments: [3, 1, 0, 8]) func randomEdits(context: Int) async throws {
        let scratch = try Scratch()
        let user = try await UserRepository(scratch)
        var random = SplitMix64(seed: UInt64(context) + 1)
        let edit = Self.edit(&random)
        _ = try await user.commit("before", edit.before.mapValues { $0 })
        var changes: [String: String?] = edit.after.mapValues { $0 }
        for name in edit.before.keys where edit.after[name] == nil { changes[name] = .some(nil) }
        _ = try await user.commit("after", changes)
        try await user.git(
            "-c", "core.quotePath=true", "diff", "--unified=\(context)", "--find-renames", "--find-copies",
            "--output=\(scratch.path)/the.patch", "HEAD~", "HEAD")

        let patch = try PatchList(at: scratch.path + "/the.patch").patches[0]
        var applier = PatchApplier { path in
            edit.before[path].map { Files.Content(bytes: Data($0.utf8), mode: 0o644) }
        }
        try applier.apply(patch)
        #expect(applier.notes == [])
        let result = edit.before.merging(
            applier.files.compactMapValues { $0.map { String(decoding: $0.bytes, as: UTF8.self) } }
        ) { $1 }.filter { applier.files[$0.key] != .some(nil) }
        #expect(result == edit.after)

        // And back: a reversed diff is a diff.
        try await user.git(
            "diff", "-R", "--unified=\(context)", "--output=\(scratch.path)/back.patch", "HEAD~", "HEAD")
        var back = PatchApplier { path in
            edit.after[path].map { Files.Content(bytes: Data($0.utf8), mode: 0o644) }
        }
        try back.apply(PatchList(at: scratch.path + "/back.patch").patches[0])
        for (name, text) in edit.before where back.files[name] != nil {
            #expect(back.files[name]??.bytes == Data(text.utf8))
        }
    }
}
