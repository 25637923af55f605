// SPDX-License-Identifier: Apache-2.0

import MatrixFiles
import MatrixPlan
import Testing

/// Severity, lists in `needs`, floors, and the kinds that know what a loader does.
@Suite struct CriterionSyntaxTests {
    private func criteria(_ lines: String...) throws -> [Criterion] {
        try MatrixText.read(MatrixText.make(criteria: lines.map { "  - {\($0)}" }.joined(separator: "\n"))).criteria
    }

    @Test func needsIsANameOrAList() throws {
        let read = try criteria(
            "name: a, kind: clean-boot", "name: b, kind: clean-boot, needs: a",
            "name: c, kind: clean-boot, needs: [a, b]")
        #expect(read.map(\.needs) == [[], ["a"], ["a", "b"]])
    }

    @Test func severityIsFailUnlessSaid() throws {
        let read = try criteria(
            "name: a, kind: clean-boot", "name: b, kind: clean-boot, severity: warn",
            "name: c, kind: clean-boot, severity: fail", "name: d, kind: timing, metric: time.settled, at-most: 120 %")
        #expect(read.map(\.severity) == [.fail, .warn, .fail, .warn])
    }

    @Test func floorsAndDifferencesHaveTheUnitOfTheirMetric() throws {
        let (base, control) = (KernelName(unchecked: "base"), KernelName(unchecked: "control"))
        let read = try criteria(
            "name: a, kind: ratio, metric: loads.failed, to: base, at-most: 125 %, floor: 2",
            "name: b, kind: ratio, metric: bytes.wasted, to: {kernel: base}, at-most: 125 %, floor: 64 KiB",
            "name: c, kind: difference, metric: loads.failed, to: base, at-most: 2.5, pooled-over: vcpus",
            "name: d, kind: scaling, metric: loads.failed, at-most: 10 % of control, floor: 0.5, over: vcpus",
            "name: e, kind: timing, metric: time.settled, at-most: 120 %, reference: control")
        #expect(
            read.map(\.kind) == [
                .ratio(.loadsFailed, to: base, atMost: Fraction(1.25), floor: 2),
                .ratio(.bytesWasted, to: base, atMost: Fraction(1.25), floor: 65_536),
                .difference(.loadsFailed, to: base, atMost: 2.5),
                .scaling(.loadsFailed, atMost: .share(Fraction(0.1), of: control), floor: 0.5),
                .timing(.timeToSettled, to: control, atMost: Fraction(1.2)),
            ])
    }

    @Test func lawsAndBoundsOfEachModule() throws {
        let read = try criteria(
            "name: a, kind: law, law: loader-6.5", "name: b, kind: law, law: only-duplicates",
            "name: c, kind: per-module, at-most: n-1", "name: d, kind: per-module, at-most: n - 1",
            "name: e, kind: per-module, at-most: 3")
        #expect(
            read.map(\.kind) == [
                .law(.loader65), .law(.onlyDuplicates), .perModule(atMost: .othersThanOne),
                .perModule(atMost: .othersThanOne), .perModule(atMost: .count(3)),
            ])
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var criterion: String
        var expected: String
        var remedy: String?
        var testDescription: String { criterion }

        init(_ criterion: String, _ expected: String, _ remedy: String? = nil) {
            self.criterion = criterion
            self.expected = expected
            self.remedy = remedy
        }
    }

    @Test(arguments: [
        Mistake("kind: clean-boot, severity: wran", "bad-value criteria[0].severity", "did you mean \"warn\"?"),
        Mistake("kind: clean-boot, severity: [warn]", "wrong-type criteria[0].severity"),
        Mistake("kind: clean-boot, severty: warn", "unknown-key criteria[0].severty"),
        Mistake(
            "kind: timing, metric: time.settled, at-most: 120 %, severity: fail", "bad-value criteria[0].severity",
            "write `severity: warn`, or remove the key"),
        Mistake("kind: timing, metric: loads.failed, at-most: 120 %", "wrong-unit criteria[0].metric"),
        Mistake("kind: timing, metric: time.settled, at-most: 2 s", "wrong-unit criteria[0].at-most"),
        Mistake("kind: timing, metric: time.settled", "missing-key criteria[0]"),
        Mistake(
            "kind: timing, metric: time.settled, at-most: 120 %, reference: spare", "not-booted criteria[0].reference"),
        Mistake("kind: law, law: loader-6.6", "unknown-law criteria[0].law", "did you mean \"loader-6.3\"?"),
        Mistake("kind: law, law: [loader-6.5]", "wrong-type criteria[0].law"),
        Mistake("kind: law", "missing-key criteria[0]"),
        Mistake("kind: law, law: loader-6.5, metric: requests", "unknown-key criteria[0].metric"),
        Mistake("kind: per-module, at-most: n", "bad-value criteria[0].at-most", "write `n-1` or a whole number"),
        Mistake("kind: per-module, at-most: -1", "out-of-range criteria[0].at-most"),
        Mistake("kind: per-module, at-most: 1.5", "bad-value criteria[0].at-most"),
        Mistake("kind: per-module", "missing-key criteria[0]"),
        Mistake(
            "kind: ratio, metric: requests, to: base, at-most: 1 %, floor: 1 KiB", "wrong-unit criteria[0].floor"),
        Mistake("kind: ratio, metric: requests, to: base, at-most: 1 %, floor: -1", "wrong-unit criteria[0].floor"),
        Mistake("kind: scaling, metric: requests, at-most: 2, floor: 1", "bad-value criteria[0].floor"),
        Mistake("kind: difference, metric: requests, to: base, at-most: 5 %", "wrong-unit criteria[0].at-most"),
        Mistake("kind: difference, metric: modules.set, to: base, at-most: 5", "wrong-unit criteria[0].metric"),
        Mistake("kind: difference, metric: requests, to: spare, at-most: 5", "not-booted criteria[0].to"),
        Mistake("kind: difference, metric: requests, at-most: 5", "missing-key criteria[0]"),
    ])
    func mistakesAreSaidAtTheirLine(_ mistake: Mistake) throws {
        let text = MatrixText.make(criteria: "  - {name: a, \(mistake.criterion)}")
        let problems = MatrixText.problems(text)
        #expect(problems.map { "\($0.code) \($0.keyPath ?? "-")" } == [mistake.expected])
        #expect(problems.first?.line == 10)
        if let remedy = mistake.remedy { #expect(problems.first?.remedy == remedy) }
    }

    @Test func theBoundOfOneColdplugIsForColdplugsOnly() throws {
        func text(_ when: String) -> String {
            MatrixText.make(
                workload: "[coldplug, request-storm]",
                criteria: "  - {name: a, kind: per-module, at-most: n-1\(when)}")
        }
        #expect(MatrixText.summary(text("")) == ["10:5 bad-value criteria[0]"])
        #expect(MatrixText.summary(text(", when: {workload: coldplug}")).isEmpty)
    }
}
