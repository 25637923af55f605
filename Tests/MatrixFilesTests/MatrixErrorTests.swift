// SPDX-License-Identifier: Apache-2.0

import MatrixFiles
import Testing

/// Each mistake is found, named by its code, and placed at its line, column and key path.
@Suite struct MatrixErrorTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var expected: [String]
        var testDescription: String { expected.joined(separator: "; ") }
    }

    static func extra(_ line: String, _ expected: String...) -> Mistake {
        Mistake(text: MatrixText.make(extra: line), expected: expected)
    }

    static func criterion(_ keys: String, _ expected: String...) -> Mistake {
        Mistake(text: MatrixText.make(criteria: "  - {name: a, \(keys)}"), expected: expected)
    }

    static let head: [Mistake] = [
        Mistake(text: "", expected: ["1:1 empty-file -"]),
        Mistake(text: "# nothing\n", expected: ["1:1 empty-file -"]),
        Mistake(text: "- a\n", expected: ["1:1 wrong-type -"]),
        Mistake(text: MatrixText.make(version: "2"), expected: ["1:10 unknown-version version"]),
        Mistake(text: MatrixText.make(version: "one"), expected: ["1:10 unknown-version version"]),
        Mistake(text: MatrixText.make(title: ""), expected: ["2:7 empty title"]),
        Mistake(text: MatrixText.make(title: "[a]"), expected: ["2:8 wrong-type title"]),
        Mistake(text: MatrixText.make(title: "\"a\\eb\""), expected: ["2:8 character title"]),
        Mistake(text: MatrixText.make(image: "debain"), expected: ["3:8 unknown-image image"]),
        Mistake(text: MatrixText.make(baseline: "spare"), expected: ["4:11 baseline-not-booted baseline"]),
        Mistake(text: MatrixText.make(baseline: "Base"), expected: ["4:11 bad-name baseline"]),
        Mistake(text: MatrixText.make(kernels: "[base, pached]"), expected: ["6:18 unknown-kernel axes.kernel[1]"]),
        Mistake(text: MatrixText.make(kernels: "[]"), expected: ["6:11 empty axes.kernel"]),
        Mistake(text: MatrixText.make(kernels: ""), expected: ["6:10 empty axes.kernel"]),
        Mistake(text: MatrixText.make(kernels: "[base, base]"), expected: ["6:18 repeated axes.kernel[1]"]),
        Mistake(text: MatrixText.make(vcpus: "[1, 0]"), expected: ["7:14 out-of-range axes.vcpus[1]"]),
        Mistake(text: MatrixText.make(vcpus: "[256]"), expected: ["7:11 out-of-range axes.vcpus[0]"]),
        Mistake(text: MatrixText.make(vcpus: "[010]"), expected: ["7:11 wrong-type axes.vcpus[0]"]),
        Mistake(text: MatrixText.make(vcpus: "[0x10]"), expected: ["7:11 wrong-type axes.vcpus[0]"]),
        Mistake(text: MatrixText.make(vcpus: "[\"4\"]"), expected: ["7:11 wrong-type axes.vcpus[0]"]),
        Mistake(text: MatrixText.make(vcpus: "4.0"), expected: ["7:10 wrong-type axes.vcpus"]),
        Mistake(
            text: MatrixText.make(vcpus: "[99999999999999999999]"), expected: ["7:11 wrong-type axes.vcpus[0]"]),
        Mistake(text: MatrixText.make(workload: "coldplg"), expected: ["8:13 unknown-workload axes.workload"]),
    ]

    static let extras: [Mistake] = [
        extra("memory: 4", "9:9 wrong-type memory"),
        extra("memory: 4 GB", "9:9 wrong-type memory"),
        extra("memory: 256 MiB", "9:9 out-of-range memory"),
        extra("repeat: 0", "9:9 out-of-range repeat"),
        extra("repeat: 1001", "9:9 out-of-range repeat"),
        extra("repeat: often", "9:9 wrong-type repeat"),
        extra("repeats: 3", "9:1 unknown-key repeats"),
        extra("cmdline: init=/bin/sh", "9:10 reserved-word cmdline"),
        extra("cmdline: root=/dev/vda", "9:10 reserved-word cmdline"),
        extra(
            "cmdline: console=tty0 quiet panic=5", "9:10 reserved-word cmdline", "9:10 reserved-word cmdline",
            "9:10 reserved-word cmdline"),
        extra("cmdline: bootmatrix.end=poweroff", "9:10 reserved-word cmdline"),
        extra(
            "cmdline: kprobe_event=p,vfs_read trace-clock=x86-tsc", "9:10 reserved-word cmdline",
            "9:10 reserved-word cmdline"),
        extra("cmdline: [a, --, b]", "9:14 reserved-word cmdline[1]"),
        extra("cmdline: [\"a b\"]", "9:11 bad-word cmdline[0]"),
        extra("cmdline: a=\"b\"", "9:10 bad-word cmdline"),
        extra("cmdline: ", "9:9 empty cmdline"),
        extra("exclude: [{}]", "9:11 empty exclude[0]"),
        extra("exclude: [{vcpus: 8}]", "9:19 not-booted exclude[0].vcpus"),
        extra("exclude: [{kernel: spare}]", "9:20 not-booted exclude[0].kernel"),
        extra("exclude: [{vcpus: \">=1\"}]", "9:10 selects-nothing exclude"),
        extra("exclude: {vcpus: 1}", "9:10 wrong-type exclude"),
        extra("include: [{kernel: spare, vcpus: 4}]", "9:11 missing-key include[0]"),
        extra(
            "include: [{kernel: spare, vcpus: 4, workload: coldplug-hold, repeat: 0}]",
            "9:70 out-of-range include[0].repeat"),
        extra(
            "include: [{kernel: spare, vcpus: 4, workload: coldplug, repeat: 1}, "
                + "{kernel: [base, spare], vcpus: 4, workload: coldplug, repeat: 2}]",
            "9:69 repeated include[1]"),
        extra("include: [{kernel: nobody, vcpus: 4, workload: coldplug}]", "9:20 unknown-kernel include[0].kernel"),
        extra("allow: [{title: WARNING in foo_bar}]", "9:9 missing-key allow[0]"),
        extra("allow: [{reason: known}]", "9:9 missing-key allow[0]"),
        extra("allow: [{title: WARNING in foo_bar, text: kernel/x.c:12, reason: known}]", "9:9 missing-key allow[0]"),
        extra("allow: [{text: WARNING, reason: known}]", "9:16 too-short allow[0].text"),
        extra("allow: [{title: WARNING in foo_bar, reason: }]", "9:45 empty allow[0].reason"),
        extra("? [a, b]\n: c", "9:3 wrong-type -"),
    ]

    static let criteria: [Mistake] = [
        Mistake(text: MatrixText.make(criteria: "  []"), expected: ["10:3 empty criteria"]),
        Mistake(text: MatrixText.make(criteria: "  - boots"), expected: ["10:5 wrong-type criteria[0]"]),
        criterion("metric: loads.failed", "10:5 missing-key criteria[0]"),
        criterion("kind: clean-bot", "10:21 unknown-kind criteria[0].kind"),
        criterion("kind: [ratio]", "10:21 unknown-kind criteria[0].kind"),
        criterion("kind: clean-boot, metric: requests", "10:33 unknown-key criteria[0].metric"),
        criterion("kind: bound, metric: loads.faild, at-most: 1", "10:36 unknown-metric criteria[0].metric"),
        criterion("kind: bound, metric: loads.failed", "10:5 missing-key criteria[0]"),
        criterion("kind: bound, metric: modules.set, at-most: 1", "10:36 wrong-unit criteria[0].metric"),
        criterion("kind: bound, metric: loads.failed, at-most: 1 MiB", "10:59 wrong-unit criteria[0].at-most"),
        criterion("kind: bound, metric: bytes.wasted, at-most: 100", "10:59 wrong-unit criteria[0].at-most"),
        criterion(
            "kind: bound, metric: time.init, at-most: 20, severity: warn", "10:56 wrong-unit criteria[0].at-most"),
        criterion("kind: bound, metric: loads.failed, at-most: -1", "10:59 wrong-unit criteria[0].at-most"),
        criterion("kind: bound, metric: loads.failed, at-most: .inf", "10:59 wrong-unit criteria[0].at-most"),
        criterion(
            "kind: bound, metric: loads.failed, at-least: 2, at-most: 1", "10:60 out-of-range criteria[0].at-least"),
        criterion("kind: same-as, metric: modules.set, reference: spare", "10:62 not-booted criteria[0].reference"),
        criterion("kind: ratio, metric: modules.set, to: base, at-most: 1 %", "10:36 wrong-unit criteria[0].metric"),
        criterion("kind: ratio, metric: replay.failed, to: base, at-most: 1 %", "10:36 bad-value criteria[0].metric"),
        criterion("kind: scaling, metric: replay.failed, at-most: 1", "10:38 bad-value criteria[0].metric"),
        Mistake(
            text: MatrixText.make(
                workload: "[coldplug, cpu-replay]",
                criteria: "  - {name: x, kind: ratio, metric: loads.failed, to: base, at-most: 1 %}"),
            expected: ["10:5 bad-value criteria[0]"]),
        criterion("kind: ratio, metric: requests, to: base, at-most: 0.1", "10:65 wrong-unit criteria[0].at-most"),
        criterion(
            "kind: ratio, metric: requests, to: base, at-most: 1 %, over: vcpus", "10:70 unknown-key criteria[0].over"),
        criterion(
            "kind: ratio, metric: requests, to: base, at-most: 1 %, pooled-over: kernel",
            "10:83 bad-value criteria[0].pooled-over"),
        criterion(
            "kind: ratio, metric: requests, to: base, at-most: 1 %, when: {kernel: base}",
            "10:50 compares-with-itself criteria[0].to"),
        criterion(
            "kind: scaling, metric: requests, at-most: 1 % of nobody", "10:57 unknown-kernel criteria[0].at-most"),
        criterion("kind: scaling, metric: requests, at-most: 1 %", "10:57 wrong-unit criteria[0].at-most"),
        criterion(
            "kind: scaling, metric: requests, at-most: 1, when: {vcpus: 4}", "10:66 no-growth criteria[0].when"),
        criterion("kind: clean-boot, when: {}", "10:39 empty criteria[0].when"),
        criterion("kind: clean-boot, when: {vcpus: \">=8\"}", "10:39 selects-nothing criteria[0].when"),
        criterion("kind: clean-boot, when: {vcpus: many}", "10:47 wrong-type criteria[0].when.vcpus"),
        criterion("kind: clean-boot, when: {kernal: base}", "10:40 unknown-key criteria[0].when.kernal"),
        criterion("kind: clean-boot, needs: a", "10:40 needs-cycle criteria[0].needs"),
        criterion("kind: clean-boot, needs: base", "10:40 unknown-criterion criteria[0].needs"),
        criterion("kind: clean-boot, needs: loads.failed", "10:40 unknown-criterion criteria[0].needs"),
        criterion("kind: clean-boot, needs: [a]", "10:41 needs-cycle criteria[0].needs[0]"),
        criterion("kind: clean-boot, needs: []", "10:40 empty criteria[0].needs"),
        criterion("kind: clean-boot, needs: {a: b}", "10:40 wrong-type criteria[0].needs"),
        Mistake(
            text: MatrixText.make(
                criteria: "  - {name: a, kind: clean-boot, needs: b}\n  - {name: b, kind: clean-boot, needs: a}"),
            expected: ["10:40 needs-later criteria[0].needs"]),
        Mistake(
            text: MatrixText.make(criteria: "  - {name: a, kind: clean-boot}\n  - {name: a, kind: clean-boot}"),
            expected: ["11:12 repeated criteria[1].name"]),
    ]

    @Test(arguments: head) func inTheHead(_ mistake: Mistake) {
        #expect(MatrixText.summary(mistake.text) == mistake.expected)
    }

    @Test(arguments: extras) func inOptionalKeys(_ mistake: Mistake) {
        #expect(MatrixText.summary(mistake.text) == mistake.expected)
    }

    @Test(arguments: criteria) func inCriteria(_ mistake: Mistake) {
        #expect(MatrixText.summary(mistake.text) == mistake.expected)
    }

    @Test func theReferenceMustBeBootedWhereItIsNeeded() throws {
        let text = MatrixText.make(
            extra: "include: [{kernel: patched, vcpus: 64, workload: coldplug}]",
            criteria: "  - {name: a, kind: same-as, metric: modules.set}")
        let problem = try #require(MatrixText.problems(text).first)
        #expect(problem.code == "reference-not-booted")
        #expect(problem.what.contains("\"base\" is not booted with 64 vCPUs"))
        let seldom = MatrixText.make(
            extra: """
                include:
                  - {kernel: base, vcpus: 4, workload: coldplug-hold, repeat: 1}
                  - {kernel: patched, vcpus: 4, workload: coldplug-hold, repeat: 2}
                """,
            criteria: "  - {name: a, kind: same-as, metric: modules.set}")
        let shorter = try #require(MatrixText.problems(seldom).first)
        #expect(shorter.code == "reference-not-booted")
        #expect(shorter.what.contains("\"patched\" is booted 2 times and \"base\""))
    }
}
