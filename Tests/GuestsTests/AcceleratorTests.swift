// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Glibc
import Testing

@testable import Guests

@Suite("The accelerator probe")
struct AcceleratorTests {
    private func verdict(_ events: GuestEvent...) -> ProbeVerdict {
        var verdict = ProbeVerdict()
        for event in events { verdict.read(event) }
        return verdict
    }

    @Test("passes a guest that booted as far as it can without a disk, also when the line comes in two reads")
    func passes() {
        let line = Array("[    0.9] Kernel panic - not syncing: VFS: Unable to mount root fs on".utf8)
        for cut in 0...line.count {
            let read = verdict(.console(Array(line[..<cut])), .console(Array(line[cut...])))
            #expect(read.passed && read.obstacle == nil)
        }
        #expect(verdict(.panicked).passed)
    }

    @Test("stays open while the guest only talks")
    func open() {
        #expect(!verdict(.console(Array("Linux version 6.12\n".utf8)), .console([])).isDecided)
    }

    @Test("takes every other end for an obstacle, and the first for the reason")
    func obstacles() {
        #expect(verdict(.hypervisorGone("a"), .poweredOff).obstacle == "a")
        #expect(verdict(.rebooted).obstacle != nil)
        #expect(verdict(.overSize("console")).obstacle != nil)
    }

    @Test("tells a silent guest from a slow one")
    func expiry() {
        var silent = verdict()
        silent.expire(after: .seconds(20))
        #expect(silent.obstacle == "a guest ran for 20 s without printing a line")
        var slow = verdict(.console([0x61]))
        slow.expire(after: .seconds(20))
        #expect(slow.obstacle == "a guest did not boot within 20 s")
    }

    @Test("says what is wrong with the device, with the remedy")
    func device() {
        let missing = KVMDevice.obstacle(path: "/tmp/bmt-no-such-device")
        #expect(missing?.accelerator == .tcg)
        #expect(missing?.remedy?.contains("modprobe") == true)
        #expect(KVMDevice.obstacle(errno: EACCES, path: "/dev/kvm").remedy?.contains("usermod") == true)
        #expect(KVMDevice.obstacle(errno: EIO, path: "/dev/kvm").reason == "/dev/kvm does not open: Input/output error")
        #expect(KVMDevice.obstacle(path: "/dev/null") == nil)
    }

    @Test("keeps its answer for this host only")
    func cache() throws {
        let scratch = try ScratchDirectory()
        let cache = ProbeCache(path: scratch.path + "/deep/probe.json")
        let key = ProbeCache.Key(
            connection: "qemu:///embed", bootID: "b", cpuModel: "c", libvirt: "9.0.0", qemu: "7.2.0",
            machineType: "pc-q35-7.2", device: "d", vcpus: 4)
        let finding = AcceleratorFinding(accelerator: .tcg, reason: "r", remedy: "m")
        #expect(cache.finding(for: key) == nil)
        cache.keep(finding, for: key)
        #expect(cache.finding(for: key) == finding)
        var rebooted = key
        rebooted.bootID = "another"
        #expect(cache.finding(for: rebooted) == nil)
        try Data("{".utf8).write(to: URL(fileURLWithPath: cache.path))
        #expect(cache.finding(for: key) == nil)
    }
}
