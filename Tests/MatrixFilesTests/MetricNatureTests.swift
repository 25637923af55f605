// SPDX-License-Identifier: Apache-2.0

import MatrixFiles
import MatrixPlan
import Testing

/// Criteria that a metric cannot answer are refused at its line, and those beside them are not.
@Suite struct MetricNatureTests {
    private func problems(_ criteria: String...) -> [MatrixFileError.Problem] {
        MatrixText.problems(MatrixText.make(criteria: criteria.map { "  - {\($0)}" }.joined(separator: "\n")))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var criterion: String
        var remedy: String
        var testDescription: String { criterion }

        init(_ criterion: String, _ remedy: String) { (self.criterion, self.remedy) = (criterion, remedy) }
    }

    @Test(arguments: [
        // A kernel that uses up all memory has less than 110 % of the other's.
        Refusal(
            "kind: ratio, metric: memory.lowest-available, to: base, at-most: 110 %", "write kind: bound with at-least"),
        Refusal(
            "kind: ratio, metric: memory.lowest-available, to: base, at-most: 110 %, severity: warn",
            "write kind: bound with at-least"),
        Refusal(
            "kind: difference, metric: modules.count, to: base, at-most: 1",
            "write kind: bound with at-least, or kind: same-as"),
        Refusal(
            "kind: scaling, metric: loads.loaded, at-most: 1", "write kind: bound with at-least, or kind: same-as"),
        Refusal(
            "kind: difference, metric: time.settled, to: base, at-most: 1 s", "write `severity: warn`, or kind: timing"),
        Refusal(
            "kind: ratio, metric: time.settled, to: base, at-most: 110 %, severity: fail",
            "write `severity: warn`, or kind: timing"),
        Refusal("kind: scaling, metric: time.init, at-most: 1 s", "write `severity: warn`, or kind: timing"),
        Refusal("kind: bound, metric: time.sealed, at-most: 60 s", "write `severity: warn`"),
        Refusal("kind: control, metric: time.sealed, at-least: 1 s", "name a metric that is no time"),
        Refusal(
            "kind: ratio, metric: memory.highest-vmalloc, to: base, at-most: 110 %",
            "write `severity: warn`, or kind: bound"),
        Refusal("kind: same-as, metric: time.settled", "write kind: timing"),
        Refusal("kind: same-as, metric: memory.lowest-available", "write kind: bound with at-least"),
        Refusal(
            "kind: same-as, metric: memory.highest-modules",
            "write kind: ratio with `severity: warn`, or kind: bound"),
        Refusal("kind: same-as, metric: loads.failed", "write kind: ratio, difference or bound"),
        Refusal("kind: same-as, metric: traced.bytes-wasted, severity: warn", "write kind: ratio, difference or bound"),
        Refusal("kind: same-as, metric: replay.failed", "write kind: bound with at-most"),
    ])
    func whatItCannotAnswerIsRefused(_ refusal: Refusal) throws {
        let found = problems("name: a, \(refusal.criterion)")
        #expect(found.map { "\($0.code) \($0.keyPath ?? "-")" } == ["bad-value criteria[0].metric"])
        #expect(found.first?.remedy == refusal.remedy)
        #expect(found.first?.line == 10)
    }

    @Test(arguments: [
        "kind: ratio, metric: memory.highest-vmalloc, to: base, at-most: 110 %, severity: warn",
        "kind: difference, metric: time.settled, to: base, at-most: 1 s, severity: warn",
        "kind: bound, metric: time.settled, at-most: 60 s, severity: warn",
        "kind: bound, metric: memory.lowest-available, at-least: 100 MiB",
        "kind: ratio, metric: loads.failed, to: base, at-most: 110 %", "kind: scaling, metric: requests, at-most: 2",
        "kind: ratio, metric: loads.coalesced, to: base, at-most: 110 %",
        "kind: same-as, metric: modules.set", "kind: same-as, metric: modules.count",
        "kind: same-as, metric: replay.unloaded", "kind: same-as, metric: loads.kread",
        "kind: same-as, metric: bytes.modules", "kind: bound, metric: loads.failed, at-least: 0, at-most: 3",
        "kind: control, metric: loads.failed, at-least: 10",
    ])
    func whatItCanAnswerIsRead(_ criterion: String) {
        #expect(problems("name: a, \(criterion)").map(\.what) == [])
    }

    @Test func whatIsSaidOfTheMetricIsSaidBesideOtherMistakes() {
        let found = problems("name: a, kind: same-as, metric: loads.failed, reference: spare")
        #expect(found.map(\.keyPath) == ["criteria[0].metric", "criteria[0].reference"])
    }

    @Test(arguments: ["bound", "control"]) func aLimitThatEveryBootKeepsIsRefused(kind: String) {
        let found = problems("name: a, kind: \(kind), metric: loads.failed, at-least: 0")
        #expect(found.map { "\($0.code) \($0.keyPath ?? "-")" } == ["out-of-range criteria[0].at-least"])
        #expect(found.first?.what == "loads.failed is never below 0, so that this holds of every boot")
    }

    /// It warns of nothing: what it does not find is INCONCLUSIVE.
    @Test func aControlOnlyWarnsWhereAnotherNeedsIt() {
        let control = "name: seen, kind: control, metric: loads.failed, at-least: 10, severity: warn"
        let alone = problems(control)
        #expect(alone.map { "\($0.code) \($0.keyPath ?? "-")" } == ["bad-value criteria[0].severity"])
        #expect(alone.first?.remedy == "remove the key, or write kind: bound")
        #expect(problems(control, "name: b, kind: clean-boot, needs: seen").isEmpty)
        #expect(problems(control, "name: a, kind: clean-boot", "name: b, kind: clean-boot, needs: [a, seen]").isEmpty)
    }

    @Test func aMatrixThatOnlyWarnsIsReadAndRemarkedOn() throws {
        let only = try MatrixText.read(MatrixText.make(criteria: "  - {name: a, kind: clean-boot, severity: warn}"))
        #expect(only.remarks.count == 1)
        #expect(try MatrixText.read(MatrixText.make()).remarks.isEmpty)
    }
}
