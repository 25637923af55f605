// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import RunStore
import Testing

extension Boots {
    /// `repeat: auto` with real guests: a matrix that its first look decides.
    @Suite(.serialized) struct Looks {
        private static let matrix = """
            version: 1
            title: Looks
            image: debian-udev
            baseline: stats
            axes: {kernel: [stats, stats-dups], vcpus: 1, workload: coldplug}
            cmdline: udev.children_max=64
            repeat: auto
            criteria:
              - {name: boots clean, kind: clean-boot}
              - {name: no module lost, kind: same-as, metric: modules.set, reference: baseline}

            """

        /// What the report says of looks and cells, without what is of this run only.
        private struct Told: Equatable {
            var outcome: [String: String]
            var status: String?
            var cells: [String]

            init(_ text: String) throws {
                let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
                let report = try #require(object)
                let design = try #require(report["design"] as? [String: Any])
                let outcome = try #require(design["outcome"] as? [String: Any])
                self.outcome = outcome.mapValues { "\($0)" }
                status = report["status"] as? String
                let places = report["places"] as? [[String: Any]] ?? []
                cells = places.flatMap { $0["cells"] as? [[String: Any]] ?? [] }.compactMap { $0["id"] as? String }
            }
        }

        @Test func theFirstLookDecidesWhetherTheRunIsKilledOrNot() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = harness.root + "/project"
                try Places.copyDefinitions(to: harness.project)
                try Self.matrix.write(toFile: harness.project + "/matrix.yaml", atomically: true, encoding: .utf8)

                let whole = try await harness.bootmatrix("run", "--seed", "5", "--json")
                #expect(whole.status == 0)
                #expect(whole.errors.contains("6 boots, up to 24"))
                #expect(whole.errors.contains("[6/6]") && !whole.errors.contains("look 2 of 3"))
                let told = try Told(whole.output)
                #expect(told.status == "PASS" && told.cells.count == 6)
                #expect(told.outcome["look"] == "1" && told.outcome["standing"] == "decided")
                #expect(told.outcome["later_boots"] == "18")

                let records = try harness.latestRun().cells.flatMap(\.outcomes).map(\.record)
                #expect(records.count == 6)
                // PSI may be absent from a host's kernel; /proc/stat and the threads of QEMU are not.
                #expect(
                    records.allSatisfy { $0.host?.steal != nil && $0.host?.others != nil && $0.host?.waited != nil })
                if FileManager.default.fileExists(atPath: "/proc/pressure/cpu") {
                    #expect(records.allSatisfy { $0.host?.pressure != nil })
                }

                let cut = try harness.start(["run", "--seed", "5", "--json"])
                #expect(try await cut.waits(for: "[3/6]"))
                cut.signal(SIGKILL)
                #expect(await cut.finish().status == -SIGKILL)
                let half = try await harness.bootmatrix("report", "latest", "--json")
                #expect(half.status == 125)
                #expect(try Told(half.output).outcome["standing"] == "unfinished")

                let resumed = try await harness.bootmatrix("run", "--resume", "latest", "--json")
                #expect(resumed.status == 0)
                #expect(try Told(resumed.output) == told)
                let report = try await harness.bootmatrix("report", "latest", "--json")
                #expect(report.output == resumed.output)

                let again = try await harness.bootmatrix("run", "--resume", "latest", "--json")
                #expect(again.status == 0 && !again.errors.contains("booted in"))
                #expect(try Told(again.output) == told)
                #expect(try harness.latestRun().cells.count { !$0.attempts.isEmpty } == 6)
            }
        }
    }
}
