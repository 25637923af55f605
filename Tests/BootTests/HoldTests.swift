// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import KernelLog
import MatrixPlan
import Testing
import Verdicts

extension Boots {
    /// Guests that stay up for 70 s after their evidence is sealed and then power off. All in one test and side by
    /// side: each would cost those 70 s again.
    @Suite(.serialized) struct Holds {
        @Test func whatComesLateIsSeen() async throws {
            try await Harness.use { harness in
                try project(in: harness.root)
                // Runs of their own that share the host, as three users of one machine would.
                let runs = try ["w", "s", "k"].map { try own(harness, $0) }
                async let warned: Void = lateWarning(runs[0])
                async let stuck: Void = stuckShutdown(runs[1])
                async let killed: Void = killedWhileItHolds(runs[2])
                _ = try await (warned, stuck, killed)
                for run in runs { #expect(run.leftovers() == []) }
            }
        }

        @Test func repeatLeavesCoordinatesWithTheirOwnAlone() async throws {
            try await Harness.use { harness in
                try project(in: harness.root)
                let run = try own(harness, "p")
                let words = ["plan", "--matrix", "both.yaml", "--repeat", "2", "--json"]
                let plan = try await run.bootmatrix(words)
                let cells = try JSONDecoder().decode(Plan.self, from: Data(plan.output.utf8)).cells
                let workloads = cells.map(\.coordinates.workload.rawValue).sorted()
                #expect(workloads == ["coldplug", "coldplug", "coldplug-hold"])
                let vain = try await run.bootmatrix(words + ["--filter", "workload=coldplug-hold"])
                #expect(vain.status == 129 && vain.errors.contains("--repeat changes nothing here"))
            }
        }

        /// A sound kernel passes beside one that warns when its boot is long over.
        private func lateWarning(_ harness: Harness) async throws {
            let outcome = try await harness.bootmatrix("run", "--matrix", "warn.yaml", "--json")
            #expect(outcome.status == 1)
            let cells = try harness.latestRun().allOutcomes
            let sound = try #require(cells.first { $0.record.cell == "stats.1cpu.coldplug-hold.r1" })
            let late = try #require(cells.first { $0.record.cell == "late-trouble.1cpu.coldplug-hold.r1" })
            for cell in [sound, late] {
                #expect(cell.record.exit == .sealed && cell.record.stage == .held)
                #expect(cell.record.cmdline.contains("bootmatrix.hold=70"))
                #expect(String(decoding: cell.console, as: UTF8.self).contains("powering off after a hold of 70 s"))
                #expect(cell.reading.problems.isEmpty && cell.reading.isTrusted)
            }
            #expect(sound.reading.findings.isEmpty)
            #expect(late.reading.findings.map(\.kind) == [.warning])
            #expect(late.reading.findings.first?.title.contains("late_trouble_warn") == true)
            // The evidence was sealed before it happened; only the console knows.
            let sealed = try #require(late.evidence.messages).log
            #expect(!String(decoding: sealed, as: UTF8.self).contains("late_trouble_warn"))
            #expect(try places(outcome) == ["stats": "PASS", "late-trouble": "FAIL warning"])
        }

        private func stuckShutdown(_ harness: Harness) async throws {
            let outcome = try await harness.bootmatrix("run", "--matrix", "stuck.yaml", "--json")
            #expect(outcome.status == 1)
            let cell = try #require(try harness.latestRun().allOutcomes.first)
            #expect(cell.record.exit == .shutdownStuck && cell.record.stage == .held)
            #expect(cell.items["stats"] != nil)
            #expect(try places(outcome) == ["late-trouble": "FAIL shutdown-stuck"])
        }

        /// Killed, then interrupted, each time while its guest holds: nothing is left, and nothing half-done is stored.
        private func killedWhileItHolds(_ harness: Harness) async throws {
            let first = try harness.start(["run", "--matrix", "sound.yaml"])
            #expect(try await first.waits(for: "sealed, holds for 1 min 10 s"))
            first.signal(SIGKILL)
            #expect(await first.finish().status == -SIGKILL)
            let orphans = harness.emulators()
            #expect(orphans.count == 1, "the guest outlives its harness, or this test shows nothing")
            let second = try harness.start(["run", "--resume", "latest"])
            #expect(try await second.waits(for: "sealed, holds for 1 min 10 s"))
            #expect(harness.emulators().count == 1 && harness.emulators() != orphans)
            second.signal(SIGINT)
            #expect(await second.finish().status == 130)
            #expect(harness.leftovers() == [])
            #expect(try harness.latestRun().allOutcomes.isEmpty)
        }

        /// Status and word of each kernel's only place.
        private func places(_ outcome: Harness.Outcome) throws -> [String: String] {
            let result = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            let places = try #require(result?["places"] as? [[String: Any]])
            return Dictionary(
                uniqueKeysWithValues: places.map { place in
                    let words = [place["status"], place["word"]].compactMap { $0 as? String }
                    return (place["kernel"] as? String ?? "", words.joined(separator: " "))
                })
        }

        private func own(_ harness: Harness, _ name: String) throws -> Harness {
            var own = Harness(root: harness.root + "/" + name)
            own.project = harness.root + "/project"
            own.extra["BOOTMATRIX_LEASES"] = harness.root + "/leases"
            try FileManager.default.createDirectory(atPath: own.root, withIntermediateDirectories: true)
            return own
        }

        /// The project's own definitions, the broken kernel, and a matrix for each run.
        private func project(in root: String) throws {
            let files = FileManager.default
            let project = root + "/project"
            try Places.copyDefinitions(to: project)
            for name in ["late-trouble.yaml", "patches/late-trouble.patch"] {
                try files.copyItem(
                    atPath: "\(Places.root)/Tests/Fixtures/kernels/\(name)", toPath: "\(project)/kernels/\(name)")
            }
            for (name, kernels, trouble) in [
                ("warn", "[stats, late-trouble]", "warn"), ("stuck", "[late-trouble]", "stuck"),
                ("sound", "[stats]", "none"),
            ] {
                let matrix = """
                    version: 1
                    title: What comes late
                    image: debian-udev
                    baseline: \(name == "stuck" ? "late-trouble" : "stats")
                    axes: {kernel: \(kernels), vcpus: [1], workload: [coldplug-hold]}
                    memory: 2 GiB
                    cmdline: late_trouble=\(trouble)
                    repeat: 1
                    criteria: [{name: boots clean, kind: clean-boot}]

                    """
                try matrix.write(toFile: "\(project)/\(name).yaml", atomically: true, encoding: .utf8)
            }
            let both = """
                version: 1
                title: A workload, and its hold once
                image: debian-udev
                baseline: stats
                axes: {kernel: stats, vcpus: 1}
                repeat: 3
                include: [{kernel: stats, vcpus: 1, workload: coldplug-hold, repeat: 1}]
                criteria: [{name: boots clean, kind: clean-boot}]

                """
            try both.write(toFile: "\(project)/both.yaml", atomically: true, encoding: .utf8)
        }
    }
}
