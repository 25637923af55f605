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
    /// Loads counted in the trace: equal to the kernel's own counters where it has them, and there where it has none.
    @Suite(.serialized) struct Traced {
        /// What the trace says, by the counter that says the same.
        private static let twins = Metric.catalogue.compactMap { metric in metric.traced.map { (metric.name, $0) } }

        @Test func bothSourcesAgreeToTheByte() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(
                    in: harness.root, kernels: ["no-dup-checks", "stats"], vcpus: [4, 8], repeats: 2)
                let outcome = try await harness.bootmatrix("run", "--seed", "3")
                #expect(outcome.status == 0, "\(outcome.output)")
                let run = try harness.latestRun()
                #expect(run.allOutcomes.count == 8)
                for boot in run.allOutcomes {
                    let (values, cell) = (boot.reading.values, boot.record.cell)
                    #expect(boot.reading.problems == [], "\(cell)")
                    #expect(Self.twins.count == 7)
                    for (counter, traced) in Self.twins {
                        let counted = try #require(values[counter], "\(cell): no \(counter)")
                        #expect(counted == values[traced], "\(cell): \(counter)")
                    }
                    #expect(try #require(values[.tracedLoaded]) >= 20)
                    guard cell.hasPrefix("no-dup-checks") else { continue }
                    let failed = try #require(values[.tracedFailed])
                    let bytes = try #require(values[.tracedBytesWasted])
                    #expect(failed >= 10 && bytes >= 1_000_000, "\(cell): \(failed) loads, \(bytes) bytes")
                    // Uncompressed and unsigned: each is read once and costs twice its length.
                    let read = try #require(values[.tracedBytesRead])
                    #expect(values[.tracedLoad] == failed && bytes < 2 * read)
                }
            }
        }

        /// The same kernel built without MODULE_STATS: nothing is wrong with it, and its figures come from the trace.
        @Test func aKernelWithoutCountersIsMeasuredAllTheSame() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(
                    in: harness.root, kernels: ["without-counters", "stats"], vcpus: [1, 4], repeats: 1)
                let outcome = try await harness.bootmatrix("run", "--seed", "3")
                #expect(outcome.status == 125, "a criterion that it cannot have is not passed\n\(outcome.output)")
                let boot = try harness.latestRun().outcome("without-counters", 4)
                let values = boot.reading.values
                #expect(boot.evidence.statistics == nil && boot.reading.problems == [])
                #expect(Self.twins.allSatisfy { values[$0.0] == nil && values[$0.1] != nil })
                #expect(try #require(values[.tracedFailed]) >= 10)
                #expect(values[.tracedFailed] == values[.tracedDuplicates])
                let words = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(words.contains("the kernel has no MODULE_STATS; traced.failed means the same"))
                #expect(
                    words.contains("INCONCLUSIVE no-figure PASS ~\(Figure.number(try #require(values[.tracedFailed])))")
                )
            }
        }

        /// The project's definitions, the loader of 6.3 without counters, and a matrix.
        private func project(in root: String, kernels: [String], vcpus: [Int], repeats: Int) throws -> String {
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            let before = try String(contentsOfFile: project + "/kernels/no-dup-checks.yaml", encoding: .utf8)
            try before.replacing(", stats]", with: "]").write(
                toFile: project + "/kernels/without-counters.yaml", atomically: true, encoding: .utf8)
            let matrix = """
                version: 1
                title: Two sources
                image: debian-udev
                baseline: stats
                axes: {kernel: [\(kernels.joined(separator: ", "))], vcpus: \(vcpus), workload: [coldplug]}
                memory: 4 GiB
                cmdline: udev.children_max=64
                repeat: \(repeats)
                criteria:
                  - {name: boots clean, kind: clean-boot}
                  - {name: counted, kind: control, when: {vcpus: \(vcpus[0])}, metric: loads.failed, at-most: 10000}
                  - name: the effect is there
                    kind: control
                    when: {kernel: \(kernels[0]), vcpus: ">=4"}
                    metric: traced.failed
                    at-least: 10

                """
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return project
        }
    }
}
