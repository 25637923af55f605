// SPDX-License-Identifier: Apache-2.0

import Campaign
import Testing
import Vocabulary

@testable import Guests

@Suite("A guest's output")
struct GuestOutputTests {
    private func output(
        console: Int = 1000, evidence: Int = 1000, lastWords: String? = nil
    ) -> GuestOutput {
        GuestOutput(
            limits: GuestLimits(console: .bytes(console), evidence: .bytes(evidence)), sources: [.console, .evidence],
            lastWords: { lastWords })
    }

    private func all(_ output: GuestOutput) async -> [GuestEvent] {
        var events: [GuestEvent] = []
        for await event in output.events { events.append(event) }
        return events
    }

    @Test("tells the end only after the last byte")
    func order() async {
        let output = output()
        output.occurred(.shutdownAnnounced(.guestReset))
        output.occurred(.lifecycle(event: 5, detail: 0))
        #expect(output.received(.bytes([1, 2]), from: .console))
        #expect(!output.received(.ended(nil), from: .console))
        #expect(output.received(.bytes([3]), from: .evidence))
        #expect(!output.received(.ended(nil), from: .evidence))
        #expect(await all(output) == [.console([1, 2]), .evidence([3]), .rebooted])
    }

    @Test("stops a stream at its bound, to the byte, and goes on with the other")
    func bound() async {
        let output = output(console: 3)
        #expect(output.received(.bytes([1, 2, 3]), from: .console))
        #expect(!output.received(.bytes([4]), from: .console))
        #expect(output.received(.bytes([5]), from: .evidence))
        output.finish()
        #expect(await all(output) == [.console([1, 2, 3]), .overSize("console"), .evidence([5])])
    }

    @Test("cuts the read that crosses the bound")
    func crossing() async {
        let output = output(evidence: 2)
        #expect(!output.received(.bytes([1, 2, 3]), from: .evidence))
        output.finish()
        #expect(await all(output) == [.evidence([1, 2]), .overSize("evidence")])
    }

    @Test("tells a panic at once and once, and lets the console drain")
    func panic() async {
        let output = output()
        output.occurred(.lifecycle(event: 8, detail: 0))
        output.occurred(.lifecycle(event: 8, detail: 0))
        #expect(output.received(.bytes([9]), from: .console))
        output.occurred(.lifecycle(event: 5, detail: 1))
        #expect(!output.received(.ended(nil), from: .console))
        #expect(!output.received(.ended(nil), from: .evidence))
        #expect(await all(output) == [.panicked, .console([9])])
    }

    @Test("quotes QEMU where QEMU went away")
    func lastWords() async {
        let output = output(lastWords: "kvm run failed")
        #expect(!output.received(.ended(nil), from: .console))
        #expect(!output.received(.ended(nil), from: .evidence))
        output.occurred(.lifecycle(event: 5, detail: 5))
        #expect(await all(output) == [.hypervisorGone("QEMU ended without notice: kvm run failed")])
    }

    @Test("is silent after the end was asked for")
    func finished() async {
        let output = output()
        output.finish()
        #expect(!output.received(.bytes([1]), from: .console))
        output.occurred(.lifecycle(event: 5, detail: 0))
        #expect(await all(output).isEmpty)
    }

    @Test("can be heard again when its first consumer is gone")
    func again() async throws {
        let output = output()
        let first = Task {
            for await _ in output.events {}
        }
        first.cancel()
        await first.value
        #expect(output.received(.bytes([1]), from: .console))
        let stream = try #require(output.listen())
        #expect(output.received(.bytes([2]), from: .console))
        output.occurred(.lifecycle(event: 8, detail: 0))
        output.finish()
        var events: [GuestEvent] = []
        for await event in stream { events.append(event) }
        #expect(events == [.console([2]), .panicked])
        #expect(output.listen() == nil, "nothing more will be told")
    }
}
