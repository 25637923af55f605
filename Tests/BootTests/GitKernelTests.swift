// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import MatrixPlan
import RunStore
import Testing

extension Boots {
    /// A kernel of a git tree's branch, which moves while its run goes on.
    @Suite(.serialized) struct GitKernels {
        private static let matrix = """
            version: 1
            title: A branch
            image: debian-udev
            baseline: moving
            axes: {kernel: [moving], vcpus: [1], workload: [coldplug]}
            memory: 4 GiB
            repeat: 3
            criteria:
              - {name: boots clean, kind: clean-boot}

            """

        private static func kernel(_ path: String) -> String {
            """
            version: 1
            title: A branch that moves
            source: {git: \(path), revision: moving}
            config:
              base: allnoconfig
              fragments: [guest, userspace, modules, detectors, tracing, appliance, stats]

            """
        }

        @Test func aRunKeepsTheCommitThatItBeganWith() async throws {
            try await Harness.use { harness in
                let history = try await KernelHistory.open()
                var harness = harness
                harness.project = try Self.project(harness, history)
                defer { Boots.Bisect.forget(harness) }
                let began = history.commits[1]
                try await history.git("branch", "--force", "moving", began)
                let before = try await history.fingerprint()

                let plan = try await harness.bootmatrix("plan")
                let line = "moving: moving is \(began.prefix(12)) (\"module: explain the statistics\")"
                #expect(plan.status == 0 && plan.output.contains(line), "\(plan.output)")
                let run = try harness.start(["run", "--seed", "1"])
                #expect(try await run.waits(for: "[1/3]"), "\(run.errors)")
                run.signal(SIGINT)
                #expect(await run.finish().status == 130)
                #expect(run.errors.contains(line))
                // Built and booted, and not a byte or a time of the repository is another.
                #expect(try await history.fingerprint() == before)

                try await history.git("branch", "--force", "moving", history.commits[2])
                let outcome = try await harness.bootmatrix("run", "--resume", "latest")
                #expect(outcome.status == 0, "\(outcome.output)")
                #expect(outcome.errors.contains(line))
                #expect(outcome.output.contains("The kernel moving is of a git tree: moving is \(began.prefix(12))"))
                let stored = try harness.latestRun()
                #expect(stored.facts.commits?[KernelName(unchecked: "moving")]?.commit == began)
                #expect(stored.allOutcomes.count == 3 && Set(stored.allOutcomes.map(\.record.kernelKey)).count == 1)
                try await history.git("branch", "--delete", "--force", "moving")
                // A run of its own would be of another commit, and now of none.
                let gone = try await harness.bootmatrix("run")
                #expect(gone.status == 129 && gone.errors.contains("'moving' is no commit of this repository"))
            }
        }

        private static func project(_ harness: Harness, _ history: KernelHistory) throws -> String {
            let project = harness.root + "/project"
            try Places.copyDefinitions(to: project)
            try kernel(history.path).write(toFile: project + "/kernels/moving.yaml", atomically: true, encoding: .utf8)
            try matrix.write(toFile: project + "/matrix.yaml", atomically: true, encoding: .utf8)
            return project
        }
    }
}

/// `kernel list` and `kernel config`, which boot nothing.
@Suite struct KernelCommandTests {
    private struct Listing: Decodable {
        struct Kernel: Decodable {
            var name: String
            var source: String?
            var problem: String?
        }
        var schema: Int
        var kernels: [Kernel]
    }

    @Test func everyDefinitionIsListedAndAMistakeIsARow() async throws {
        try await Harness.use { harness in
            var harness = harness
            let project = harness.root + "/project"
            try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: Places.root + "/kernels", toPath: project + "/kernels")
            try "version: 1\ntitle: x\n".write(toFile: project + "/kernels/a.yaml", atomically: true, encoding: .utf8)
            harness.project = project
            let outcome = try await harness.bootmatrix("kernel", "list", "--json")
            #expect(outcome.status == 0)
            let listing = try JSONDecoder().decode(Listing.self, from: Data(outcome.output.utf8))
            #expect(listing.schema == 1)
            #expect(Set(listing.kernels.map(\.name)).isSuperset(of: ["a", "stats", "stats-dups"]))
            #expect(listing.kernels.first?.problem?.contains("kernels/a.yaml:1") == true)
            let text = try await harness.bootmatrix("kernel", "list")
            let lines = text.output.split(separator: "\n")
            #expect(lines.first?.hasPrefix("a ") == true && lines.first?.contains(" problem ") == true)
            #expect(lines.contains { $0.hasPrefix("stats-dups ") && $0.contains("[linux-source-6.12") })
        }
    }

    @Test(arguments: [
        (["kernel", "config", "stat"], "did you mean \"stats\"?"),
        (["kernel", "config", "No"], "not a kernel's name"),
        (["kernel", "config", "stats", "--diff", "stats"], "name another kernel"), (["kernel", "config"], "name"),
        (["kernel", "config", "stats", "--diff", "nothing"], "there is no kernel 'nothing'"),
    ])
    func mistakesLeaveWith129(arguments: [String], word: String) async throws {
        try await Harness.use { harness in
            let outcome = try await harness.bootmatrix(arguments)
            #expect(outcome.status == 129 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(word), "\(outcome.errors)")
        }
    }
}
