// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Testing
import Vocabulary

@testable import Verdicts

@Suite struct ComparisonTests {
    func side(_ bench: Bench, _ kernel: KernelName, run: String = "r1") -> ComparisonSide {
        ComparisonSide(
            kernel: kernel, run: run, matrix: bench.matrix, plan: bench.plan, readings: bench.readings,
            unavailable: bench.unavailable)
    }

    func compare(
        _ bench: Bench, _ base: KernelName = plain, _ other: KernelName = patched,
        margins: ComparisonMargins = .standard, level: DecisionLevel = .single, isDamaged: Bool = false
    ) -> PatchComparison {
        PatchComparison(
            base: side(bench, base), patched: side(bench, other), margins: margins, level: level,
            isDamaged: isDamaged)
    }

    /// Blocks of 1, 2, 4, 8 and 16 vCPUs, three of each.
    private func bench() -> Bench { Bench(vcpus: [1, 2, 4, 8, 16], criteria: []) }

    @Test func nothingChangedPasses() throws {
        let comparison = compare(withBytes())
        #expect(comparison.status == .pass)
        #expect(
            comparison.conclusion
                == "patched is no worse than plain: neither throws away a load in 15 blocks of coldplug, no module is lost,"
                + " and nothing crashed in 15 boots (a fault in 18.1 % of boots would have been seen).")
        let part = try #require(comparison.parts.first)
        #expect(part.endpoints.map(\.kind) == [.failures, .bytes, .growth])
        #expect(comparison.isInterleaved)
    }

    @Test func lostCheckIsARegressionAndItsReturnNone() throws {
        let worse = compare(withBytes(), plain, before)
        #expect(worse.status == .fail)
        #expect(
            worse.conclusion.hasPrefix("before is a regression against plain: it throws away more loads in coldplug"))
        let endpoints = try #require(worse.parts.first?.endpoints)
        #expect(endpoints.first { $0.kind == .failures }?.status == .fail)
        #expect(endpoints.first { $0.kind == .growth }?.status == .fail)
        let better = compare(withBytes(), before, plain)
        #expect(better.status == .pass)
        #expect(better.parts.first?.endpoints.first { $0.kind == .failures }?.status == .pass)
        #expect(better.conclusion.contains("it throws away fewer loads in coldplug (0 against 780"))
    }

    func withBytes() -> Bench {
        var bench = bench()
        for index in bench.readings.indices {
            bench.readings[index].values[.bytesWasted] = (bench.readings[index].values[.loadsFailed] ?? 0) * 65_536
        }
        return bench
    }

    /// A claim of which no boot has the figure is left open, and never passes.
    @Test func whatNobodyGaveIsNotDecided() throws {
        let open = compare(bench(), plain, patched).parts.first?.endpoints.first { $0.kind == .bytes }
        #expect(open?.status == .inconclusive)
        #expect(open?.lack?.contains("no block gave it on both sides") == true)
        #expect(compare(withBytes()).status == .pass)
    }

    @Test func crashIsSeenOnceAndARegressionWhenOften() throws {
        var bench = withBytes()
        func crash(_ reading: inout CellReading) {
            reading.exit = .panicked
            reading.findings = [panicFinding()]
        }
        bench.change(patched, 4, repetition: 2, crash)
        let once = compare(bench)
        #expect(once.status == .inconclusive)
        #expect(once.parts.first?.faults.change.verdict == .seen)
        #expect(once.conclusion.contains("1 of 15 boots fail (panic) against 0 of 15, which may be chance"))
        // All three at one vCPU count: once in 20 by chance.
        bench.change(patched, 4, crash)
        #expect(compare(bench).status == .inconclusive)
        bench.change(patched, 8, crash)
        let often = compare(bench)
        #expect(often.status == .fail)
        #expect(often.conclusion.contains("in coldplug 6 of 15 boots fail (panic) against 0 of 15"))
        // A base that crashes leaves open what the patched kernel would have been held against.
        #expect(compare(bench, patched, plain).status == .inconclusive)
    }

    /// 6.4-rc4's mistake under coldplug: no waste, no module missing, and loads that got an error.
    @Test func whoIsTurnedAwayIsAFault() throws {
        var bench = withBytes()
        for vcpus in [8, 16] { bench.change(patched, vcpus) { $0.values[.loadsTurnedAway] = 25 } }
        let comparison = compare(bench)
        #expect(comparison.status == .fail)
        #expect(comparison.conclusion.contains("in coldplug 6 of 15 boots fail (turned-away) against 0 of 15"))
    }

    /// Faults and modules are decided at what the look may spend, as figures are.
    @Test func anEarlyLookAsksMoreOfFaultsAndModules() throws {
        var bench = withBytes()
        for (vcpus, repetition) in [(1, 1), (1, 2), (2, 1), (2, 2), (4, 1), (4, 2)] {
            bench.change(patched, vcpus, repetition: repetition) { reading in
                (reading.exit, reading.findings) = (.panicked, [panicFinding()])
            }
        }
        var lacking = withBytes()
        for (vcpus, repetition) in [(1, 1), (1, 2), (2, 1), (2, 2), (4, 1), (4, 2)] {
            lacking.change(patched, vcpus, repetition: repetition) { $0.modules = ["aesni_intel", "cryptd"] }
        }
        let early = DecisionLevel(fail: 0.001, pass: 0.001)
        #expect(compare(bench).parts.first?.faults.change.verdict == .regression)
        #expect(compare(bench, level: early).parts.first?.faults.change.verdict == .seen)
        #expect(compare(lacking).parts.first?.modules.missing.first?.change.verdict == .regression)
        #expect(compare(lacking, level: early).parts.first?.modules.missing.first?.change.verdict == .seen)
    }

    @Test func damagedRunIsNoWorseThanNothing() {
        let damaged = compare(withBytes(), isDamaged: true)
        #expect(damaged.status == .error)
        #expect(
            damaged.conclusion.hasPrefix(
                "Whether patched is worse than plain is not decided: files of a run are damaged; as for the rest, "))
        // A regression is one all the same.
        let worse = compare(withBytes(), plain, before, isDamaged: true)
        #expect(worse.status == .fail && worse.conclusion.hasPrefix("before is a regression against plain"))
    }

    /// A comparison says what it can find, and finds it.
    @Test func whatCanBeFoundIsPrintedAndFound() throws {
        var bench = withBytes()
        let failures = try #require(compare(bench).parts.first?.endpoints.first { $0.kind == .failures })
        let least = try #require(failures.detectable)
        #expect(least > ComparisonMargins.standard.floor && least < 10)
        #expect(compare(bench).parts.first?.endpoints.first { $0.kind == .bytes }?.detectable == nil)
        let apart = PatchComparison(base: side(bench, plain, run: "r1"), patched: side(bench, patched, run: "r2"))
        #expect(apart.parts.flatMap(\.endpoints).allSatisfy { $0.detectable == nil })
        for vcpus in bench.matrix.axes.vcpus {
            bench.change(patched, vcpus) { $0.values[.loadsFailed, default: 0] += (2 * least).rounded(.up) }
        }
        #expect(compare(bench).parts.first?.endpoints.first { $0.kind == .failures }?.status == .fail)
    }

    /// Boots of a later look are no part of what an earlier one decided.
    @Test func anEarlyLookSeesItsOwnBootsOnly() throws {
        var bench = Bench(criteria: [])
        bench.matrix.repetition = .automatic
        bench.fill()
        bench.change(patched, 4, repetition: 5) { reading in
            (reading.exit, reading.findings) = (.panicked, [panicFinding()])
        }
        let early = PatchComparison(base: side(bench, plain).upTo(look: 1), patched: side(bench, patched).upTo(look: 1))
        #expect(early.parts.first?.patchedBoots == 9)
        #expect(early.parts.first?.faults.change.verdict == .absent)
        let later = PatchComparison(base: side(bench, plain).upTo(look: 2), patched: side(bench, patched).upTo(look: 2))
        #expect(later.parts.first?.patchedBoots == 18)
        #expect(later.parts.first?.faults.change.verdict == .seen)
    }

    @Test func missingBootsLeaveItOpen() {
        var bench = withBytes()
        bench.lose(patched, 16, repetition: 1)
        let comparison = compare(bench)
        #expect(comparison.status == .inconclusive || comparison.status == .miss)
        #expect(comparison.conclusion.contains("1 boot of coldplug cannot be judged"))
    }

    @Test func twoRunsDecideCrashesAndModulesOnly() {
        var bench = withBytes()
        let apart = PatchComparison(base: side(bench, plain, run: "r1"), patched: side(bench, before, run: "r2"))
        #expect(!apart.isInterleaved)
        #expect(apart.status == .inconclusive)
        #expect(apart.parts.flatMap(\.endpoints).allSatisfy { $0.status == .inconclusive })
        for vcpus in [4, 8] { bench.change(before, vcpus) { $0.modules = [] } }
        let lost = PatchComparison(base: side(bench, plain, run: "r1"), patched: side(bench, before, run: "r2"))
        #expect(lost.status == .fail)
        // One kernel of two runs is told apart.
        let same = PatchComparison(base: side(bench, plain, run: "r1"), patched: side(bench, plain, run: "r2"))
        #expect(same.conclusion.hasPrefix("Whether plain of r2 is worse than plain of r1 is not decided"))
    }

    @Test func kernelsWithoutACommonPlaceAreNotCompared() {
        var bench = withBytes()
        bench.matrix.exclude = [CellFilter(kernels: [patched], vcpus: .atLeast(1))]
        bench.matrix.include = [Inclusion(Coordinates(kernel: patched, vcpus: 32, workload: .coldplug))]
        let comparison = compare(bench)
        #expect(comparison.parts.isEmpty)
        #expect(comparison.status == .inconclusive)
        #expect(comparison.conclusion.contains("no place of the matrix in common"))
    }

    /// Three blocks of another workload do not hold up what fifteen decide; what fails there fails all the same.
    @Test func smallWorkloadsDoNotHoldUpLargeOnes() throws {
        var bench = withBytes()
        bench.matrix.axes.workloads = [.coldplug, .requestStorm]
        bench.matrix.exclude = [CellFilter(vcpus: .atLeast(2), workloads: [.requestStorm])]
        bench.fill()
        for index in bench.readings.indices {
            bench.readings[index].values[.bytesWasted] = (bench.readings[index].values[.loadsFailed] ?? 0) * 65_536
            if bench.readings[index].cell.coordinates.workload == .requestStorm {
                bench.readings[index].values[.loadsFailed] = Double(3 * bench.readings[index].cell.repetition)
            }
        }
        let comparison = compare(bench)
        let small = try #require(comparison.parts.last)
        #expect(small.workload == .requestStorm)
        #expect(!small.decides)
        #expect(comparison.parts.first?.decides == true)
        #expect(comparison.status == .pass)
    }

    @Test func worseTimesWarnAndDecideNothing() throws {
        var bench = withBytes()
        for vcpus in bench.matrix.axes.vcpus {
            bench.change(patched, vcpus) { $0.values[.timeToSealed] = 7 }
            bench.change(plain, vcpus) { $0.values[.memoryLowest] = 2e9 }
            bench.change(patched, vcpus) { $0.values[.memoryLowest] = 1e9 }
        }
        let comparison = compare(bench)
        #expect(comparison.status == .pass)
        let warned = try #require(comparison.parts.first?.metrics.filter(\.isWarning).map(\.metric))
        #expect(warned == [.memoryLowest, .timeToSealed])
    }

    @Test func marginsAreTheUsers() {
        var bench = withBytes()
        for vcpus in bench.matrix.axes.vcpus {
            bench.change(patched, vcpus) {
                $0.values[.loadsFailed] = 4
                $0.values[.bytesWasted] = 4 * 65_536
            }
        }
        #expect(compare(bench).status == .fail)
        #expect(compare(bench, margins: .init(share: 1.1, floor: 20)).status == .pass)
    }

    @Test func notesTellWhatElseDiffers() {
        let bench = withBytes()
        var other = bench
        other.matrix.memory = .gibibytes(8)
        for index in other.readings.indices { other.readings[index].software["udev"] = "257" }
        let comparison = PatchComparison(
            base: side(bench, plain, run: "r1"), patched: side(other, plain, run: "r2"))
        #expect(comparison.notes.contains { $0.contains("memory: 4 GiB and 8 GiB; udev: 252 and 257") })
    }

    @Test func ratiosReadAsAPersonSaysThem() {
        #expect(ChangeText.change(1) == "as much")
        #expect(ChangeText.change(0.9996) == "0.04 % less")
        #expect(ChangeText.change(0.0004) == "99.9 % less")
        #expect(ChangeText.change(0) == "100 % less")
        #expect(ChangeText.change(1.25) == "25 % more")
        #expect(ChangeText.change(3.44) == "3.4 times as much")
        #expect(ChangeText.change(319.1) == "319 times as much")
        func range(_ low: Double, _ high: Double?) -> String? {
            var pooled = PooledRatio([BlockPair(value: 1, reference: 1)], counting: .no)
            (pooled.interval, pooled.method) = (Interval(low: low, high: high), .permutation)
            return ChangeText.range(pooled)
        }
        #expect(range(0.01, 0.1) == "90 % to 99 % less")
        #expect(range(0.9, 1.2) == "10 % less to 20 % more")
        #expect(range(1.1, 1.2) == "10 % to 20 % more")
        #expect(range(0, nil) == nil)
        #expect(range(5, nil) == "at least 5 times as much")
        #expect(range(0.5, nil) == "at most 50 % less")
    }
}
