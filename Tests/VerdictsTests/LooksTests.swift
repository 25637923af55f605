// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Testing
import Vocabulary

@testable import Verdicts

/// Where a run with looks ends, by its evidence.
@Suite struct LooksTests {
    /// Every planned boot of `repeat: auto`, healthy.
    private static func bench(_ criteria: [Criterion] = Criterion.everything) -> Bench {
        var bench = Bench(criteria: criteria)
        bench.matrix.repetition = .automatic
        bench.fill()
        return bench
    }

    private static func concluded(
        _ bench: Bench, boots: Int = 12, unavailable: [KernelName: (Blame, String)] = [:], decidedBefore: Int? = nil
    ) -> MatrixResult {
        Judge.conclude(
            matrix: bench.matrix, plan: bench.plan, readings: bench.readings.filter { $0.cell.repetition <= boots },
            unavailable: unavailable, decidedBefore: decidedBefore)
    }

    @Test func whatAllBootsPassIsDecidedAtTheFirstLook() throws {
        let result = Self.concluded(Self.bench([.clean, .sameModules]), boots: 3)
        let looked = try #require(result.looked)
        #expect(looked.look == 1 && looked.of == 3 && looked.standing == .decided)
        #expect(looked.boots == 27 && looked.later == 81 && looked.unused == 0)
        #expect(result.status == .pass && result.run.plannedCells == 27)
        #expect(looked.sentence == "decided at look 1 of 3, by 27 boots; 81 more were not needed")
        // No place has a boot more than it had at the look.
        #expect(result.coordinates.allSatisfy { $0.cells.count == 3 })
    }

    @Test func laterBootsChangeNothingOfALookThatDecided() throws {
        var bench = Self.bench([.clean, .sameModules])
        let first = Self.concluded(bench, boots: 3)
        bench.change(patched, 4, repetition: 5) { $0.exit = .panicked }
        var second = Self.concluded(bench)
        #expect(second.looked?.unused == 81)
        second.looked = first.looked
        #expect(try CanonicalJSON.encode(second) == CanonicalJSON.encode(first))
    }

    /// Half of the limit in sum, and scattered: not to be told from it by few blocks.
    private static func scattered() -> Bench {
        var bench = bench([.effect, .waste])
        for index in bench.readings.indices {
            let cell = bench.readings[index].cell
            guard cell.coordinates.kernel == patched, cell.coordinates.vcpus == 8 else { continue }
            bench.readings[index].values[.loadsFailed] = cell.repetition % 3 == 0 ? 21 : 0
        }
        return bench
    }

    @Test func whatStatisticsLeaveOpenGoesToTheNextLookAndToTheLast() throws {
        let bench = Self.scattered()
        let atFirst = Self.concluded(bench, boots: 3)
        #expect(atFirst.status == .inconclusive)
        #expect(atFirst.looked?.standing == .open && atFirst.looked?.look == 1)
        #expect(atFirst.looked?.sentence.contains("--resume") == true)
        // Half-way through the second look it is the second look's.
        let half = Self.concluded(bench, boots: 4)
        #expect(half.looked?.look == 2 && half.looked?.standing == .unfinished)
        #expect(half.run.plannedCells == 54)
        let last = Self.concluded(bench)
        let looked = try #require(last.looked)
        #expect(looked.look > 1)
        if looked.look == 3 { #expect(looked.standing == .last && looked.later == 0) }
    }

    @Test func aPrimaryFailureEndsTheRun() throws {
        var bench = Bench(vcpus: [2, 4, 8, 16], criteria: [.effect, .waste])
        bench.matrix.criteria[0].when.vcpus = .atLeast(2)
        bench.matrix.repetition = .automatic
        bench.fill()
        for vcpus in bench.matrix.axes.vcpus { bench.change(patched, vcpus) { $0.values[.loadsFailed] = 500 } }
        let result = Self.concluded(bench)
        #expect(result.status == .fail)
        // Twelve blocks at the first look cannot prove what its level asks for, whatever they show.
        let looked = try #require(result.looked)
        #expect(looked.standing == .decided && looked.look == 2, "\(result.criterion("waste is gone")?.reason ?? "")")
    }

    /// A crash in one boot is a FAIL at once, and the boots of the other looks say whether the kernel is worse.
    @Test func whatWasOnlySeenGoesOnAndARegressionDecides() throws {
        func crashed(_ repetitions: ClosedRange<Int>, _ vcpus: [Int]) -> Bench {
            var bench = Self.bench([.clean])
            for (count, repetition) in vcpus.flatMap({ count in repetitions.map { (count, $0) } }) {
                bench.change(patched, count, repetition: repetition) {
                    $0.exit = .panicked
                    $0.findings = [panicFinding()]
                }
            }
            return bench
        }
        let once = Self.concluded(crashed(2...2, [4]), boots: 3)
        #expect(once.status == .fail && once.criterion("boots clean")?.rows.last?.claim?.word == .seen)
        #expect(once.looked?.look == 1 && once.looked?.standing == .open)
        let onceInAll = Self.concluded(crashed(2...2, [4]))
        #expect(onceInAll.status == .fail && onceInAll.looked?.standing == .last)
        let often = Self.concluded(crashed(1...12, [1, 4, 8]))
        #expect(often.criterion("boots clean")?.rows.last?.claim?.word == .regression)
        #expect(often.looked?.standing == .decided && often.looked?.look == 2)
        // Where it is held against nobody, as the baseline's own, no more boots would help.
        var alone = Self.bench([.clean])
        alone.change(plain, 4, repetition: 2) {
            $0.exit = .panicked
            $0.findings = [panicFinding()]
        }
        #expect(Self.concluded(alone, boots: 3).looked?.standing == .decided)
    }

    /// A boot that the host lost is no reason for more boots: they could not make up for it.
    @Test func whatNoMoreBlocksCanMendDecides() throws {
        var bench = Self.scattered()
        bench.change(patched, 8) { $0.exit = .hypervisorGone("killed") }
        let result = Self.concluded(bench, boots: 3)
        #expect(result.status == .miss)
        let patchedRow = try #require(result.criterion("waste is gone")?.rows.last)
        #expect(patchedRow.status == .miss)
    }

    @Test func aWarningGoesToNoFurtherLook() throws {
        var bench = Self.scattered()
        for index in bench.matrix.criteria.indices { bench.matrix.criteria[index].severity = .warn }
        #expect(Self.concluded(bench, boots: 3).looked?.standing == .decided)
    }

    @Test func anUnfinishedLookIsNotJudgedAsDecided() {
        var bench = Self.bench([.clean])
        bench.lose(patched, 8, repetition: 2)
        let result = Self.concluded(bench, boots: 3)
        #expect(result.looked?.look == 1 && result.looked?.standing == .unfinished)
        #expect(result.status == .miss)
        // Not where its kernel cannot be had: nobody will boot it.
        bench.readings.removeAll { $0.cell.coordinates.kernel == patched }
        let without = Self.concluded(bench, boots: 3, unavailable: [patched: (.kernel, "it does not compile")])
        #expect(without.looked?.standing == .decided && without.status == .miss)
    }

    /// What was decided and is not any more, because its evidence was damaged, is said; nothing more is judged.
    @Test func aLostDecisionIsSaid() throws {
        let bench = Self.scattered()
        let result = Self.concluded(bench, boots: 3, decidedBefore: 1)
        #expect(result.looked?.standing == .lost && result.looked?.look == 1)
        #expect(result.status == .inconclusive)
        #expect(result.looked?.sentence.contains("start a new run") == true)
    }

    @Test func oneLookIsJudgedAsEver() throws {
        var bench = Bench(criteria: Criterion.everything)
        bench.change(patched, 8, repetition: 2) { $0.values[.loadsFailed] = 3 }
        var result = Judge.conclude(matrix: bench.matrix, plan: bench.plan, readings: bench.readings)
        #expect(result.looked == nil)
        #expect(result.schedule?.looks == [LookSchedule.Look(blocks: 3, level: .single)])
        result.schedule = nil
        #expect(result == bench.judged())
    }

    @Test func theScheduleSaysItsFigures() {
        let schedule = LookSchedule(Self.bench().plan)
        #expect(schedule.looks.map(\.blocks) == [3, 6, 12])
        #expect(
            schedule.lines(hypotheses: 6) == [
                "at most 3 looks, at 3, 6 and 12 blocks of each place",
                "wrong at most so often: FAIL 1 % over all 6 hypotheses together, PASS 2.5 % of each",
                "of that by look: FAIL 0.000026 %, 0.027 %, 0.97 %; PASS 0.00074 %, 0.15 %, 2.3 %",
            ])
        #expect(
            LookSchedule(Bench(criteria: [.clean]).plan).lines(hypotheses: 0)
                == ["one look, at 3 blocks of each place; no criterion here is decided by statistics"])
    }
}
