// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixFiles
import MatrixPlan
import Testing
import Vocabulary

@Suite struct HostileYAMLTests {
    @Test(arguments: [
        ("a: &x 1\nb: *x\n", "anchor"), ("a: *x\n", "syntax"), ("a: 1\na: 2\n", "duplicate-key"),
        ("a: {b: 1, b: 2}\n", "duplicate-key"), ("version: 1\n\ttitle: x\n", "syntax"), ("a: [1, 2\n", "syntax"),
        ("a: 'b\n", "syntax"), ("---\na: 1\n---\nb: 2\n", "syntax"), ("a: \u{7}\n", "character"),
        ("a: b\0c\n", "character"), ("when: {vcpus: >=4}\n", "syntax"), ("%YAML 9.9\n---\na: 1\n", "syntax"),
    ])
    func brokenTextIsRefusedAtItsPlace(text: String, code: String) {
        let problems = MatrixText.problems(text)
        #expect(problems.first?.code == code)
        #expect(problems.first?.line != nil)
    }

    @Test func aTabIsCalledATab() throws {
        let problem = try #require(MatrixText.problems("axes:\n\tkernel: a\n").first)
        #expect(problem.what == "a tab is used for indentation")
        #expect(problem.line == 2)
    }

    @Test func aliasBombsTakeNoTime() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(MatrixText.problems(text).map(\.code) == ["anchor"])
        var keys = "? &a0 [x, x]\n: 1\n"
        for level in 1...60 { keys += "? &a\(level) [*a\(level - 1), *a\(level - 1)]\n: 1\n" }
        #expect(MatrixText.problems(keys).map(\.code) == ["anchor"])
    }

    @Test(arguments: ["[", "{", "- ", "? ", "{a: ", "[{"])
    func deepNestingIsRefused(opening: String) {
        for depth in [100, 999, 5000] {
            let problems = MatrixText.problems(String(repeating: opening, count: depth))
            #expect(problems.count == 1)
        }
    }

    @Test func closedDeepNestingIsRefused() {
        let text = "a: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect(MatrixText.problems(text).map(\.code) == ["too-deep"])
    }

    @Test func hugeFilesAreRefused() {
        #expect(MatrixText.problems(String(repeating: "#", count: (1 << 20) + 1)).map(\.code) == ["too-large"])
        let many = "a: [" + String(repeating: "1,", count: 30_000) + "]"
        #expect(MatrixText.problems(many).map(\.code) == ["too-large"])
    }

    @Test func textThatOnlyLooksLikeAnchorsIsTaken() throws {
        let matrix = try MatrixText.read(MatrixText.make(title: "\"A & B, *stars* and &amp;\""))
        #expect(matrix.title == "A & B, *stars* and &amp;")
    }
}

/// The default matrix, damaged in a thousand ways: never a crash, and always either a matrix or located problems.
@Suite struct DamagedMatrixTests {
    private let known: KnownNames

    init() throws { known = try ProjectFiles(root: packageRoot).known() }

    private func check(_ text: String) -> Bool {
        do {
            _ = try MatrixFile.read(text: text, file: "m.yaml", known: known)
            return true
        } catch {
            return error.problems.allSatisfy { problem in
                problem.code == "too-large" || problem.code == "more" || (problem.line ?? 0) >= 1
            }
        }
    }

    private func original() throws -> String {
        try String(contentsOfFile: packageRoot + "/matrix.yaml", encoding: .utf8)
    }

    @Test func cutAnywhere() throws {
        let bytes = Array(try original().utf8)
        for end in stride(from: 0, to: bytes.count, by: 11) {
            #expect(check(String(decoding: bytes[..<end], as: UTF8.self)), "cut at \(end)")
        }
    }

    @Test func mutated() throws {
        let bytes = Array(try original().utf8)
        let spice = Array("{}[]:,&*!|>%@`\"'#-? \t\n\0\u{1B}0aé".utf8)
        var random = SplitMix64(seed: 20)
        for round in 0..<300 {
            var copy = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<copy.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: copy[place] = spice[Int.random(in: 0..<spice.count, using: &random)]
                case 1: copy.insert(spice[Int.random(in: 0..<spice.count, using: &random)], at: place)
                default: copy.remove(at: place)
                }
            }
            #expect(check(String(decoding: copy, as: UTF8.self)), "round \(round)")
        }
    }

    @Test func linesLostOrSwapped() throws {
        let lines = try original().split(separator: "\n", omittingEmptySubsequences: false)
        for index in lines.indices.dropLast() {
            var lost = lines
            lost.remove(at: index)
            var swapped = lines
            swapped.swapAt(index, index + 1)
            #expect(check(lost.joined(separator: "\n")) && check(swapped.joined(separator: "\n")), "line \(index)")
        }
    }
}
