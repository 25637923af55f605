// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// What a step tells git. An unrelated misfortune must never be a `bad`.
@Suite struct BisectAnswerTests {
    private static let few = Criterion(name: "few duplicates", kind: .bound(.loadsFailed, Limits(atMost: 10)))

    /// One kernel at 4 vCPUs, three boots.
    private func bench(_ criteria: [Criterion] = [.clean, few]) -> Bench {
        var bench = Bench(vcpus: [4], repeats: 3, criteria: criteria)
        bench.matrix.axes.kernels = [plain]
        bench.fill()
        return bench
    }

    @Test func allCriteriaHold() {
        let answer = BisectAnswer(bench().judged(), asked: [])
        #expect(answer.word == .good)
        #expect(answer.reason == "boots clean, few duplicates (3 boots at 4cpu.coldplug)")
    }

    @Test func aFailedCriterionIsBadWithItsFigure() {
        var bench = bench()
        bench.change(plain, 4, repetition: 2) { $0.values[.loadsFailed] = 41 }
        for asked in [[], ["few duplicates"]] {
            let answer = BisectAnswer(bench.judged(), asked: asked)
            #expect(answer.word == .bad)
            #expect(
                answer.reason
                    == "few duplicates: loads.failed is 41, wanted at most 10 (4cpu.coldplug, 1 of 3 boots)")
        }
    }

    @Test func aCrashIsBadUnlessSomethingElseWasAsked() {
        var bench = bench()
        bench.change(plain, 4, repetition: 1) { reading in
            reading.exit = .panicked
            reading.findings = [panicFinding()]
        }
        #expect(BisectAnswer(bench.judged(), asked: []).word == .bad)
        #expect(BisectAnswer(bench.judged(), asked: ["boots clean"]).word == .bad)
        // Of a boot that crashed nobody knows how many loads it would have wasted.
        let answer = BisectAnswer(bench.judged(), asked: ["few duplicates"])
        #expect(answer.word == .skip)
        #expect(answer.reason.contains("Kernel panic"))
    }

    @Test func aCrashBesideAFailedCriterionIsBad() {
        var bench = bench()
        bench.change(plain, 4, repetition: 1) { $0.exit = .panicked }
        bench.change(plain, 4, repetition: 2) { $0.values[.loadsFailed] = 41 }
        #expect(BisectAnswer(bench.judged(), asked: ["few duplicates"]).word == .bad)
    }

    @Test func whatTheHostOrTheHarnessDidIsSkipped() {
        for exit in [ExitCause.connectionLost("gone"), .brokenStream("a bad checksum"), .interrupted] {
            var bench = bench()
            bench.change(plain, 4, repetition: 3) { $0.exit = exit }
            #expect(BisectAnswer(bench.judged(), asked: []).word == .skip)
            #expect(BisectAnswer(bench.judged(), asked: ["few duplicates"]).word == .skip)
        }
    }

    @Test func whatNeverRanIsSkipped() {
        var bench = bench()
        bench.lose(plain, 4, repetition: 2)
        #expect(BisectAnswer(bench.judged(), asked: ["few duplicates"]).word == .skip)
    }

    @Test(arguments: [Blame.kernel, .user, .host, .harness]) func withoutAKernelThereIsNoAnswer(blame: Blame) {
        var bench = bench()
        bench.readings = []
        let place = "kernel/module/main.c:12:3"
        let reason = "\(place): plain does not build: expected ';'; \(place): error: expected ';'; 12 | int f()"
        bench.unavailable = [plain: (blame, reason)]
        let answer = BisectAnswer(bench.judged(), asked: [])
        #expect(answer == BisectAnswer(bench.judged(), asked: ["few duplicates"]))
        #expect(answer.word == .skip)
        #expect(answer.reason == "kernel/module/main.c:12:3: plain does not build: expected ';'")
    }

    @Test func aControlWithoutEffectIsSkipped() {
        let shown = Criterion(name: "shown", kind: .control(.loadsFailed, Limits(atLeast: 10)))
        let answer = BisectAnswer(bench([shown]).judged(), asked: ["shown"])
        #expect(answer.word == .skip)
        #expect(answer.reason.hasPrefix("shown: the median of loads.failed is 0"))
    }
}
