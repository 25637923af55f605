// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Testing
import Vocabulary

/// Deadlines follow the accelerator, the vCPUs, the kernel and the host.
@Suite struct DeadlineTests {
    @Test func everyDeadlineGrowsWithTheVCPUsAndTheTranslator() {
        func fields(_ deadlines: Deadlines) -> [Duration] {
            [deadlines.silence, deadlines.boot, deadlines.total, deadlines.shutdown]
        }
        for (less, more) in [
            (Deadlines.standard(.kvm, vcpus: 4), Deadlines.standard(.tcg, vcpus: 4)),
            (.standard(.tcg, vcpus: 4), .standard(.tcg, vcpus: 5)),
            (.standard(.kvm, vcpus: 4), .standard(.kvm, vcpus: 8)),
        ] {
            for (low, high) in zip(fields(less), fields(more)) { #expect(low < high) }
        }
    }

    /// `udevadm settle` may take 120 s, and a detector 24 s to speak.
    @Test func noDeadlineIsShorterThanWhatItWaitsFor() {
        let shortest = Deadlines.standard(.kvm, vcpus: 1)
        #expect(shortest.silence > .seconds(120) && shortest.boot > .seconds(30))
        #expect(shortest.heartbeat > .seconds(35) && shortest.heartbeat < shortest.silence)
    }

    @Test func aSlowHostHasMoreTimeForEverything() {
        let standard = Deadlines.standard(.tcg, vcpus: 4)
        let slow = standard.multiplied(by: 2.5)
        #expect(slow.silence == standard.silence * 2.5 && slow.boot == standard.boot * 2.5)
        #expect(slow.total == standard.total * 2.5 && slow.shutdown == standard.shutdown * 2.5)
        #expect(slow.heartbeat == standard.heartbeat * 2.5)
        #expect(standard.multiplied(by: 1.0) == standard)
    }

    /// The pace of a machine reaches the guests' supervision: what is a hang elsewhere is none yet here.
    @Test func theHostsPaceStretchesADeadline() async throws {
        var slow = MachineRecord.scripted
        slow.pace = 2_000
        for (machine, wait, exit) in [
            (MachineRecord.scripted, Duration.seconds(600), ExitCause.hung(.noOutput, stage: .firmware)),
            (slow, .milliseconds(900), .sealed),
        ] {
            let ports = FakePorts(machine: machine) { _, _ in [.wait(wait)] + CampaignTests.sealed() }
            _ = try await CampaignTests.campaign(ports, RerunTests.matrix(vcpus: 1)) { _ in .milliseconds(300) }.run()
            #expect(RerunTests.records(ports).map(\.exit) == [exit])
            #expect(RerunTests.records(ports).first?.machine.pace == machine.pace)
        }
    }

    /// libvirt may take longer to start a guest than the guest may be silent. On a crowded host the guest's script may be
    /// late by the same 3 s, which is its silence; that its start were counted would fail every time.
    @Test func theTimeThatAStartTakesIsNoSilenceOfTheGuest() async throws {
        var sealed: BootRecord?
        for _ in 1...10 where sealed == nil {
            let ports = FakePorts(startTakes: .seconds(4)) { _, _ in
                [.wait(.milliseconds(300))] + CampaignTests.sealed()
            }
            _ = try await CampaignTests.campaign(ports, RerunTests.matrix(vcpus: 1)) { _ in .seconds(3) }.run()
            sealed = RerunTests.records(ports).first { $0.exit == .sealed }
        }
        let record = try #require(sealed)
        // What the figures say of it counts from the wish for a guest.
        let hello = try #require(record.reached[.`init`])
        #expect(hello >= 4_000_000_000)

        var supervisor = Supervisor(deadlines: SupervisorTests.deadlines, started: .seconds(25))
        supervisor.take(.tick, at: .seconds(54.9))
        #expect(supervisor.cause == nil)
        supervisor.take(.tick, at: .seconds(55))
        #expect(supervisor.cause == .hung(.noOutput, stage: .firmware))
        var late = Supervisor(deadlines: SupervisorTests.deadlines, started: .seconds(85))
        late.take(.tick, at: .seconds(100))
        #expect(late.cause == .hung(.livelock, stage: .firmware), "the whole time counts from the creation")
    }
}
