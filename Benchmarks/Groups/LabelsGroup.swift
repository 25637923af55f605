// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Verdicts
import Vocabulary

/// Real boots against the promise of `ErrorsGroup`: one build under two labels, interleaved, whose labels are exchanged at
/// random block by block; and the kernel without duplicate checks, which must be found in every handful of blocks.
///
/// The sound kernel throws away next to nothing, which makes an A/A of it easy. So the kernel that does is held against
/// itself as well, boots of neighbouring blocks as pairs, and without the floor that forgives a few loads.
struct LabelsGroup: Group {
    /// Of a campaign, as the default matrix has them.
    private static let drawn = 18
    private static let campaigns = 10_000

    func measure(_ bench: Bench) async throws -> GroupResult {
        let boots = try await LabelledBoots(bench)
        let judge = LabelsJudge(vcpus: LabelledBoots.vcpus)
        let (same, broken, wasteful) = (boots.pairs, boots.broken, boots.wasteful)
        guard same.count >= Self.drawn, wasteful.count >= Self.drawn, broken.count >= 60 else {
            throw BenchError(
                "only \(same.count) blocks have both labels, and \(broken.count) the other kernel: delete"
                    + " \(boots.place) and boot again")
        }
        var generator = SplitMix64(seed: 8)
        let wrong = Self.wrong(same, &generator) { judge.fails($0) }
        let wrongWaste = Self.wrong(wasteful, &generator) { judge.fails($0, floors: false) }
        let apart = stride(from: 0, through: same.count - Self.drawn, by: Self.drawn)
            .map { Array(same[$0..<$0 + Self.drawn]) }
        let found = (0..<20).count { judge.fails(Array(broken[3 * $0..<3 * $0 + 3])) }
        let failed = boots.failed
        return GroupResult(
            figures: [
                Self.rate("A/A campaigns of real boots with a false FAIL", wrong),
                Self.rate("the same of the kernel that wastes loads, without a floor", wrongWaste),
                Figure(
                    "groups of three blocks that miss the kernel without checks, of 20", .percent,
                    [5 * Double(20 - found)], atMost: 0),
            ],
            notes: [
                "\(same.count) blocks of \(LabelledBoots.vcpus) vCPUs: \(failed.base) and \(failed.label) failed loads under"
                    + " the two labels; \(failed.broken) in \(broken.count) boots without checks.",
                "Over all exchanges of labels the rates are at most \(Self.most(wrong)) and \(Self.most(wrongWaste)) (95 %)."
                    + " All are of the same boots; of \(apart.count) campaigns that share none,"
                    + " \(apart.count { judge.fails($0) }) had a FAIL.",
                "Evidence: \(boots.place), which is measured again until it is deleted.",
            ])
    }

    /// Campaigns that FAIL though labels were dealt by the toss of a coin.
    private static func wrong(
        _ pairs: [LabelsJudge.Pair], _ generator: inout SplitMix64, _ fails: ([LabelsJudge.Pair]) -> Bool
    ) -> Int {
        (0..<campaigns).count { _ in
            let chosen = pairs.shuffled(using: &generator).prefix(drawn)
            return fails(chosen.map { Bool.random(using: &generator) ? $0 : ($0.1, $0.0) })
        }
    }

    private static func rate(_ name: String, _ wrong: Int) -> Figure {
        Figure("\(name), n \(campaigns)", .percent, [100 * Double(wrong) / Double(campaigns)], atMost: 1)
    }

    private static func most(_ wrong: Int) -> String {
        Verdicts.Figure.percent(AbsoluteChange.Share(hits: wrong, boots: campaigns).atMost)
    }
}

/// Holds the second boot of each pair against the first, as `bootmatrix compare` would.
struct LabelsJudge {
    typealias Pair = ([String: Double], [String: Double])

    private static let (base, other) = (KernelName(unchecked: "base"), KernelName(unchecked: "other"))
    let vcpus: Int

    /// - Parameter floors: whether a few loads, and their bytes, are forgiven.
    func fails(_ pairs: [Pair], floors: Bool = true) -> Bool {
        let matrix = Matrix(
            title: "labels", image: ImageName(unchecked: "none"), baseline: Self.base,
            axes: Axes(kernels: [Self.base, Self.other], vcpus: [vcpus], workloads: [.coldplug]),
            repeats: pairs.count,
            criteria: [(MetricName("loads.failed"), 2.0), (MetricName("bytes.wasted"), 131_072)].map { metric, floor in
                Criterion(
                    name: metric.text, when: CellFilter(kernels: [Self.other]),
                    kind: .ratio(metric, to: Self.base, atMost: Fraction(1.1), floor: floors ? floor : 0))
            })
        let readings = pairs.enumerated().flatMap { index, pair in
            [
                CellReading(Self.base, vcpus: vcpus, repetition: index + 1, values: pair.0),
                CellReading(Self.other, vcpus: vcpus, repetition: index + 1, values: pair.1),
            ]
        }
        let plan = Plan(matrix, seed: 1, hostCPUs: 2)
        return Judge.judge(matrix: matrix, plan: plan, readings: readings).criteria.contains { $0.status == .fail }
    }
}
