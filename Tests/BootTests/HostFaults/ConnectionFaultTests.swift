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
    /// A daemon that is killed takes the connection with it, and leaves its QEMUs running.
    @Test func aLostConnectionIsTheHostsFaultAndLeavesNoGuest() async throws {
        try await Harness.use { harness in
            let user = try harness.as(.nobody)
            try "stdio_handler = \"file\"\n".write(
                toFile: user.root + "/c/libvirt/qemu.conf", atomically: true, encoding: .utf8)
            let daemon = try user.startDaemon()
            let arguments = Self.one + ["--connect", "qemu:///session"]
            let run = try user.start(arguments)
            let guest = try await user.workingGuest(of: run)
            daemon.signal(SIGKILL)
            _ = await daemon.finish()
            #expect(guest != nil)
            let outcome = await run.finish()
            #expect(outcome.status == 125, "\(outcome.output)")
            let attempts = try user.onlyCell().outcomes.map(\.record)
            #expect(attempts.allSatisfy { $0.exit.blame == .host }, "\(attempts.map(\.exit))")
            guard case .connectionLost = attempts.first?.exit else {
                Issue.record("the first attempt ended with \(String(describing: attempts.first?.exit))")
                return
            }
            #expect(!outcome.output.contains("FAIL"))
            #expect(user.leftovers() == [])

            let again = try user.startDaemon()
            let resumed = try await user.bootmatrix("run", "--resume", "latest", "--connect", "qemu:///session")
            again.signal(SIGKILL)
            _ = await again.finish()
            #expect(resumed.status == 0, "\(resumed.output)")
            #expect(user.leftovers() == [])
        }
    }
}
