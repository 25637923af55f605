// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Campaign
import BootEvidence
import MatrixPlan
import Vocabulary

/// What the harness itself costs, without a guest. Beside each time stands a yardstick of the same run, copying memory:
/// a ratio means something on a noisy machine, milliseconds do not.
struct HarnessGroup: Group {
    private static let runs = 5

    func measure(_ bench: Bench) async throws -> GroupResult {
        var result = GroupResult(figures: [
            Self.time("copy 64 MiB (the yardstick)") { HarnessWork.copy(.mebibytes(64)) },
            Self.time("plan 100,000 cells", atMost: 1000) { HarnessWork.plan(cells: 100_000) },
            Self.time("decode 32 MiB of evidence") { HarnessWork.decode() },
            Self.time("scan 16 MiB of console") { HarnessWork.scan() },
        ])
        let (file, cells) = try planFile(bench)
        var times: [Double] = []
        for _ in 0..<Self.runs {
            let process = MeasuredProcess(
                bench: bench, arguments: ["plan", "--matrix", file, "--project", bench.root],
                environment: try bench.environment("harness"))
            times.append(try await process.run().took.inSeconds)
        }
        result.figures.append(
            Figure("`bootmatrix plan` of \(cells) cells, start to exit", .seconds, times, atMost: 1))
        return result
    }

    /// The project's kernels at so many vCPU counts and repetitions that there are 100,000 cells, the most that a matrix
    /// may have.
    private func planFile(_ bench: Bench) throws -> (path: String, cells: Int) {
        let vcpus = Array(1...25)
        let text = """
            version: 1
            title: benchmark
            image: debian-udev
            baseline: stats
            axes:
              kernel: [no-dup-checks, no-idempotent, stats, stats-dups]
              vcpus: [\(vcpus.map(String.init).joined(separator: ", "))]
            repeat: 1000
            criteria:
              - {name: boots clean, kind: clean-boot}

            """
        let path = bench.scratch + "/plan.yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return (path, 4 * vcpus.count * 1000)
    }

    private static func time(_ name: String, atMost limit: Double? = nil, _ work: () -> Int) -> Figure {
        let clock = ContinuousClock()
        var sum = 0
        let times = (0..<runs).map { _ in clock.measure { sum &+= work() }.inSeconds * 1000 }
        // The result is used, so that no optimiser drops the work.
        precondition(sum != Int.min)
        return Figure(name, .milliseconds, times, atMost: limit)
    }
}
