// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixFiles
import MatrixPlan
import Testing
import Vocabulary

/// `extends:` shares criteria and allowed reports between matrices.
@Suite struct ExtendsTests {
    /// Files by name, without a disk; paths are names.
    private struct Shelf: ListSource {
        var texts: [String: String]

        func list(_ path: String, from file: String) throws(MatrixFileError) -> (name: String, text: String) {
            guard let text = texts[path] else {
                do {
                    _ = try ProjectFiles(root: "/nonexistent").list(path, from: file)
                } catch { throw error }
                return (path, "")
            }
            return (path, text)
        }
    }

    private static let common = """
        version: 1
        criteria:
          - {name: boots clean, kind: clean-boot}
          - {name: seen, kind: control, metric: loads.failed, at-least: 10}
          - {name: few, kind: bound, metric: loads.failed, at-most: 9, needs: seen}
        allow:
          - {title: WARNING in known_one, reason: ticket 7}
        """

    private func read(_ text: String, _ texts: [String: String]) -> Result<Matrix, MatrixFileError> {
        do {
            return .success(
                try MatrixFile.read(text: text, file: "m.yaml", known: MatrixText.known, lists: Shelf(texts: texts)))
        } catch {
            return .failure(error)
        }
    }

    private func problems(_ text: String, _ texts: [String: String]) -> [String] {
        guard case .failure(let error) = read(text, texts) else { return [] }
        return error.problems.map { "\($0.location) \($0.code)" }
    }

    @Test func whatAFileSaysIsAddedToWhatItExtends() throws {
        let matrix = try read(
            MatrixText.make(
                extra: "extends: common\nallow: [{title: WARNING in another_one, reason: ticket 8}]",
                criteria: "  - {name: own, kind: clean-boot, needs: few}"), ["common": Self.common]
        ).get()
        #expect(matrix.criteria.map(\.name) == ["boots clean", "seen", "few", "own"])
        #expect(matrix.allow.map(\.reason) == ["ticket 7", "ticket 8"])
    }

    /// What needs it still follows.
    @Test func aCriterionOfTheSameNameTakesThePlaceOfTheOther() throws {
        let own = "  - {name: seen, kind: control, metric: loads.failed, at-least: 3}"
        let matrix = try read(MatrixText.make(extra: "extends: [common]", criteria: own), ["common": Self.common]).get()
        #expect(matrix.criteria.map(\.name) == ["boots clean", "seen", "few"])
        #expect(matrix.criteria[1].kind == .control(.loadsFailed, Limits(atLeast: 3)))
    }

    /// a extends b and c, which both extend d.
    @Test func aFileIsTakenOnceHoweverOftenItIsNamed() throws {
        let list = { (name: String, extends: String) in
            "version: 1\n\(extends)criteria: [{name: \(name), kind: clean-boot}]\n"
        }
        let matrix = try read(
            MatrixText.make(extra: "extends: [b, c]"),
            ["b": list("b", "extends: d\n"), "c": list("c", "extends: d\n"), "d": list("d", "")]
        ).get()
        #expect(matrix.criteria.map(\.name) == ["d", "b", "c", "boots clean"])
    }

    @Test func aMistakeIsSaidInItsOwnFileAtItsLine() {
        let broken = Self.common.replacing("at-most: 9", with: "at-most: 9 MiB")
        #expect(problems(MatrixText.make(extra: "extends: common"), ["common": broken]) == ["common:5:61 wrong-unit"])
        let twice = "version: 1\ncriteria:\n  - {name: x, kind: clean-boot}\n  - {name: x, kind: clean-boot}\n"
        #expect(problems(MatrixText.make(extra: "extends: common"), ["common": twice]) == ["common:4:12 repeated"])
        let axes = "version: 1\naxes: {kernel: base}\n"
        #expect(problems(MatrixText.make(extra: "extends: common"), ["common": axes]) == ["common:2:1 unknown-key"])
        #expect(
            problems(MatrixText.make(extra: "extends: common"), ["common": "criteria: []"]) == [
                "common:1:1 missing-key"
            ])
        // Of both files, file by file.
        #expect(
            problems(MatrixText.make(image: "deban", extra: "extends: common"), ["common": broken])
                == ["m.yaml:3:8 unknown-image", "common:5:61 wrong-unit"])
    }

    @Test func circlesAndChainsWithoutAnEndAreRefused() {
        let text = MatrixText.make(extra: "extends: a")
        let circle = ["a": "version: 1\nextends: b\n", "b": "version: 1\nextends: a\n"]
        #expect(problems(text, circle) == ["b:2:10 extends-cycle"])
        #expect(problems(text, ["a": "version: 1\nextends: a\n"]) == ["a:2:10 extends-cycle"])
        let chain = Dictionary(
            uniqueKeysWithValues: (0..<40).map { number in
                (number == 0 ? "a" : "a\(number)", "version: 1\nextends: a\(number + 1)\n")
            })
        #expect(problems(text, chain) == ["a7:2:10 too-deep"])
    }

    @Test func theKeyIsAFileOrAList() {
        #expect(problems(MatrixText.make(extra: "extends: {a: b}"), [:]) == ["m.yaml:9:10 wrong-type"])
        #expect(problems(MatrixText.make(extra: "extends: []"), [:]) == ["m.yaml:9:10 empty"])
        #expect(problems(MatrixText.make(extra: "extends: [absent]"), [:]) == ["m.yaml:9:11 missing-file"])
        #expect(MatrixText.summary(MatrixText.make(extra: "extends: a")) == ["9:10 missing-file extends"])
    }

    @Test func pathsBeginAtTheFileAndStayInTheProject() throws {
        let root = NSTemporaryDirectory() + "/bootmatrix-extends-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        for directory in ["p/kernels", "p/images", "p/sets/deep", "out"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(directory)", withIntermediateDirectories: true)
        }
        func write(_ text: String, _ path: String) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(root)/\(path)"))
        }
        for name in ["base", "patched", "control"] { try write("", "p/kernels/\(name).yaml") }
        try write("", "p/images/debian.yaml")
        try write(Self.common, "p/sets/deep/common.yaml")
        try write("version: 1\nextends: deep/common.yaml\n", "p/sets/set.yaml")
        try write(Self.common, "out/common.yaml")
        try FileManager.default.createSymbolicLink(
            atPath: "\(root)/p/sets/link.yaml", withDestinationPath: "\(root)/out/common.yaml")
        func code(_ path: String) throws -> String? {
            try write(MatrixText.make(extra: "extends: \(path)"), "p/sets/m.yaml")
            do {
                let matrix = try ProjectFiles(root: "\(root)/p").matrix(at: "sets/m.yaml")
                #expect(matrix.criteria.map(\.name) == ["boots clean", "seen", "few"])
                return nil
            } catch {
                #expect(error.problems.first?.location.hasPrefix("sets/m.yaml:9:") == true)
                return error.code
            }
        }
        #expect(try code("deep/common.yaml") == nil)
        #expect(try code("../sets/set.yaml") == nil)
        #expect(try code("../../out/common.yaml") == "bad-path")
        #expect(try code("link.yaml") == "bad-path")
        #expect(try code("\(root)/p/sets/set.yaml") == "bad-path")
        #expect(try code("~/common.yaml") == "bad-path")
        #expect(try code("m.yaml") == "extends-cycle")
        #expect(try code("absent.yaml") == "missing-file")
        #expect(try code("deep") == "missing-file")
    }
}
