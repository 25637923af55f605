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
    /// Kernels with and without duplicate-request debugging, asked for the same modules by many at once: what the
    /// option does, seen in the trace, in the kernel's own words, and by those who asked.
    @Suite(.serialized) struct Storm {
        @Test func requestsOfOneNameShareOneModprobeWithTheOptionOnly() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(in: harness.root, kernels: "[stats, stats-dups]")
                let outcome = try await harness.bootmatrix("run", "--seed", "1")
                #expect(outcome.status == 0, "\(outcome.output)")
                let run = try harness.latestRun()
                for kernel in ["stats", "stats-dups"] {
                    let boot = try run.outcome(kernel, 4, workload: "request-storm")
                    try everybodyWasServed(boot)
                    let values = boot.reading.values
                    #expect(try #require(values[.requestsRepeated]) >= 40)
                    let requests = try #require(boot.evidence.trace).requests
                    let distinct = Double(requests.count)
                    #expect(Set(requests.keys).isSuperset(of: Self.names))
                    if kernel == "stats" {
                        #expect(values[.modprobeRuns] == values[.requests])
                        #expect(values[.requestsCoalesced] == 0)
                        #expect(boot.evidence.duplicateRequests?.total == 0)
                    } else {
                        #expect(values[.modprobeRuns] == distinct)
                        #expect(values[.requestsCoalesced] == values[.requestsRepeated])
                        // The kernel's own count of what it joined; nothing of the log was dropped.
                        #expect(boot.evidence.messages?.dropped == 0)
                        let logged = try #require(boot.evidence.duplicateRequests)
                        #expect(Double(logged.total) == values[.requestsCoalesced])
                        #expect(logged.counts == requests.mapValues { $0 - 1 }.filter { $0.value > 0 })
                    }
                }
                let sets = try ["stats", "stats-dups"].map {
                    try run.outcome($0, 4, workload: "request-storm").evidence.modules?.names.sorted()
                }
                #expect(sets[0] == sets[1])
                #expect(sets[0]?.contains("xfs") == true)
            }
        }

        /// The same option in its WARN form prints a stack trace for each duplicate, and none of them is a crash.
        @Test func theWarnFormIsNoCrash() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.project = try project(
                    in: harness.root, kernels: "[stats-dups]", words: " module.enable_dups_trace=1")
                let outcome = try await harness.bootmatrix("run", "--seed", "1")
                #expect(outcome.status == 0, "\(outcome.output)")
                let boot = try harness.latestRun().outcome("stats-dups", 4, workload: "request-storm")
                try everybodyWasServed(boot)
                let log = String(decoding: try #require(boot.evidence.messages).log, as: UTF8.self)
                let warnings = log.components(separatedBy: "WARNING: CPU:").count - 1
                #expect(warnings >= 40, "the WARN form was not on")
                #expect(boot.evidence.duplicateRequests?.total == warnings)
                #expect(Double(warnings) == boot.reading.values[.requestsCoalesced])
                #expect(boot.reading.findings == [])
            }
        }

        /// What images/guest/storm.c asks for.
        private static let names: Set = [
            "fs-xfs", "net-pf-17", "net-pf-35", "net-pf-42", "test_module", "fs-romfs",
        ]

        private func everybodyWasServed(_ boot: BootOutcome) throws {
            #expect(boot.record.exit == .sealed)
            #expect(boot.reading.problems == [])
            let askings = try #require(boot.evidence.workload).askings
            #expect(Set(askings.map(\.request)) == Self.names)
            for asking in askings { #expect(asking.had == asking.callers, "\(asking)") }
            #expect(askings.reduce(0) { $0 + $1.callers } == 4 * 48)
        }

        /// The project's definitions with a matrix of storms.
        private func project(in root: String, kernels: String, words: String = "") throws -> String {
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            let matrix = """
                version: 1
                title: A storm of requests
                image: debian-udev
                baseline: stats\(kernels.contains("stats,") ? "" : "-dups")
                axes: {kernel: \(kernels), vcpus: [4], workload: [request-storm]}
                memory: 4 GiB
                cmdline: udev.children_max=64\(words)
                repeat: 1
                criteria:
                  - {name: boots clean, kind: clean-boot}
                  - {name: everybody at once, kind: control, metric: requests.repeated, at-least: 40}

                """
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return project
        }
    }
}
