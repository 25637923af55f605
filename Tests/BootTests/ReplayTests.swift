// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Foundation
import MatrixPlan
import Testing
import Verdicts

extension Boots {
    /// The CPUs' uevents replayed within one boot of the kernel that wastes: each replay unloads, loads and wastes anew.
    @Suite(.serialized) struct Replays {
        @Test func eachReplayLoadsAgainWhatWasUnloaded() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(in: harness.root)
                let outcome = try await harness.bootmatrix("run")
                #expect(outcome.status == 0, "\(outcome.output)")
                let boot = try harness.latestRun().outcome("no-dup-checks", 2, workload: "cpu-replay")
                #expect(boot.reading.problems == [])
                let replays = try #require(boot.evidence.replays).replays
                #expect(replays.count == 10)
                for replay in replays {
                    #expect(replay.unloaded >= 10 && replay.kept == 0)
                    #expect(replay.counted?.loaded == UInt64(replay.unloaded))
                }
                let failed = try #require(boot.reading.replays)
                #expect(failed.reduce(0, +) > 0, "the kernel without checks wasted nothing")
                // The counters of the whole boot have those of the coldplug before, and of every replay.
                let all = try #require(boot.reading.values[.loadsFailed])
                #expect(Int(all) >= failed.reduce(0, +))
                let mean = Double(failed.reduce(0, +)) / 10
                #expect(boot.reading.values[.replayFailed] == mean)
            }
        }

        private func project(in root: String) throws -> String {
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            let matrix = """
                version: 1
                title: Replays
                image: debian-udev
                baseline: no-dup-checks
                axes: {kernel: no-dup-checks, vcpus: 2, workload: cpu-replay}
                memory: 4 GiB
                cmdline: udev.children_max=64
                repeat: 1
                criteria: [{name: boots clean, kind: clean-boot}]

                """
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return project
        }
    }
}
