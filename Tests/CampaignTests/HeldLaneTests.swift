// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import MatrixPlan
import Testing
import Vocabulary

/// The boots of a block whose workload holds.
@Suite struct HeldLaneTests {
    static let kernels = ["a", "b", "c"].map { KernelName(unchecked: $0) }

    /// Holds of 4 s, which is within the slack: a guest may power off at once.
    static func campaign(
        _ ports: FakePorts, _ kernels: [KernelName] = kernels, hold: Duration = .seconds(4),
        silence: Duration = .seconds(600), shutdown: Duration = .seconds(600)
    ) -> Campaign {
        let matrix = Matrix(
            title: "t", image: ImageName(unchecked: "i"), baseline: kernels[0],
            axes: Axes(kernels: kernels, vcpus: [4], workloads: [.coldplug.held]), repeats: 1, criteria: [])
        return Campaign(
            matrix: matrix, plan: Plan(matrix, seed: 1, hostCPUs: 2), ports: ports.ports, runName: "t",
            deadlines: { _, _ in
                Deadlines(silence: silence, total: .seconds(600), drain: .milliseconds(50), shutdown: shutdown)
            },
            hold: { $0.hold.map { _ in hold } })
    }

    static let goodbye = ScriptedGuest.Step.event(
        .console(Array("bootmatrix-init: powering off after a hold of 0 s\n".utf8)))

    /// Each guest idles until the last one was started: one after the other, this would never end.
    @Test func idleGuestsOverlapAndBootsDoNot() async throws {
        let started = Counter()
        let ports = FakePorts { _, _ in
            started.add(1)
            return CampaignTests.sealed() + [
                .until { started.value == Self.kernels.count }, Self.goodbye, .event(.poweredOff), .close,
            ]
        }
        let summary = try await Self.campaign(ports).run()
        let state = ports.state
        #expect(state.stored.map(\.record.exit) == [.sealed, .sealed, .sealed])
        #expect(state.stored.allSatisfy { $0.record.stage == .held && $0.items["stats"] == Array("text".utf8) })
        #expect(state.mostRunning == 3)
        // The places of one guest at a time, the memory of all of them.
        #expect(state.mostCPUs == 4 && state.mostIdle >= 2)
        #expect(state.leases == 0 && state.running == 0 && state.cpus == 0 && summary.leftovers.isEmpty)
        let holding = state.progress.compactMap { event -> CellID? in
            if case .cellHolding(let cell, _, _) = event { cell } else { nil }
        }
        #expect(Set(holding).count == 3)
    }

    @Test func aGuestThatNeverSealsIsOverBeforeTheNextOneBoots() async throws {
        let ports = FakePorts { spec, _ in
            spec.kernel.name == Self.kernels[1]
                ? [.event(.panicked)] : CampaignTests.sealed() + [Self.goodbye, .event(.poweredOff), .close]
        }
        _ = try await Self.campaign(ports).run()
        let exits = Dictionary(uniqueKeysWithValues: ports.state.stored.map { ($0.record.cell, $0.record.exit) })
        #expect(exits["b.4cpu.coldplug-hold.r1"] == .panicked)
        #expect(exits.values.count { $0 == .sealed } == 2)
        #expect(ports.state.mostCPUs == 4)
    }

    @Test func aStuckShutdownIsStoredWithItsEvidence() async throws {
        let ports = FakePorts { _, _ in CampaignTests.sealed() + [Self.goodbye] }
        // A share of the silence is given to the host before it has told anything.
        _ = try await Self.campaign(ports, [Self.kernels[2]], silence: .seconds(60), shutdown: .seconds(1)).run()
        let stuck = try #require(ports.state.stored.first)
        #expect(stuck.record.exit == .shutdownStuck && stuck.record.stage == .held)
        #expect(stuck.record.cell == "c.4cpu.coldplug-hold.r1" && stuck.items["stats"] != nil)
        // Four vCPUs on the scripted host's two CPUs: it is asked about, alone.
        #expect(ports.state.stored.map { $0.record.rerun?.of } == [nil, 1])
        #expect(ports.state.stored.allSatisfy { $0.record.exit == .shutdownStuck })
    }

    @Test func theHostsFailureDuringAHoldIsTriedOnceMore() async throws {
        let ports = FakePorts { spec, boot in
            spec.kernel.name == Self.kernels[0] && boot == 1
                ? CampaignTests.sealed() + [.wait(.milliseconds(20)), .event(.hypervisorGone("killed")), .close]
                : CampaignTests.sealed() + [Self.goodbye, .event(.poweredOff), .close]
        }
        _ = try await Self.campaign(ports).run()
        let attempts = ports.state.stored.filter { $0.record.cell.hasPrefix("a.") }.map(\.record)
        #expect(attempts.sorted { $0.attempt < $1.attempt }.map(\.exit) == [.hypervisorGone("killed"), .sealed])
        #expect(ports.state.leases == 0 && ports.state.cpus == 0)
    }

    @Test func cancellationDuringAHoldTakesEveryGuestDown() async throws {
        let ports = FakePorts { _, _ in CampaignTests.sealed() + [.wait(.seconds(600))] }
        let task = Task { try await Self.campaign(ports, hold: .seconds(500)).run() }
        while ports.state.mostIdle < 3 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        let state = ports.state
        #expect(state.running == 0 && state.leases == 0 && state.cpus == 0 && state.stored.isEmpty)
        #expect(state.guests.count == 3 && state.guests.allSatisfy { $0.timesEnded >= 1 })
    }
}
