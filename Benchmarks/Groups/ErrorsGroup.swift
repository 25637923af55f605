// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Verdicts
import Vocabulary

/// How often verdicts are wrong, in campaigns that are drawn: two labels of one kernel, a kernel whose waste grows twice as
/// fast, one with the effect that the plan says is found, and one that loses a module now and then. The whole judge is at work.
struct ErrorsGroup: Group {
    private static let base = KernelName(unchecked: "base")
    private static let patched = KernelName(unchecked: "patched")

    /// The default sweep with two kernels, and what `bootmatrix compare` asks of them.
    private static let matrix = Matrix(
        title: "drawn", image: ImageName(unchecked: "none"), baseline: base,
        axes: Axes(kernels: [base, patched], vcpus: [1, 2, 4, 8, 16, 32], workloads: [.coldplug]),
        criteria: [
            Criterion(
                name: "failures", when: CellFilter(kernels: [patched]),
                kind: .ratio(.loadsFailed, to: base, atMost: Fraction(1.1), floor: 2)),
            Criterion(
                name: "bytes", when: CellFilter(kernels: [patched]),
                kind: .ratio(.bytesWasted, to: base, atMost: Fraction(1.1), floor: 131_072)),
            Criterion(
                name: "growth", when: CellFilter(kernels: [patched]),
                kind: .scaling(.loadsFailed, atMost: .share(Fraction(1.1), of: base), floor: 0.25)),
        ])
    private static var sequential: Matrix {
        var matrix = matrix
        matrix.repetition = .automatic
        return matrix
    }
    private static let campaigns = 10_000
    /// Failed loads per added vCPU: a sound 6.12, the least growth of which a doubling must be found, the loader of 6.3.
    private static let growths = [0.05, 5, 12]

    func measure(_ bench: Bench) async throws -> GroupResult {
        var figures: [Figure] = []
        for growth in Self.growths {
            let wrong = Self.share(Self.campaigns, seed: 1) { Self.fails($0, growth, 1, &$1) }
            figures.append(
                Figure(
                    "A/A campaigns with a false FAIL, growth \(growth), n \(Self.campaigns)", .percent, [100 * wrong],
                    atMost: 1))
        }
        // At most three looks, up to twelve blocks of each place.
        let sequential = Self.sequential
        for (growth, ratio) in [(5.0, 1.0), (5, 1.1)] {
            let wrong = Self.share(2_000, seed: 7) { Self.fails($0, growth, ratio, &$1, in: sequential) }
            figures.append(
                Figure(
                    "with `repeat: auto`, growth \(growth), at \(Int(100 * ratio)) % of its base, n 2000", .percent,
                    [100 * wrong], atMost: 1))
        }
        // The hardest case: each endpoint just at its limit.
        let edge = Self.share(2_000, seed: 2) { Self.fails($0, 5, 1.1, &$1) }
        figures.append(
            Figure("the same with every kernel at 110 % of its base, n 2000", .percent, [100 * edge], atMost: 1))
        for growth in Self.growths.dropFirst() {
            let missed = 1 - Self.share(2_000, seed: 3) { Self.fails($0, growth, 2, &$1) }
            figures.append(
                Figure("doublings of a growth of \(growth) missed, n 2000", .percent, [100 * missed], atMost: 5))
            figures += try Self.printed(growth)
        }
        figures += Self.lostModules()
        return GroupResult(figures: figures)
    }

    /// The printed effect against that which is found in 95 of 100 campaigns.
    private static func printed(_ growth: Double) throws -> [Figure] {
        var result = judged(Plan(matrix, seed: 1, hostCPUs: 2), growth, 1, seed: 4)
        // What the reference showed, without its chance.
        for index in result.criteria.indices {
            for row in result.criteria[index].rows.indices {
                let added = 3.0 * (1 + 3 + 7 + 15 + 31)
                result.criteria[index].rows[row].comparison?.pooled.reference = growth * added
            }
        }
        let design = RunDesign(matrix, Plan(matrix, seed: 1, hostCPUs: 2), result: result)
        return design.rows.filter { $0.criterion == "growth" }.compactMap { row in
            guard let printed = row.detectableRatio else { return nil }
            var (low, high) = (1.1, 1.1 + 2 * (printed - 1.1))
            for _ in 0..<8 {
                let middle = (low + high) / 2
                let power = share(1_000, seed: 5) { growthFails($0, growth, middle, &$1) }
                if power >= DesignPower.wanted { high = middle } else { low = middle }
            }
            let off = abs((printed - 1) / (high - 1) - 1)
            return Figure(
                "the printed effect (+\(Int((100 * (printed - 1)).rounded())) % of a growth of \(growth)) is off by",
                .percent, [100 * off], atMost: 10)
        }
    }

    /// A module lost in 10 % of boots, and in all.
    private static func lostModules() -> [Figure] {
        var matrix = matrix
        matrix.criteria = [
            Criterion(
                name: "no module lost", when: CellFilter(kernels: [patched]),
                kind: .sameAs(.modulesSet, reference: base))
        ]
        let plan = Plan(matrix, seed: 1, hostCPUs: 2)
        func caught(_ chance: Double, _ runs: Int) -> Double {
            share(runs, seed: 6) { _, generator in
                var readings = NoisyCampaign(matrix: matrix, plan: plan).readings(&generator) { _ in 0 }
                for index in readings.indices where readings[index].cell.coordinates.kernel == patched {
                    if generator.nextShare() < chance { readings[index].modules = ["a"] }
                }
                return Judge.judge(matrix: matrix, plan: plan, readings: readings).status == .fail
            }
        }
        let seen = RunDesign(matrix, plan).seenFaults[patched] ?? 0
        return [
            Figure(
                "campaigns that miss a module lost in every boot, n 1000", .percent, [100 * (1 - caught(1, 1_000))],
                atMost: 0),
            Figure(
                "a module lost in \(Int((100 * seen).rounded())) % of boots, which is printed as seen with 95 %, is missed, n 4000",
                .percent, [100 * (1 - caught(seen, 4_000))], atMost: 6),
        ]
    }

    private static func fails(
        _ seed: UInt64, _ growth: Double, _ ratio: Double, _ generator: inout SplitMix64, in matrix: Matrix = matrix
    ) -> Bool {
        let plan = Plan(matrix, seed: seed, hostCPUs: 2)
        return judged(plan, growth, ratio, &generator, matrix).criteria.contains { $0.status == .fail }
    }

    private static func growthFails(
        _ seed: UInt64, _ growth: Double, _ ratio: Double, _ generator: inout SplitMix64
    ) -> Bool {
        let result = judged(Plan(matrix, seed: seed, hostCPUs: 2), growth, ratio, &generator)
        return result.criteria.first { $0.name == "growth" }?.status == .fail
    }

    private static func judged(_ plan: Plan, _ growth: Double, _ ratio: Double, seed: UInt64) -> MatrixResult {
        var generator = SplitMix64(seed: seed)
        return judged(plan, growth, ratio, &generator)
    }

    private static func judged(
        _ plan: Plan, _ growth: Double, _ ratio: Double, _ generator: inout SplitMix64, _ matrix: Matrix = matrix
    ) -> MatrixResult {
        let readings = NoisyCampaign(matrix: matrix, plan: plan).readings(&generator) { cell in
            growth * Double(cell.coordinates.vcpus - 1) * (cell.coordinates.kernel == patched ? ratio : 1)
        }
        return Judge.conclude(matrix: matrix, plan: plan, readings: readings)
    }

    /// The share of runs of which something is true, each with a plan and luck of its own.
    private static func share(_ runs: Int, seed: UInt64, _ holds: (UInt64, inout SplitMix64) -> Bool) -> Double {
        var generator = SplitMix64(seed: seed)
        let hits = (0..<runs).count { _ in
            var own = SplitMix64(seed: generator.next())
            return holds(own.next(), &own)
        }
        return Double(hits) / Double(runs)
    }
}
