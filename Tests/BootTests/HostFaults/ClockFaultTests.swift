// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import MatrixPlan
import RunStore
import Testing
import Verdicts
import Vocabulary

extension Boots.HostFaults {
    /// The wall clock steps by hours, back and forth, for the orchestrator, libvirt and QEMU; the host's own is left alone.
    @Test func aClockThatStepsChangesNoResultAndNoDuration() async throws {
        try await Harness.use { harness in
            let shift = harness.root + "/clockshift.so"
            let compiled = try await Self.command(
                [
                    "cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", shift,
                    Places.root + "/Tests/ClockShift/clockshift.c",
                ],
                harness)
            try #require(compiled.status == 0, "\(compiled.errors)")
            var stepping = harness
            stepping.extra["LD_PRELOAD"] = shift
            // It steps indeed, or this shows nothing.
            let seen = try await Self.command(
                ["sh", "-c", "for n in 1 2 3 4 5 6; do date +%s; sleep 1; done"], stepping)
            let times = seen.output.split(separator: "\n").compactMap { Int($0) }
            let steps = zip(times, times.dropFirst()).map { $1 - $0 }
            #expect(steps.contains { $0 > 3_000 } || steps.contains { $0 < -3_000 }, "\(times)")

            let outcome = try await stepping.bootmatrix(
                "run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "3")
            #expect(outcome.status == 0, "\(outcome.output)")
            let run = try harness.latestRun()
            #expect(run.problems.isEmpty)
            for boot in run.allOutcomes {
                #expect(boot.record.exit == .sealed && boot.record.attempt == 1)
                #expect(boot.reading.problems == [] && boot.reading.findings == [])
                let order = GuestStage.allCases.compactMap { boot.record.reached[$0] }
                #expect(
                    order == order.sorted() && order.allSatisfy { (0..<3_000_000_000_000).contains($0) }, "\(order)")
            }
            let took = try #require(run.conclusion?.took)
            #expect(took > .zero && took < .seconds(3_000), "\(took)")
            #expect(harness.leftovers() == [])
            // A run that was made at another time is the latest all the same, and is found.
            #expect(try await harness.bootmatrix("report", "latest").status == 0)
        }
    }

    private static func command(_ words: [String], _ harness: Harness) async throws -> Harness.Outcome {
        try await Invocation(
            words, in: harness.root, environment: harness.environment, files: harness.root + "/command-\(words.count)"
        ).finish()
    }
}
