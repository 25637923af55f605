// SPDX-License-Identifier: Apache-2.0

import MatrixFiles
import Testing
import Vocabulary

/// What a person sees.
@Suite struct MatrixReportTests {
    @Test func severalMistakesAreReportedTogetherInTheOrderOfTheFile() {
        let text = MatrixText.make(
            image: "debain", vcpus: "[1, 300]", extra: "memroy: 4 GiB",
            criteria: "  - {name: a, kind: ratoi}\n  - {name: b, kind: bound, metric: loads.failed, at-most: 1 s}")
        #expect(
            MatrixText.summary(text) == [
                "3:8 unknown-image image", "7:14 out-of-range axes.vcpus[1]", "9:1 unknown-key memroy",
                "11:21 unknown-kind criteria[0].kind", "12:59 wrong-unit criteria[1].at-most",
            ])
    }

    @Test func theTextNamesPlacePathFaultAndRemedy() {
        do {
            _ = try MatrixText.read(MatrixText.make(extra: "memroy: 4 GiB\nrepeat: none"))
            Issue.record("the mistakes were not seen")
        } catch {
            #expect(
                error.description == """
                    m.yaml:9:1: memroy: "memroy" is not a key of a matrix
                      try: did you mean "memory"?
                    m.yaml:10:9: repeat: this should be a whole number or auto, it is "none"
                      try: write auto, or a whole number from 1 to 1000
                    """)
            #expect(error.code == "unknown-key")
            #expect(error.blame == .user)
            #expect(error.what.hasPrefix("2 problems, the first: "))
        }
    }

    @Test(arguments: [
        ("kernels", "kernel"), ("vcpu", "vcpus"), ("worklaod", "workload"),
    ])
    func aNearKeyIsSuggested(written: String, meant: String) throws {
        let text = MatrixText.make().replacing("  \(meant):", with: "  \(written):")
        let problem = try #require(MatrixText.problems(text).first { $0.code == "unknown-key" })
        #expect(problem.remedy == "did you mean \"\(meant)\"?")
    }

    @Test func aFarKeyGetsTheListOfKeys() throws {
        let problem = try #require(MatrixText.problems(MatrixText.make(extra: "colour: red")).first)
        #expect(problem.remedy?.hasPrefix("write one of: version, title, image") == true)
    }

    @Test func hostileTextIsMadeVisible() throws {
        let problem = try #require(MatrixText.problems(MatrixText.make(extra: "\"a\\e[31m\\u202e\": 1")).first)
        #expect(problem.what.contains("\\x1b[31m\\u202e"))
        #expect(problem.keyPath?.unicodeScalars.contains("\u{1B}") == false)
    }

    @Test func aFloodOfMistakesIsCut() {
        let lines = (0..<200).map { "wrong\($0): 1" }.joined(separator: "\n")
        let problems = MatrixText.problems(MatrixText.make(extra: lines))
        #expect(problems.count == 51)
        #expect(problems.last?.what == "and 150 more")
    }
}
