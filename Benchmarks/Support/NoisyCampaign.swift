// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import MatrixPlan
import Verdicts
import Vocabulary

/// A campaign whose boots are drawn and not booted: counts that come in bursts, a host that differs from block to block,
/// drifts over the campaign, and remembers its last boot. Nothing of it is shared with the noise that `DesignPower` assumes.
struct NoisyCampaign {
    /// More than was seen in boots that set no limit: docs/error-rates.md holds them beside it.
    struct Noise {
        /// Relative spread that both boots of a block share, and that each has for itself.
        var block = 0.05
        var boot = 0.05
        /// From the first boot to the last, as a share.
        var drift = 0.1
        /// How much of a boot's own deviation the next one inherits.
        var memory = 0.4
        /// Of 10 events 4 are one failed load, 4 are two and 2 are three: a variance of 2.1 times the mean.
        var bursts: [(share: Double, size: Double)] = [(0.4, 1), (0.4, 2), (0.2, 3)]
        /// Bytes of a failed load: a lognormal median and spread, as modules are.
        var moduleSize = (median: 160_000.0, spread: 0.9)
    }

    let matrix: Matrix
    let plan: Plan
    var noise = Noise()

    /// - Parameter mean: failed loads of a cell, before the noise of the host.
    func readings(_ generator: inout SplitMix64, mean: (Cell) -> Double) -> [CellReading] {
        let cells = plan.blocks
        let total = Double(max(1, plan.cells.count - 1))
        var place = 0.0
        var last = 0.0
        var readings: [CellReading] = []
        for block in cells {
            let shared = noise.block * Self.normal(&generator)
            for cell in block.cells {
                last =
                    noise.memory * last + noise.boot * (1 - noise.memory * noise.memory).squareRoot()
                    * Self.normal(&generator)
                let host = exp(shared + last + noise.drift * (place / total - 0.5))
                place += 1
                let failed = count(mean(cell) * host, &generator)
                readings.append(Self.reading(cell, failed: failed, bytes: bytes(failed, &generator)))
            }
        }
        return readings
    }

    private func count(_ mean: Double, _ generator: inout SplitMix64) -> Double {
        let size = noise.bursts.reduce(0) { $0 + $1.share * $1.size }
        var left = Self.poisson(mean / size, &generator)
        var sum = 0.0
        while left > 0 {
            left -= 1
            var share = generator.nextShare()
            let burst = noise.bursts.first { part in
                share -= part.share
                return share <= 0
            }
            sum += burst?.size ?? 1
        }
        return sum
    }

    private func bytes(_ failed: Double, _ generator: inout SplitMix64) -> Double {
        var sum = 0.0
        var left = failed
        while left > 0 {
            left -= 1
            sum += noise.moduleSize.median * exp(noise.moduleSize.spread * Self.normal(&generator))
        }
        return sum.rounded()
    }

    private static func reading(_ cell: Cell, failed: Double, bytes: Double) -> CellReading {
        CellReading(
            cell: cell, exit: .sealed, stage: .sealed, machine: .unknown("drawn"), findings: [],
            values: [.loadsFailed: failed, .bytesWasted: bytes], modules: ["a", "b"], problems: [])
    }

    private static func normal(_ generator: inout SplitMix64) -> Double {
        (-2 * log(generator.nextShare())).squareRoot() * cos(2 * Double.pi * generator.nextShare())
    }

    private static func poisson(_ mean: Double, _ generator: inout SplitMix64) -> Double {
        guard mean > 0 else { return 0 }
        guard mean < 100 else { return max(0, (mean + mean.squareRoot() * normal(&generator)).rounded()) }
        let limit = exp(-mean)
        var count = 0.0
        var product = generator.nextShare()
        while product > limit {
            count += 1
            product *= generator.nextShare()
        }
        return count
    }
}
