// SPDX-License-Identifier: Apache-2.0

import MatrixFiles
import MatrixPlan
import Testing
import Vocabulary

@Suite struct MatrixSyntaxTests {
    @Test func defaultsFillWhatIsLeftOut() throws {
        let matrix = try MatrixText.read(
            """
            version: 1
            title: Short
            image: debian
            baseline: base
            axes: {kernel: base, vcpus: 2}
            criteria: [{name: a, kind: clean-boot}]
            """)
        #expect(matrix.memory == .gibibytes(4))
        #expect(matrix.repeats == 3)
        #expect(matrix.cmdline.isEmpty && matrix.include.isEmpty && matrix.exclude.isEmpty)
        #expect(matrix.axes.workloads == [.coldplug])
    }

    @Test func automaticRepeatsHaveThreeLooks() throws {
        let matrix = try MatrixText.read(MatrixText.make(extra: "repeat: auto"))
        #expect(matrix.repetition == .automatic)
        #expect(matrix.looks == [3, 6, 12] && matrix.repeats == 12)
        #expect(try MatrixText.read(MatrixText.make(extra: "repeat: 5")).looks == nil)
    }

    @Test func includeAndExcludeAreExpanded() throws {
        let matrix = try MatrixText.read(
            MatrixText.make(
                extra: """
                    include: [{kernel: [patched, spare], vcpus: 64, workload: coldplug}]
                    exclude: [{kernel: control, vcpus: "<=2"}]
                    """))
        let places = matrix.coordinates.map { "\($0.kernel)/\($0.vcpus)" }
        #expect(
            places == [
                "base/1", "patched/1", "base/2", "patched/2", "base/4", "patched/4", "control/4", "patched/64",
                "spare/64",
            ])
    }

    @Test func allowedReportsHaveAReason() throws {
        let matrix = try MatrixText.read(
            MatrixText.make(
                extra: """
                    allow:
                      - {title: WARNING in foo_bar (refcount_warn_saturate), reason: fixed by the next patch}
                      - text: "kernel/x.c:12 "
                        reason: as old as the hills
                    """))
        #expect(
            matrix.allow == [
                AllowedReport(
                    title: "WARNING in foo_bar (refcount_warn_saturate)", reason: "fixed by the next patch"),
                AllowedReport(text: "kernel/x.c:12", reason: "as old as the hills"),
            ])
        #expect(try MatrixText.read(MatrixText.make()).allow.isEmpty)
    }

    @Test func anIncludedCoordinateMayHaveItsOwnRepeat() throws {
        let matrix = try MatrixText.read(
            MatrixText.make(
                extra: """
                    repeat: 2
                    include:
                      - {kernel: [base, patched], vcpus: 4, workload: coldplug-hold, repeat: 1}
                      - {kernel: base, vcpus: 4, workload: request-storm}
                      - {kernel: control, vcpus: 2, workload: coldplug, repeat: 5}
                    """))
        #expect(matrix.include.map(\.repeats) == [1, 1, nil, 5])
        #expect(matrix.boots == 8 * 2 + 2 * 1 + 2 + 5)
        #expect(matrix.repeats == 2)
    }

    @Test(arguments: [
        ("loads.failed", "3", 3.0), ("bytes.wasted", "1.5 MiB", 1_572_864), ("bytes.wasted", "12 B", 12),
        ("time.settled", "20 s", 20), ("time.settled", "500ms", 0.5), ("time.init", "1.5 min", 90),
        ("modules.count", "\"22\"", 22),
    ])
    func quantitiesHaveTheUnitOfTheirMetric(metric: String, text: String, value: Double) throws {
        let matrix = try MatrixText.read(
            MatrixText.make(criteria: "  - {name: a, kind: bound, metric: \(metric), at-most: \(text), severity: warn}")
        )
        #expect(matrix.criteria.map(\.kind) == [.bound(MetricName(metric), Limits(atMost: value))])
    }

    @Test(arguments: [
        ("4", VCPUSelection.oneOf([4])), ("[1, 2]", .oneOf([1, 2])), ("\">=2\"", .atLeast(2)),
        ("\"<= 2\"", .atMost(2)), ("\"1,4\"", .oneOf([1, 4])),
    ])
    func vcpuSelections(text: String, selection: VCPUSelection) throws {
        let matrix = try MatrixText.read(
            MatrixText.make(criteria: "  - {name: a, kind: clean-boot, when: {vcpus: \(text)}}"))
        #expect(matrix.criteria.first?.when.vcpus == selection)
    }

    @Test func theWordBaselineStandsForTheBaseline() throws {
        let matrix = try MatrixText.read(
            MatrixText.make(
                criteria: """
                      - {name: a, kind: same-as, metric: modules.set, reference: baseline}
                      - {name: b, kind: same-as, metric: modules.count}
                      - {name: c, kind: ratio, metric: loads.failed, to: baseline, at-most: 110 %}
                      - {name: d, kind: scaling, metric: bytes.wasted, at-most: 1 MiB}
                      - {name: e, kind: scaling, metric: bytes.wasted, at-most: 0.5 % of control, when: {kernel: patched}}
                    """))
        let base = try #require(KernelName(rawValue: "base"))
        let control = try #require(KernelName(rawValue: "control"))
        #expect(
            matrix.criteria.map(\.kind) == [
                .sameAs(.modulesSet, reference: base), .sameAs(.modulesCount, reference: base),
                .ratio(.loadsFailed, to: base, atMost: Fraction(1.1), floor: nil),
                .scaling(.bytesWasted, atMost: .absolute(1_048_576), floor: nil),
                .scaling(.bytesWasted, atMost: .share(Fraction(0.005), of: control), floor: nil),
            ])
    }

    @Test func commandLineIsATextOrAList() throws {
        let text = try MatrixText.read(MatrixText.make(extra: "cmdline: udev.children_max=64  module.sig_enforce"))
        let list = try MatrixText.read(
            MatrixText.make(extra: "cmdline: [udev.children_max=64, module.sig_enforce]"))
        #expect(text.cmdline == ["udev.children_max=64", "module.sig_enforce"])
        #expect(list.cmdline == text.cmdline)
    }

    /// The words that YAML 1.1 turns into booleans, and numbers, are names here.
    @Test func namesAreTextWhateverTheyLookLike() throws {
        let known = KnownNames(
            kernels: ["on", "1e3"].compactMap(KernelName.init(rawValue:)),
            images: ["no"].compactMap(ImageName.init(rawValue:)))
        let matrix = try MatrixFile.read(
            text: MatrixText.make(title: "2026", image: "no", baseline: "on", kernels: "[on, 1e3]"), file: "m",
            known: known)
        #expect(matrix.kernels.map(\.rawValue) == ["on", "1e3"])
        #expect(matrix.title == "2026")
    }

    @Test func whenACoreIsKept() throws {
        #expect(try MatrixText.read(MatrixText.make()).core == .never)
        #expect(try MatrixText.read(MatrixText.make(extra: "core: none")).core == .never)
        #expect(try MatrixText.read(MatrixText.make(extra: "core: on-panic")).core == .onPanic)
        #expect(MatrixText.summary(MatrixText.make(extra: "core: on-pannic")) == ["9:7 bad-value core"])
        #expect(
            MatrixText.problems(MatrixText.make(extra: "core: on-pannic")).first?.remedy == "did you mean \"on-panic\"?"
        )
        #expect(MatrixText.summary(MatrixText.make(extra: "core: [none]")) == ["9:7 wrong-type core"])
    }
}
