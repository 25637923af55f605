// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import MatrixPlan
import Verdicts
import Vocabulary

/// Real boots against the promise of `ErrorsGroup`: one build under two labels, interleaved, whose labels are exchanged at
/// random block by block; and the kernel without duplicate checks, which must be found in every handful of blocks.
struct LabelsGroup: Group {
    private static let vcpus = 4
    private static let blocks = 100
    /// Of a campaign, as the default matrix has them.
    private static let drawn = 18
    private static let campaigns = 10_000
    private static let base = KernelName(unchecked: "stats")
    private static let other = KernelName(unchecked: "other")
    /// The same build, its modules as they are: `none` is no compression, which is how `stats` has them.
    private static let label = "stats+none"
    private static let broken = "no-dup-checks"

    func measure(_ bench: Bench) async throws -> GroupResult {
        let run = try await boots(bench)
        let (stats, again, broken) = (
            run.values(of: Self.base.rawValue), run.values(of: Self.label), run.values(of: Self.broken)
        )
        let pairs = (1...Self.blocks).compactMap { block in
            stats[block].flatMap { one in again[block].map { (one, $0) } }
        }
        guard pairs.count >= Self.drawn, broken.count >= 60 else {
            throw BenchError(
                "only \(pairs.count) of \(Self.blocks) blocks have both labels, and \(broken.count) the other")
        }
        var generator = SplitMix64(seed: 8)
        let wrong = (0..<Self.campaigns).count { _ in
            let chosen = pairs.shuffled(using: &generator).prefix(Self.drawn)
            return fails(chosen.map { Bool.random(using: &generator) ? $0 : ($0.1, $0.0) })
        }
        let found = (0..<20).count { group in
            let own = (3 * group + 1...3 * group + 3).compactMap { block in
                stats[block].flatMap { one in broken[block].map { (one, $0) } }
            }
            return own.count == 3 && fails(own)
        }
        let sums = (0..<2).map { side in pairs.reduce(0) { $0 + ((side == 0 ? $1.0 : $1.1)["loads.failed"] ?? 0) } }
        return GroupResult(
            figures: [
                Figure(
                    "A/A campaigns of real boots with a false FAIL, n \(Self.campaigns)", .percent,
                    [100 * Double(wrong) / Double(Self.campaigns)], atMost: 1),
                Figure(
                    "groups of three blocks that miss the kernel without checks, of 20", .percent,
                    [5 * Double(20 - found)], atMost: 0),
            ],
            notes: [
                "\(pairs.count) blocks of \(Self.vcpus) vCPUs: \(Int(sums[0])) and \(Int(sums[1])) failed loads under the two labels.",
                "What the rate is at most, with 95 %, over all labellings of these boots: "
                    + "\(LookSchedule.percent(AbsoluteChange.Share(hits: wrong, boots: Self.campaigns).atMost)).",
                "Evidence: \(Self.state(bench)).",
            ])
    }

    private static func state(_ bench: Bench) -> String { bench.directories.state + "/bench/labels" }

    private func boots(_ bench: Bench) async throws -> ReportedRun {
        let text = """
            version: 1
            title: one build under two labels
            image: debian-udev
            baseline: stats
            axes:
              kernel: [stats]
              modules: [as-built, none]
              vcpus: [\(Self.vcpus)]
              workload: [coldplug]
            memory: 4 GiB
            cmdline: udev.children_max=64
            repeat: \(Self.blocks)
            include:
              - {kernel: \(Self.broken), vcpus: \(Self.vcpus), workload: coldplug, repeat: 60}
            criteria:
              - {name: boots clean, kind: clean-boot}

            """
        let path = bench.scratch + "/labels.yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let environment = ["BOOTMATRIX_STATE": Self.state(bench), "NO_COLOR": "1"]
        _ = try await MeasuredProcess(
            bench: bench, arguments: ["run", "--matrix", path, "--project", bench.root], environment: environment
        ).run(accepting: [1])
        let report = try await MeasuredProcess(
            bench: bench, arguments: ["report", "--format", "json"], environment: environment
        ).run(accepting: [1])
        return try ReportedRun(report.output)
    }

    /// Whether the second of each pair is found to be worse than the first, as `bootmatrix compare` would ask.
    private func fails(_ pairs: [([String: Double], [String: Double])]) -> Bool {
        let matrix = Matrix(
            title: "labels", image: ImageName(unchecked: "none"), baseline: Self.base,
            axes: Axes(kernels: [Self.base, Self.other], vcpus: [Self.vcpus], workloads: [.coldplug]),
            repeats: pairs.count,
            criteria: [(MetricName("loads.failed"), 2.0), (MetricName("bytes.wasted"), 131_072)].map { metric, floor in
                Criterion(
                    name: metric.text, when: CellFilter(kernels: [Self.other]),
                    kind: .ratio(metric, to: Self.base, atMost: Fraction(1.1), floor: floor))
            })
        let readings = pairs.enumerated().flatMap { index, pair in
            [
                CellReading(Self.base, vcpus: Self.vcpus, repetition: index + 1, values: pair.0),
                CellReading(Self.other, vcpus: Self.vcpus, repetition: index + 1, values: pair.1),
            ]
        }
        let plan = Plan(matrix, seed: 1, hostCPUs: 2)
        return Judge.judge(matrix: matrix, plan: plan, readings: readings).criteria.contains { $0.status == .fail }
    }
}
