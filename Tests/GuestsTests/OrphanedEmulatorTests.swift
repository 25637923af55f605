// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Guests

struct OrphanedEmulatorTests {
    private static let uuid = "6f1c1b9e-2f0e-4c1e-9c2e-0d5f1e7a9b3c"
    private static let arguments = [
        "/usr/bin/qemu-system-x86_64", "-name", "guest=bootmatrix-r1-stats.1cpu.coldplug.r1,debug-threads=on", "-uuid",
        uuid,
    ]

    @Test func onlyTheDomainItselfIsMeant() {
        func isMeant(_ domain: String, _ uuid: String = Self.uuid) -> Bool {
            OrphanedEmulator.isEmulator(Self.arguments, of: domain, uuid: uuid)
        }
        #expect(isMeant("bootmatrix-r1-stats.1cpu.coldplug.r1"))
        #expect(!isMeant("bootmatrix-r1-stats.1cpu.coldplug.r"))
        #expect(!isMeant("bootmatrix-r1-stats.1cpu.coldplug.r11"))
        #expect(!isMeant("bootmatrix-r1-stats.1cpu.coldplug.r1", "6f1c1b9e-2f0e-4c1e-9c2e-0d5f1e7a9b3d"))
    }

    @Test func nobodyIsEndedWhereNoneIsMeant() {
        #expect(!OrphanedEmulator.kill(domain: "bootmatrix-no-such-domain", uuid: Self.uuid))
    }
}
