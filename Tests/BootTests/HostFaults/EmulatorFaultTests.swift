// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Glibc
import MatrixPlan
import RunStore
import Testing
import Vocabulary

extension Boots.HostFaults {
    @Test func aKilledEmulatorIsTheHostsFaultAndItsCellIsTriedAgain() async throws {
        try await Harness.use { harness in
            let run = try harness.start(Self.one)
            let guest = try #require(try await harness.workingGuest(of: run))
            kill(guest, SIGKILL)
            let outcome = await run.finish()
            let attempts = try harness.onlyCell().outcomes.map(\.record)
            #expect(attempts.map(\.attempt) == [1, 2])
            guard case .hypervisorGone = attempts.first?.exit else {
                Issue.record("the first attempt ended with \(String(describing: attempts.first?.exit))")
                return
            }
            #expect(attempts[0].exit.blame == .host)
            #expect(attempts[0].stage < .sealed)
            #expect(attempts[1].exit == .sealed)
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(outcome.errors.contains("once more"))
            // The retry hides nothing.
            #expect(outcome.output.contains("was retried"))
        }
    }

    /// The host's fault twice is no verdict on the kernel, and a resumed run tries again.
    @Test func anEmulatorThatIsKilledEachTimeIsNoVerdict() async throws {
        try await Harness.use { harness in
            let run = try harness.start(Self.one)
            var met: Set<pid_t> = []
            while let guest = try await harness.workingGuest(of: run, others: met) {
                met.insert(guest)
                kill(guest, SIGKILL)
            }
            let outcome = await run.finish()
            #expect(outcome.status == 125)
            #expect(met.count == 2)
            #expect(outcome.output.contains("MISS"))
            #expect(!outcome.output.contains("FAIL"))
            #expect(try harness.onlyCell().outcomes.allSatisfy { $0.record.exit.blame == .host })
            #expect(try harness.onlyCell().outcomes.count == 2)
            #expect(harness.leftovers() == [])

            let resumed = try await harness.bootmatrix("run", "--resume", "latest")
            #expect(resumed.status == 0, "\(resumed.output)")
            #expect(try harness.onlyCell().outcomes.map(\.record.attempt) == [1, 2, 3])
        }
    }

    @Test func aStoppedEmulatorIsTheHostsFault() async throws {
        try await Harness.use { harness in
            var harness = harness
            harness.extra["BOOTMATRIX_TEST_SILENCE"] = "20"
            let run = try harness.start(Self.one)
            let guest = try #require(try await harness.workingGuest(of: run))
            kill(guest, SIGSTOP)
            let outcome = await run.finish()
            let attempts = try harness.onlyCell().outcomes.map(\.record)
            #expect(attempts.map(\.exit.blame) == [.host, nil], "\(attempts.map(\.exit))")
            #expect(attempts.first.map { "\($0.exit)" }?.contains("hypervisorStopped") == true)
            #expect(outcome.status == 0, "\(outcome.output)")
        }
    }
}
