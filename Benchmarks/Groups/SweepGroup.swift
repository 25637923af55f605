// SPDX-License-Identifier: Apache-2.0

import Host
import Campaign
import BootEvidence
import Foundation
import MatrixPlan
import Vocabulary

/// Boots from 1 to 128 vCPUs, and what each spends its time on.
struct SweepGroup: Group {
    private static let boots = [1: 5, 2: 5, 4: 5, 8: 5, 16: 3, 32: 3, 64: 3, 128: 1]
    private static let limits = [32: 10.0, 64: 20.0]
    private static let stages: [GuestStage] = [.`init`, .udev, .workload, .settled, .collected, .sealed]

    func measure(_ bench: Bench) async throws -> GroupResult {
        let laboratory = try await bench.laboratory()
        var result = GroupResult()
        result.table = [
            ["vCPUs", "n", "sealed, median", "lowest to highest"]
                + ["kernel to init", "to udev", "to trigger", "to settled", "to collected", "to sealed"] + ["modules"]
        ]
        _ = try await laboratory.boot(vcpus: 1)
        var wanted = 0
        for vcpus in Self.boots.keys.sorted() {
            var sealed: [Double] = []
            var steps: [[Double]] = Self.stages.map { _ in [] }
            var modules: [Int] = []
            for _ in 0..<(Self.boots[vcpus] ?? 1) {
                let trial = try await laboratory.boot(vcpus: vcpus).checked()
                guard let record = trial.outcomes.first?.record, let end = record.time(to: .sealed) else { continue }
                sealed.append(end.inSeconds)
                modules += trial.readings.map(\.modules)
                var before = 0.0
                for (index, stage) in Self.stages.enumerated() {
                    let time = record.time(to: stage)?.inSeconds ?? before
                    steps[index].append(time - before)
                    before = time
                }
            }
            if wanted == 0 { wanted = modules.min() ?? 0 }
            let sample = Sample(sealed)
            let spread = modules.allSatisfy { $0 == wanted } ? "\(wanted)" : "\(modules) of \(wanted)"
            let row =
                ["\(vcpus)", "\(sample.n)", Self.seconds(sample.median)]
                + ["\(Self.seconds(sample.lowest)) to \(Self.seconds(sample.highest))"]
                + steps.map { Self.seconds(Sample($0).median) } + [spread]
            result.table.append(row)
            say("  " + row.joined(separator: "  "))
            let whole = modules.allSatisfy { $0 == wanted } && !modules.isEmpty
            if let limit = Self.limits[vcpus] {
                result.figures.append(
                    Figure("boot to sealed evidence, \(vcpus) vCPUs", .seconds, sealed, atMost: limit))
            }
            if !whole {
                result.notes.append("\(vcpus) vCPUs: the modules of a 1-vCPU boot are \(wanted), here \(modules)")
            }
        }
        return result
    }

    private static func seconds(_ value: Double) -> String { String(format: "%.2f s", value) }
}
