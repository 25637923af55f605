// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Testing
import Verdicts

extension Boots {
    /// A patched kernel that wastes nothing and loses a module: the class of bug that "no waste" alone would pass.
    @Suite(.serialized) struct LostModule {
        @Test func itFailsInItsOwnRow() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(in: harness.root)
                let outcome = try await harness.bootmatrix("run", "--json")
                #expect(outcome.status == 1)
                let run = try harness.latestRun()
                let lost = try run.outcome("loses-a-module", 1).reading
                let whole = try run.outcome("stats", 1).reading
                #expect(Set(whole.modules ?? []).subtracting(lost.modules ?? []) == ["ghash_clmulni_intel"])
                let result = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
                let kernels = try #require(result?["kernels"] as? [[String: Any]])
                let status = Dictionary(
                    uniqueKeysWithValues: kernels.map { ($0["name"] as? String ?? "", $0["status"] as? String ?? "") })
                #expect(status["loses-a-module"] == "FAIL")
                #expect(status["stats"] == "PASS")
                #expect(outcome.output.contains("ghash_clmulni_intel"))
            }
        }

        /// The project's own definitions, the broken kernel, and a matrix of the two.
        private func project(in root: String) throws -> String {
            let files = FileManager.default
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            let fixtures = Places.root + "/Tests/Fixtures/kernels"
            try files.copyItem(
                atPath: fixtures + "/loses-a-module.yaml", toPath: project + "/kernels/loses-a-module.yaml")
            try files.copyItem(
                atPath: fixtures + "/patches/lose-a-module.patch",
                toPath: project + "/kernels/patches/lose-a-module.patch")
            let matrix = """
                version: 1
                title: A kernel that loses a module
                image: debian-udev
                baseline: stats
                axes: {kernel: [stats, loses-a-module], vcpus: [1], workload: [coldplug]}
                memory: 4 GiB
                cmdline: udev.children_max=64
                repeat: 1
                criteria:
                  - {name: boots clean, kind: clean-boot}
                  - {name: no module lost, kind: same-as, metric: modules.set, reference: baseline}

                """
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return project
        }
    }
}
