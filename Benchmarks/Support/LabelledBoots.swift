// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// 200 real boots of one build under two labels in blocks, and in 60 of the blocks one of the kernel without duplicate
/// checks. They are booted once, and read from then on.
struct LabelledBoots {
    static let vcpus = 4
    private static let blocks = 100
    private static let brokenBlocks = 60
    private static let base = "stats"
    /// The same build, its modules as they are: `none` is no compression, which is how `stats` has them.
    private static let label = "stats+none"
    private static let broken = "no-dup-checks"

    /// Where the evidence is.
    let place: String
    private let stats: [Int: [String: Double]]
    private let again: [Int: [String: Double]]
    private let bad: [Int: [String: Double]]

    init(_ bench: Bench) async throws {
        place = bench.directories.state + "/bench/labels"
        let environment = ["BOOTMATRIX_STATE": place, "NO_COLOR": "1"]
        if !FileManager.default.fileExists(atPath: place + "/runs") {
            let path = bench.scratch + "/labels.yaml"
            try Self.matrix.write(toFile: path, atomically: true, encoding: .utf8)
            _ = try await MeasuredProcess(
                bench: bench, arguments: ["run", "--matrix", path, "--project", bench.root], environment: environment
            ).run(accepting: [1])
        }
        let report = try await MeasuredProcess(
            bench: bench, arguments: ["report", "latest", "--format", "json"], environment: environment
        ).run(accepting: [1])
        let run = try ReportedRun(report.output)
        (stats, again, bad) = (run.values(of: Self.base), run.values(of: Self.label), run.values(of: Self.broken))
    }

    private static let matrix = """
        version: 1
        title: one build under two labels
        image: debian-udev
        baseline: \(base)
        axes:
          kernel: [\(base)]
          modules: [as-built, none]
          vcpus: [\(vcpus)]
          workload: [coldplug]
        memory: 4 GiB
        cmdline: udev.children_max=64
        repeat: \(blocks)
        include:
          - {kernel: \(broken), vcpus: \(vcpus), workload: coldplug, repeat: \(brokenBlocks)}
        criteria:
          - {name: boots clean, kind: clean-boot}

        """

    /// Both labels of each block.
    var pairs: [LabelsJudge.Pair] { paired(stats, again) }
    /// The kernel without checks against the sound one.
    var broken: [LabelsJudge.Pair] { paired(stats, bad) }

    /// The kernel without checks against itself, of neighbouring blocks.
    var wasteful: [LabelsJudge.Pair] {
        stride(from: 1, to: Self.brokenBlocks, by: 2).compactMap { block in
            bad[block].flatMap { one in bad[block + 1].map { (one, $0) } }
        }
    }

    private func paired(_ left: [Int: [String: Double]], _ right: [Int: [String: Double]]) -> [LabelsJudge.Pair] {
        left.keys.sorted().compactMap { block in left[block].flatMap { one in right[block].map { (one, $0) } } }
    }

    /// Loads thrown away in all.
    var failed: (base: Int, label: Int, broken: Int) {
        func sum(_ boots: [Int: [String: Double]]) -> Int {
            Int(boots.values.reduce(0) { $0 + ($1["loads.failed"] ?? 0) })
        }
        return (sum(stats), sum(again), sum(bad))
    }
}
