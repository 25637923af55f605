// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Testing
import Verdicts
import Vocabulary

/// Laws of the loader, bounds of each module, times, and what severity `warn` changes.
@Suite struct LoaderLawTests {
    private func outcome(
        _ kind: Criterion.Kind, at vcpus: Int = 4, _ change: (inout Bench) -> Void = { _ in }
    ) throws -> CriterionOutcome {
        var bench = Bench(
            criteria: [Criterion(name: "it", when: CellFilter(kernels: [patched], vcpus: .oneOf([vcpus])), kind: kind)])
        change(&bench)
        return try #require(bench.judged().criterion("it"))
    }

    private func counters(
        _ becoming: Double, _ load: Double, loaded: Double = 21, residual: Double = 0, kread: Double = 0,
        fromMemory: Double = 0
    ) -> (inout Bench) -> Void {
        { bench in
            bench.change(patched, 4, repetition: 2) {
                $0.values.merge([
                    .loadsBecoming: becoming, .loadsLoad: load, .loadsLoaded: loaded, .loadsResidual: residual,
                    .loadsKread: kread, .loadsDecompress: 0, .loadsFromMemory: fromMemory,
                ]) { $1 }
            }
            for repetition in [1, 3] {
                bench.change(patched, 4, repetition: repetition) {
                    $0.values.merge([
                        .loadsBecoming: 0, .loadsLoad: 0, .loadsLoaded: 21, .loadsResidual: 0, .loadsKread: 0,
                        .loadsDecompress: 0, .loadsFromMemory: 0,
                    ]) { $1 }
                }
            }
        }
    }

    @Test func theLoaderOf65() throws {
        #expect(try outcome(.law(.loader65), counters(3, 0)).status == .pass)
        let load = try outcome(.law(.loader65), counters(0, 1))
        #expect(load.status == .fail)
        #expect(load.offences.map(\.text) == ["loads.load is 1, wanted 0: whoever asks for the same file waits"])
        #expect(try outcome(.law(.loader65), counters(22, 0)).status == .fail)
        // User space went round it.
        #expect(try outcome(.law(.loader65), counters(40, 9, fromMemory: 66)).status == .inconclusive)
        // Another kernel's law is none of this one's.
        #expect(load.rows[0].claim?.other == nil)
    }

    /// Every boot of `patched` with these counters.
    private func everywhere(_ becoming: Double, _ load: Double, at vcpus: Int = 4) throws -> CriterionOutcome {
        try outcome(.law(.loader64), at: vcpus) { bench in
            bench.change(patched, vcpus) { $0.values.merge([.loadsBecoming: becoming, .loadsLoad: load]) { $1 } }
        }
    }

    @Test func theLoaderOf64() throws {
        #expect(try everywhere(83, 16).status == .pass)
        #expect(try everywhere(5, 5).status == .pass)
        #expect(try everywhere(16, 83).status == .fail)
        #expect(try everywhere(0, 10).status == .fail)
        #expect(try everywhere(4, 6, at: 1).status == .fail)
    }

    @Test func tooFewFailuresDoNotTellTheLoaderOf64() throws {
        let reversed = try everywhere(0, 9, at: 8)
        #expect(reversed.status == .inconclusive && reversed.offences.count == 3)
        #expect(
            reversed.offences.first?.text
                == "0 loads failed before the allocation and 9 after it: fewer than 10 do not tell where duplicates are"
                + " noticed")
        // Nor does a boot that has the right order, or none, where duplicates are wanted.
        #expect(try everywhere(5, 4).status == .inconclusive)
        #expect(try everywhere(0, 0).status == .inconclusive)
        // One CPU has nobody to be a duplicate of, as with the law of 6.3.
        #expect(try everywhere(0, 0, at: 1).status == .pass)
        #expect(try everywhere(3, 1, at: 1).status == .pass)
        #expect(try everywhere(1, 3, at: 1).status == .inconclusive)
    }

    @Test func theLoaderOf63() throws {
        let quiet = try outcome(.law(.loader63), counters(0, 41))
        // Two of three boots show no effect: that proves nothing either way.
        #expect(quiet.status == .inconclusive && quiet.offences.count == 2)
        #expect(try outcome(.law(.loader63), counters(2, 41)).status == .fail)
    }

    @Test func nothingButDuplicates() throws {
        #expect(try outcome(.law(.onlyDuplicates), counters(3, 5)).status == .pass)
        #expect(try outcome(.law(.onlyDuplicates), counters(3, 5, residual: 1)).status == .fail)
        #expect(try outcome(.law(.onlyDuplicates), counters(3, 5, kread: 1)).offences.map(\.word) == ["loads.kread=1"])
    }

    @Test func aKernelWithoutCountersBreaksNoLaw() throws {
        for law in LoaderLaw.allCases {
            let open = try outcome(.law(law))
            #expect(open.status == .inconclusive)
            #expect(open.offences.allSatisfy { $0.word == "no-figure" })
        }
        #expect(try outcome(.perModule(atMost: .othersThanOne)).status == .inconclusive)
    }

    @Test func theModuleThatFailsTooOftenIsNamed() throws {
        func set(_ failed: [String: Int]) -> (inout Bench) -> Void {
            { bench in bench.change(patched, 4) { $0.failedLoads = failed } }
        }
        #expect(try outcome(.perModule(atMost: .othersThanOne), set(["kvm": 3, "cryptd": 3])).status == .pass)
        let over = try outcome(.perModule(atMost: .othersThanOne), set(["kvm": 4, "cryptd": 9, "crc32": 1]))
        #expect(over.status == .fail && over.offences.count == 3)
        #expect(over.offences[0].word == "cryptd=9")
        #expect(over.offences[0].text == "failed loads of cryptd: 9, kvm: 4; wanted at most 3 (n-1 at 4 vCPUs)")
        #expect(try outcome(.perModule(atMost: .count(9)), set(["kvm": 4, "cryptd": 9])).status == .pass)
    }

    @Test func theTableOfABootIsReadByModule() {
        #expect(Boot().reading.failedLoads == ["cryptd": 2, "aesni_intel": 1])
        #expect(Boot(becoming: 0, load: 0, table: []).reading.failedLoads == [:])
        var without = Boot()
        without.dropStatistics()
        #expect(without.reading.failedLoads == nil)
    }
}

@Suite struct TimingTests {
    /// Nine blocks of `plain` at 10 s, and of `patched` at these shares of it.
    private func row(_ shares: [Double]) throws -> CriterionOutcome.Row {
        var bench = Bench(criteria: [
            Criterion(
                name: "slow", when: CellFilter(kernels: [patched]), severity: .warn,
                kind: .timing(.timeToSettled, to: plain, atMost: Fraction(1.2)))
        ])
        var number = 0
        for vcpus in [1, 4, 8] {
            for repetition in 1...3 {
                bench.change(plain, vcpus, repetition: repetition) { $0.values[.timeToSettled] = 10 }
                if number < shares.count {
                    let share = shares[number]
                    bench.change(patched, vcpus, repetition: repetition) { $0.values[.timeToSettled] = 10 * share }
                }
                number += 1
            }
        }
        let result = bench.judged()
        #expect(result.status != .fail && result.kernel(patched)?.status == .pass)
        return try #require(result.criterion("slow")?.rows.first)
    }

    @Test func theMedianDecidesAndNotOneSlowBoot() throws {
        let row = try row([1, 1.1, 0.9, 1, 1, 1.1, 0.9, 1, 30])
        #expect(row.status == .pass && !row.warns)
        #expect(row.reason == "100 % of plain (MAD 10 %) in 9 blocks, limit 120 %; TCG's time")
    }

    @Test func aSlowKernelIsWarnedOf() throws {
        let row = try row([2, 2.1, 1.9, 2, 2, 2.1, 1.9, 2, 2])
        #expect(row.status == .pass && row.warns)
    }

    @Test func noiseIsNoWarning() throws {
        #expect(try row([1.25, 0.5, 2, 1.3, 0.6, 1.9, 1.25, 0.4, 2.5]).status == .inconclusive)
    }

    @Test func fewerThanFiveSayNothing() throws {
        let row = try row([2, 2, 2, 2])
        #expect(row.status == .inconclusive)
        #expect(row.reason == "4 blocks of 9 can be compared, and 5 must: raise repeat")
    }
}
