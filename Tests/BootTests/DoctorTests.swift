// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Boots {
    /// What this host can do; boots a probe where KVM is there to be tried.
    @Suite(.serialized) struct HostDoctor {
        private func states(_ outcome: Harness.Outcome) throws -> [String: String] {
            let json = try #require(
                JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
            let checks = try #require(json["checks"] as? [[String: String]])
            return Dictionary(checks.map { ($0["name"] ?? "", $0["state"] ?? "") }) { first, _ in first }
        }

        @Test func aHostThatRunsTheseTestsIsFitAndStaysAsItWas() async throws {
            try await Harness.use { harness in
                let outcome = try await harness.bootmatrix("doctor", "--json")
                #expect(outcome.status == 0)
                let states = try states(outcome)
                #expect(!states.values.contains("bad"))
                for name in ["project", "packages", "programs", "libvirt", "libguestfs", "in use"] {
                    #expect(states[name] == "ok", "\(name)")
                }
                #expect(states["accelerator"] != nil)
                // Neither the runtime directory nor the leases were made.
                let made = try FileManager.default.contentsOfDirectory(atPath: harness.root)
                #expect(made.allSatisfy { $0.hasPrefix("invocation-") }, "\(made)")
            }
        }

        @Test func whatIsInTheWayIsSaidWithItsRemedy() async throws {
            try await Harness.use { harness in
                var harness = harness
                harness.extra["BOOTMATRIX_RUNTIME"] = harness.root + "/" + String(repeating: "long", count: 12)
                let outcome = try await harness.bootmatrix("doctor")
                #expect(outcome.status == 125)
                #expect(outcome.output.contains("bad  runtime"))
                #expect(outcome.output.contains("try: set BOOTMATRIX_RUNTIME"))
                #expect(outcome.output.contains("MISS the main job cannot run: runtime"))
            }
        }
    }
}
