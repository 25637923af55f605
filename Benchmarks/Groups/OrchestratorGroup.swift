// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Foundation
import Host
import Campaign
import BootEvidence
import Vocabulary

/// What bootmatrix itself takes of the host while guests run: of its own process, without QEMU.
struct OrchestratorGroup: Group {
    func measure(_ bench: Bench) async throws -> GroupResult {
        let baseline = try await bench.laboratory().kernel.name
        let ending = try await MeasuredProcess(
            bench: bench,
            arguments: ["run", "--filter", "kernel=\(baseline)", "--filter", "vcpus=2,4", "--repeat", "20"],
            environment: try bench.environment("orchestrator")
        ).run(sampling: true)
        guard let last = ending.samples.last, ending.samples.count > 10 else {
            throw BenchError("the run was over before it could be looked at")
        }
        let share = last.cpuSeconds / last.time.inSeconds * 100
        return GroupResult(
            figures: [
                Figure("peak resident memory during 40 boots", .mebibytes, [last.peakMiB], atMost: 100),
                Figure("resident memory, each half second", .mebibytes, ending.samples.map(\.residentMiB), atMost: 100),
                Figure("CPU time of one core during 40 boots", .percent, [share], atMost: 3),
            ],
            notes: ["\(Int(ending.took.inSeconds)) s of boots at 2 and 4 vCPUs; start and verdict are in the figures."])
    }
}
