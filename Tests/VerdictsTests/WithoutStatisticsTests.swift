// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// Kernels without MODULE_STATS: distributions' own, and all before 6.4.
@Suite struct WithoutStatisticsTests {
    private var boot: Boot {
        var boot = Boot()
        boot.dropStatistics()
        boot.refuse(4)
        return boot
    }

    @Test func theTraceGivesWhatTheCountersWould() {
        let reading = boot.reading
        #expect(reading.problems.isEmpty && reading.isTrusted)
        #expect(reading.values[.loadsFailed] == nil && reading.values[.bytesWasted] == nil)
        #expect(reading.values[.tracedFailed] == 4 && reading.values[.tracedLoad] == 4)
        #expect(reading.values[.tracedDuplicates] == 4 && reading.values[.tracedResidual] == 0)
        #expect(reading.values[.tracedBytesWasted] == 40_000 && reading.values[.tracedBytesRead] == 20_000)
    }

    @Test func aCriterionThatItCannotHaveIsNeverPassed() throws {
        let criteria: [Criterion] = [
            .clean,
            Criterion(name: "bound", kind: .bound(.loadsFailed, Limits(atMost: 5))),
            Criterion(name: "control", kind: .control(.loadsFailed, Limits(atLeast: 0))),
            Criterion(name: "growth", kind: .scaling(.bytesWasted, atMost: .absolute(1e9), floor: nil)),
            Criterion(name: "worst", kind: .bound(.loadsWorstModule, Limits(atMost: 5))),
            Criterion(name: "traced", kind: .bound(.tracedFailed, Limits(atMost: 5))),
        ]
        let matrix = Matrix(
            title: "one", image: ImageName(unchecked: "debian-udev"), baseline: plain,
            axes: Axes(kernels: [plain], vcpus: [2], workloads: [.coldplug]), repeats: 1, criteria: criteria)
        let result = Judge.judge(
            matrix: matrix, plan: Plan(matrix, seed: 1, hostCPUs: 2), readings: [boot.reading])
        let words: [Status] = [.pass, .inconclusive, .inconclusive, .inconclusive, .inconclusive, .pass]
        #expect(result.criteria.map(\.status) == words)
        let why = "the boot gave no loads.failed (the kernel has no MODULE_STATS; traced.failed means the same)"
        #expect(result.criterion("bound")?.offences.map(\.text) == [why])
        #expect(result.criterion("control")?.offences.map(\.text) == [why])
        #expect(
            result.criterion("growth")?.offences.first?.text.contains("traced.bytes-wasted means the same") == true)
        #expect(
            result.criterion("worst")?.offences.first?.text.hasSuffix("(the kernel has no MODULE_STATS)") == true)
        let place = try #require(result.place(plain, 2))
        #expect(result.figure == .bytesWasted && place.figure == nil)
        #expect(place.traced == Spread(median: 40_000, low: 40_000, high: 40_000, count: 1))
    }

    @Test func aFailureThatIsNoDuplicateIsHeldAgainstItAsAgainstOthers() {
        var odd = boot
        odd.refuse(1, errno: 2)
        #expect(odd.status == .fail)
        let problem = odd.reading.problems.first
        #expect(problem?.check == .residual && problem?.blame == .kernel)
        #expect(problem?.text == "1 of 5 failed loads are not duplicates; the kernel log does not say why")
        // Where the trace is not whole nobody can tell.
        odd.replace("3/3", by: "3/90", in: "trace")
        #expect(odd.reading.problems.isEmpty)
        #expect(odd.reading.values.keys.allSatisfy { !$0.text.hasPrefix("traced.") })
    }

    @Test func aProbeThatIsAbsentLeavesItsFiguresAbsent() {
        var odd = boot
        odd.replace("  load_undo 1 0\n", by: "", in: "trace-probes")
        let values = odd.reading.values
        #expect(values[.tracedFailed] == 4 && values[.tracedDuplicates] == 4 && values[.tracedBytesRead] == 20_000)
        #expect(values[.tracedLoad] == nil && values[.tracedBecoming] == nil && values[.tracedBytesWasted] == nil)
        odd.items.items["trace-probes"] = .init(bytes: [], failure: 2)
        #expect(odd.reading.values[.tracedFailed] == nil && odd.reading.values[.tracedLoaded] == 1)
        #expect(odd.reading.problems.isEmpty)
    }

    @Test func whereBothSourcesAreTheyMustAgree() {
        var boot = Boot(becoming: 0, load: 7, table: [("cryptd", 7)])
        boot.refuse(2)
        // The counters' modcount is 2 and the trace saw one load: more was loaded later, which may be.
        #expect(boot.reading.problems.isEmpty)
        boot = Boot(becoming: 0, load: 2, table: [("cryptd", 2)])
        boot.refuse(2)
        boot.set("counters/modcount", "1\n")
        boot.replace("Mods ever loaded\t2", by: "Mods ever loaded\t1", in: "stats")
        boot.replace("Average mod size\t4096", by: "Average mod size\t8192", in: "stats")
        boot.replace("Average mod text size\t1500", by: "Average mod text size\t3000", in: "stats")
        let laws = boot.reading.problems.filter { $0.check == .law }
        #expect(
            laws.map(\.text) == [
                "the trace shows 20000 bytes for loads thrown away after the allocation, the kernel counted 6002"
            ])
        #expect(laws.allSatisfy { $0.blame == .harness } && boot.status == .error)
    }

    @Test func theComparisonWithTheBaselineUsesWhatBothHave() {
        var bench = Bench(vcpus: [4], criteria: [.clean])
        for index in bench.readings.indices {
            let failed = bench.readings[index].values[.loadsFailed]
            bench.readings[index].values[.tracedFailed] = failed
            if bench.readings[index].cell.coordinates.kernel == before {
                bench.readings[index].values[.loadsFailed] = nil
            }
        }
        let rows = Dictionary(
            bench.judged().againstBaseline.map { ($0.kernel, $0.rows.map(\.metric)) }, uniquingKeysWith: { $1 })
        #expect(rows[before]?.contains(.tracedFailed) == true && rows[before]?.contains(.loadsFailed) == false)
        #expect(rows[patched]?.contains(.tracedFailed) == false && rows[patched]?.contains(.loadsFailed) == true)
    }
}
