// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import Testing

extension Boots {
    /// Three of the broken kernels of `make mutants`, which boots them all: one that a criterion catches, one that a check
    /// of every boot catches, and one that must not be caught.
    @Suite(.serialized) struct Mutants {
        @Test func theRightOneCatchesEachAndNobodyTheHarmless() async throws {
            try await Harness.use { harness in
                let matrix = try project(in: harness.root)
                let outcome = try await harness.bootmatrix("mutants", "--matrix", matrix, "--json")
                #expect(outcome.status == 0)
                let result = try #require(
                    try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
                #expect(result["status"] as? String == "PASS")
                let mutants = try #require(result["mutants"] as? [[String: Any]])
                let outcomes = Dictionary(
                    uniqueKeysWithValues: mutants.map { ($0["kernel"] as? String ?? "", $0["outcome"] as? String) })
                #expect(
                    outcomes == ["prefix-match": "caught", "uncounted-module": "caught", "equal-hash": "passed"])
                // What objected is what must, and stands beside its figures.
                let objections = mutants.flatMap { $0["objections"] as? [[String: Any]] ?? [] }
                #expect(Set(objections.compactMap { $0["name"] as? String }) == ["no module lost", "law"])
                #expect(objections.contains { ($0["reason"] as? String)?.contains("kvm_amd") == true })
                // Judged again it is the same, and no guest is needed.
                let again = try await harness.bootmatrix("mutants", "--matrix", matrix, "--run", "latest", "--json")
                #expect(again.output == outcome.output)
            }
        }

        /// The project's mutants with a matrix of a few.
        private func project(in root: String) throws -> String {
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            let path = project + "/kernels/mutants/matrix.yaml"
            let matrix = """
                version: 1
                title: A few broken kernels
                image: debian-udev
                baseline: stats
                axes: {kernel: [stats, prefix-match, uncounted-module, equal-hash], vcpus: [2], workload: [coldplug]}
                memory: 4 GiB
                cmdline: udev.children_max=64
                repeat: 1
                criteria:
                  - {name: boots clean, kind: clean-boot}
                  - {name: no module lost, kind: same-as, metric: modules.set, reference: baseline}

                """
            try matrix.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }
    }
}
