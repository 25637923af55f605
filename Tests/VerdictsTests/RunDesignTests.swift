// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing

@testable import Verdicts

@Suite struct RunDesignTests {
    private static func scaling(_ limit: ScalingLimit, _ metric: MetricName = .loadsFailed) -> Criterion {
        Criterion(
            name: "it grows", when: CellFilter(kernels: [patched]), kind: .scaling(metric, atMost: limit, floor: nil))
    }

    private static func rows(_ criteria: [Criterion], vcpus: [Int] = [1, 4, 8]) -> [RunDesign.Row] {
        let bench = Bench(vcpus: vcpus, criteria: criteria)
        return RunDesign(bench.matrix, bench.plan).rows
    }

    @Test func theFamilyFollowsFromThePlan() throws {
        var bench = Bench(criteria: Criterion.everything)
        let planned = RunDesign(bench.matrix, bench.plan)
        // Two kernels against the control: two shares, and two growths with their largest counts.
        #expect(planned.hypotheses == 6)
        #expect(planned.rows.map(\.kernel) == [plain, patched, plain, patched])
        #expect(planned.rows.allSatisfy { $0.isAssumed && $0.growth == RunDesign.assumedGrowth })
        // What is lost does not make the family smaller.
        bench.lose(patched, 8, repetition: 1)
        bench.lose(patched, 4, repetition: 1)
        let judged = bench.judged()
        #expect(judged.criterion("waste is gone")?.rows[0].comparison?.family == 6)
        let seen = RunDesign(bench.matrix, bench.plan, result: judged)
        #expect(seen.hypotheses == 6)
        #expect(seen.rows[0].growth == 10 && !seen.rows[0].isAssumed)
        // More is found of less where the reference shows more.
        let (assumed, measured) = (planned.rows[0], seen.rows[0])
        #expect(try #require(measured.detectableRatio) <= (try #require(assumed.detectableRatio)))
        #expect(measured.text.hasPrefix("'waste is gone', plain, 9 blocks: "))
        #expect(measured.text.hasSuffix(" (limit 10 % of before); with 10 per added vCPU in before"))
        #expect(assumed.text.hasSuffix("; with 5 per added vCPU in before, which is assumed"))
    }

    @Test func whatIsTrueOfSeveralKernelsIsSaidOnce() throws {
        let bench = Bench(criteria: [.effect, .waste])
        let design = RunDesign(bench.matrix, bench.plan)
        let lines = design.lines(LookSchedule(bench.plan)).filter { $0.hasPrefix("'waste is gone'") }
        #expect(design.rows.count == 2 && lines.count == 1)
        #expect(lines.first?.hasPrefix("'waste is gone', plain, patched, 9 blocks each: ") == true)
        #expect(lines.first?.hasSuffix(design.rows[1].finding) == true)
    }

    @Test func whatTwiceTheLimitComesToIsSaid() throws {
        let row = try #require(Self.rows([.waste, .effect]).first)
        let twice = try #require(row.powerAtTwice)
        #expect(twice > 0 && twice < 1)
        #expect(row.text.contains(" FAILs in 95 of 100 runs, twice the limit in \(Int(100 * twice)) (limit 10 % of"))
        // Twice nothing is nothing.
        let none = try #require(Self.rows([Self.scaling(.absolute(0))], vcpus: [2, 4, 8, 16, 32]).first)
        let growth = try #require(none.detectableRatio)
        #expect(none.powerAtTwice == nil && none.growth == nil && none.detectableAddition == nil)
        #expect(
            none.text
                == "'it grows', patched, 15 blocks: a growth of \(Figure.number(growth)) FAILs in 95 of 100 runs"
                + " (limit 0 per added vCPU)")
    }

    /// The largest guests are lost: what is left tells the growth all the same.
    @Test func growthIsThatOfTheBlocksThatWerePooled() throws {
        var bench = Bench(vcpus: [2, 4, 8, 16, 32], criteria: Criterion.everything)
        for repetition in 1...3 {
            bench.lose(patched, 32, repetition: repetition)
            let seen = RunDesign(bench.matrix, bench.plan, result: bench.judged())
            #expect(seen.rows.map(\.growth) == [10, 10, 10, 10])
        }
        // The same of an early look, of which the plan has more blocks.
        bench.matrix.repetition = .automatic
        bench.fill()
        bench.lose(patched, 32, repetition: 2)
        let early = Judge.conclude(
            matrix: bench.matrix, plan: bench.plan, readings: bench.readings.filter { $0.cell.repetition <= 3 })
        #expect(early.looked?.look == 1)
        let seen = RunDesign(planned: bench.matrix, bench.plan, result: early)
        #expect(seen.rows.map(\.growth) == [10, 10, 10, 10] && seen.rows.map(\.blocks) == [60, 60, 60, 60])
        // Where none can be pooled it stays a guess.
        for vcpus in bench.matrix.axes.vcpus { bench.lose(patched, vcpus) }
        let judged = Judge.conclude(matrix: bench.matrix, plan: bench.plan, readings: bench.readings)
        let lost = RunDesign(planned: bench.matrix, bench.plan, result: judged)
        #expect(lost.rows.map(\.isAssumed) == [false, true, false, true])
    }

    @Test(arguments: [MetricName.tracedFailed, .loadsMostInFlight])
    func onlyFailedLoadsAreGuessed(_ metric: MetricName) throws {
        let criteria = [Self.scaling(.share(Fraction(1.1), of: plain), metric)]
        var bench = Bench(criteria: criteria)
        let planned = try #require(RunDesign(bench.matrix, bench.plan).rows.first)
        guard metric == .loadsMostInFlight else {
            #expect(planned.isAssumed && planned.growth == 5)
            return
        }
        #expect(planned.growth == nil && !planned.isAssumed && planned.powerAtTwice == nil)
        #expect(planned.detectableRatio == nil && planned.detectableAddition == nil)
        #expect(
            planned.text
                == "'it grows', patched, 6 blocks: what FAILs depends on what plain shows, and is said after its first"
                + " boots (limit 110 % of the growth of plain)")
        for index in bench.readings.indices {
            bench.readings[index].values[metric] = 3 * Double(bench.readings[index].cell.coordinates.vcpus - 1)
        }
        let seen = try #require(RunDesign(bench.matrix, bench.plan, result: bench.judged()).rows.first)
        #expect(seen.growth == 3 && !seen.isAssumed && seen.detectableRatio != nil)
        // Against a figure nothing is guessed.
        let absolute = try #require(Self.rows([Self.scaling(.absolute(1), metric)]).first)
        #expect(absolute.detectableRatio != nil)
    }

    /// What grows with added vCPUs says nothing of boots without any, measured or not.
    @Test func bootsOfOneVCPUAreNotForeseen() throws {
        let bench = Bench(vcpus: [1], repeats: 6, criteria: [.waste])
        for result in [nil, bench.judged()] {
            let row = try #require(RunDesign(bench.matrix, bench.plan, result: result).rows.first)
            #expect(row.growth == nil && !row.isAssumed && row.powerAtTwice == nil && row.detectableAddition == nil)
            #expect(
                row.text
                    == "'waste is gone', plain, 6 blocks: what FAILs is not foreseen for boots of one vCPU"
                    + " (limit 10 % of before)")
        }
    }

    /// 1 - 0.05^(1/9).
    @Test func boundsWhatNoBootShowed() throws {
        let bench = Bench(criteria: Criterion.everything)
        let seen = try #require(RunDesign(bench.matrix, bench.plan).seenFaults[plain])
        #expect(abs(seen - 0.2831) < 1e-4)
    }
}

/// What `plan` and reports print of a design.
@Suite struct RunDesignLinesTests {
    private static func lines(_ bench: Bench) -> [String] {
        RunDesign(planned: bench.matrix, bench.plan).lines(LookSchedule(bench.plan))
    }

    @Test func kernelsOfAsManyBootsShareTheirLine() {
        var bench = Bench(criteria: [.clean])
        #expect(
            Self.lines(bench).last == "seen with 95 %: a fault in 28.3 % of boots (before, patched, plain)")
        bench.matrix.include = [
            Inclusion(Coordinates(kernel: patched, vcpus: 16, workload: .coldplug), repeats: 3)
        ]
        #expect(
            Self.lines(bench).last
                == "seen with 95 %: a fault in 22.1 % of boots (patched), 28.3 % (before, plain)")
        bench.matrix.include = []
        bench.matrix.repetition = .automatic
        #expect(
            Self.lines(bench).last
                == "seen with 95 % by the last look: a fault in 7.98 % of boots (before, patched, plain)")
    }

    @Test func whatHasNoFigureIsNamed() {
        let bytes = Criterion(
            name: "bytes", when: CellFilter(kernels: [plain, patched]),
            kind: .ratio(.bytesWasted, to: before, atMost: Fraction(0.1), floor: nil))
        var warned = bytes
        warned.name = "memory"
        warned.severity = .warn
        let bench = Bench(criteria: Criterion.everything + [bytes, warned])
        let design = RunDesign(planned: bench.matrix, bench.plan)
        #expect(design.hypotheses == 8 && design.rows.count == 4 && design.uncounted.map(\.kernel) == [plain, patched])
        #expect(
            Self.lines(bench).dropLast().last
                == "decided too, but what FAILs is foreseen for counts only: 'bytes' (plain, patched)")
    }

    @Test func whatThereIsNoRoomForIsCounted() {
        let many = (1...7).map { number in
            var criterion = Criterion.waste
            criterion.name = "waste \(number)"
            return criterion
        }
        let bench = Bench(criteria: [.effect] + many)
        let lines = Self.lines(bench)
        let design = RunDesign(planned: bench.matrix, bench.plan)
        #expect(design.more == 2)
        // Two kernels a line.
        #expect(design.rows.count == 12 && lines.filter { $0.hasPrefix("'waste") }.count == 6)
        #expect(lines.dropLast().last == "and 2 more endpoints, which are not shown")
        #expect(!Self.lines(Bench(criteria: Criterion.everything)).contains { $0.contains("not shown") })
    }

    @Test func placesWithABootCountOfTheirOwnAreTold() {
        var bench = Bench(criteria: [.clean])
        let place = Coordinates(kernel: patched, vcpus: 16, workload: .coldplug)
        bench.matrix.include = [Inclusion(place, repeats: 40)]
        #expect(
            Self.lines(bench).first
                == "one look, at 3 blocks of each place (some have 40); no criterion here is decided by statistics")
        let other = Coordinates(kernel: plain, vcpus: 16, workload: .coldplug)
        bench.matrix.include.append(Inclusion(other, repeats: 1))
        bench.matrix.repetition = .automatic
        #expect(
            LookSchedule(bench.plan).lines(hypotheses: 6).first
                == "at most 3 looks, at 3, 6 and 12 blocks of each place (some have 1 to 40)")
    }
}
