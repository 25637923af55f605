// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import KernelLog
import MatrixPlan
import Vocabulary

/// `make bench`: what the harness itself costs, without a guest. Each figure is a median of n runs, beside a yardstick
/// of the same run: a ratio means something on a noisy machine, seconds do not.
@main
enum Main {
    static func main() throws {
        let yardstick = Measurement("copy 64 MiB (the yardstick)") { Work.copy(.mebibytes(64)) }
        let all = [
            yardstick,
            Measurement("plan 100,000 cells") { Work.plan(cells: 100_000) },
            Measurement("decode 32 MiB of evidence") { Work.decode(.mebibytes(32)) },
            Measurement("scan 16 MiB of console") { Work.scan(.mebibytes(16)) },
        ]
        print(
            "\(Date().formatted(.iso8601))  \(ProcessInfo.processInfo.activeProcessorCount) CPUs, medians of \(Measurement.runs)"
        )
        for measurement in all {
            let ratio = measurement.median.inSeconds / max(yardstick.median.inSeconds, 1e-9)
            let columns = [
                measurement.name.padding(toLength: 32, withPad: " ", startingAt: 0),
                String(format: "%9.1f ms", measurement.median.inSeconds * 1000),
                String(format: "%8.1f x the yardstick", ratio),
            ]
            print(columns.joined(separator: "  "))
        }
    }
}

/// One piece of work, timed.
struct Measurement {
    static let runs = 5
    let name: String
    let median: Duration

    init(_ name: String, _ work: () -> Int) {
        self.name = name
        let clock = ContinuousClock()
        var sum = 0
        let times = (0..<Self.runs).map { _ in clock.measure { sum &+= work() } }.sorted()
        // The result is used, so that no optimiser drops the work.
        precondition(sum != Int.min)
        median = times[times.count / 2]
    }
}
