// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import MatrixPlan
import RunStore
import Testing
import Verdicts

extension Boots {
    /// One kernel with its modules as they were built and compressed: a row each, from the plan to the files that the
    /// guest opened.
    @Suite(.serialized) struct ModuleFormats {
        @Test func compressedModulesAreLoadedAndAreTheSame() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(in: harness.root)
                let outcome = try await harness.bootmatrix("run", "--seed", "1")
                #expect(outcome.status == 0, "\(outcome.output)")
                let run = try harness.latestRun()
                let (plain, packed) = (try run.outcome("stats", 4), try run.outcome("stats+xz", 4))
                for boot in [plain, packed] { #expect(boot.reading.problems == []) }
                #expect(plain.record.kernelKey == packed.record.kernelKey)

                #expect(packed.reading.modules == plain.reading.modules)
                for (boot, content, ending) in [(plain, "none", ".ko"), (packed, "xz", ".ko.xz")] {
                    let files = try #require(boot.evidence.moduleFiles).files
                    #expect(files.map(\.module).sorted() == boot.reading.modules)
                    #expect(files.allSatisfy { $0.content == content && $0.path.hasSuffix(ending) })
                    #expect(boot.evidence.kernelDecompresses == nil)
                }
                // kmod 30 decompresses by itself, and then has no file to give to finit_module.
                #expect(try calls(plain) == [.finitModule])
                #expect(try calls(packed) == [.initModule])

                // The names hold wherever a cell is named.
                let again = try await harness.bootmatrix("run", "--resume", "latest")
                #expect(again.status == 0)
                #expect(again.output.contains("stats+xz"))
                let command = try await harness.bootmatrix("reproduce", "stats+xz.4cpu.coldplug.r1")
                #expect(command.status == 0)
                #expect(command.output.contains("qemu-system-x86_64"))
            }
        }

        private func calls(_ boot: BootOutcome) throws -> Set<TraceEvent.Call> {
            Set(try #require(boot.evidence.trace).calls.map(\.call))
        }

        private func project(in root: String) throws -> String {
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            let matrix = """
                version: 1
                title: One kernel, two formats
                image: debian-udev
                baseline: stats
                axes: {kernel: stats, modules: [as-built, xz], vcpus: 4}
                repeat: 1
                criteria:
                  - {name: boots clean, kind: clean-boot}
                  - {name: no module lost, kind: same-as, metric: modules.set, when: {modules: xz}}

                """
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return project
        }
    }
}
