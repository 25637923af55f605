// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import RunStore
import Testing
import Verdicts

extension Boots {
    /// The main job by a user without rights, whom nobody prepared anything for but the kernels: the image is made from
    /// nothing, the run is interrupted and goes on, and no trace of the user is left elsewhere.
    @Suite(.serialized) struct OrdinaryUsers {
        static let kernels = ["stats", "no-dup-checks"]
        private static let selection = [
            "--filter", "kernel=stats,no-dup-checks", "--filter", "vcpus=1,4", "--filter", "workload=coldplug",
        ]

        @Test func theMainJobNeedsNoRights() async throws {
            try await Harness.use { harness in
                // The cache must hold the kernels, which take ten minutes.
                _ = try await harness.bootmatrix(
                    ["run", "--repeat", "1"] + ["--filter", "vcpus=1"] + Self.selection[..<2])
                let person = OrdinaryUser.stranger()
                let before = person.belongings()
                var user = try harness.as(person, leavingOut: ["images", "libvirt", "accelerator.json"])
                try await isInterrupted(user)
                // Neither does it need a home.
                user.extra["HOME"] = "/nonexistent"
                let outcome = try await user.bootmatrix("run", "--resume", "latest")
                let run = try user.latestRun()
                try check(run)
                try verdicts(user, outcome)
                let report = try await user.bootmatrix("report", "latest")
                #expect(report.output == outcome.output && report.status == outcome.status)
                #expect(user.leftovers() == [])
                #expect(person.belongings().subtracting(before) == [])
            }
        }

        private func isInterrupted(_ user: Harness) async throws {
            let run = try user.start(["run", "--repeat", "1", "--seed", "3"] + Self.selection)
            #expect(try await run.waits(for: "[1/4]"))
            run.signal(SIGINT)
            let outcome = await run.finish()
            #expect(outcome.status == 130, "\(outcome.errors)")
            #expect(outcome.errors.contains(": made in "), "the image was not made by this user: \(outcome.errors)")
            #expect(user.leftovers() == [])
        }

        private func check(_ run: StoredRun) throws {
            #expect(run.allOutcomes.count == 4)
            #expect(run.problems.isEmpty)
            for outcome in run.allOutcomes {
                #expect(outcome.record.exit == .sealed, "\(outcome.record.cell)")
                #expect(outcome.record.machine.connection == "qemu:///embed")
                #expect(outcome.reading.problems == [], "\(outcome.record.cell)")
            }
            let failed = try #require(try run.outcome("no-dup-checks", 4).evidence.statistics?.failed)
            #expect(failed >= 10)
        }

        /// Four boots prove every absolute claim and the effect; the pooled ones say that four are too few.
        private func verdicts(_ user: Harness, _ outcome: Harness.Outcome) throws {
            let saved = try StateDirectory(path: user.root + "/state").resolve("latest").savedResult()
            let result = try JSONSerialization.jsonObject(with: Data(try #require(saved))) as? [String: Any]
            let criteria = try #require(result?["criteria"] as? [[String: Any]])
            #expect(criteria.count { $0["status"] as? String == "PASS" } >= 5, "\(outcome.output)")
            // The storm was left out.
            let undecided = criteria.filter { !["PASS", "SKIP"].contains($0["status"] as? String) }
            #expect(undecided.allSatisfy { $0["status"] as? String == "INCONCLUSIVE" }, "\(outcome.output)")
            #expect(outcome.status == 125)
        }
    }
}
