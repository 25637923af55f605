// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing
import Vocabulary

struct GuestTests {
    private func bytes(_ item: String) -> [UInt8] { [UInt8](CapturedBoot.items[item] ?? "") }

    @Test func modulesAreRead() throws {
        let modules = LoadedModules(
            [UInt8](
                """
                kvm_amd 98304 0 - Live 0xffffffffa051f000
                kvm 872448 1 kvm_amd,[permanent], Loading 0x0000000000000000
                evil 4096 - - Unloading 0x0000000000000000 (OE)

                """))
        #expect(modules.problem == nil)
        // The two others are loading and unloading.
        #expect(modules.names == ["kvm_amd"])
        let kvm = try #require(modules.modules.dropFirst().first)
        #expect(kvm.size == ByteCount(872_448))
        #expect(kvm.references == 1)
        #expect(kvm.users == ["kvm_amd", "[permanent]"])
        #expect(kvm.state == .loading)
        let evil = try #require(modules.modules.last)
        #expect(evil.references == nil)
        #expect(evil.users.isEmpty)
        #expect(evil.taints == "OE")
    }

    @Test(arguments: ["kvm", "kvm big 0 - Live 0x0", "kvm 1 0 - Sleeping 0x0", "kvm 1 many - Live 0x0"])
    func strangeModulesAreAProblem(_ line: String) {
        let modules = LoadedModules([UInt8](line + "\n"))
        #expect(modules.modules.isEmpty)
        #expect(modules.problem != nil)
    }

    @Test func cpusThatUdevHandledAreCountedOnce() throws {
        let uevents = Uevents(bytes("uevents"), lost: bytes("uevents-lost"))
        #expect(uevents.problem == nil)
        #expect(uevents.cpus(.kernel) == 2)
        #expect(uevents.cpus(.udev) == 1)
        #expect(uevents.isWhole(.udev))
        #expect(uevents.events.last?.devpath == "/devices/virtual/mdio_bus/Fixed MDIO bus.0")
        #expect(uevents.events.last?.hasModalias == false)
    }

    @Test func cpusAreCountedBetweenMoments() {
        let lines = [(5, 0), (10, 0), (12, 1), (19, 1), (20, 1)].map { time, cpu in
            "U \(time) 1 add cpu /devices/system/cpu/cpu\(cpu) 1\n"
        }
        let uevents = Uevents([UInt8](lines.joined().utf8), lost: nil)
        let starts: [Duration] = [.nanoseconds(10), .nanoseconds(20), .nanoseconds(30)]
        #expect(uevents.cpus(.udev, from: starts) == [2, 1, 0])
        #expect(uevents.cpus(.kernel, from: starts) == [0, 0, 0])
    }

    @Test func lostUeventsAreNotWhole() {
        #expect(!Uevents([], lost: [UInt8]("kernel=0 udev=2\n")).isWhole(.udev))
        #expect(Uevents([], lost: [UInt8]("kernel=0 udev=2\n")).isWhole(.kernel))
        #expect(!Uevents([], lost: nil).isWhole(.kernel))
        #expect(Uevents([], lost: [UInt8]("none")).lost == nil)
        #expect(Uevents([UInt8]("X 1 2 add cpu /a 1\n"), lost: nil).problem != nil)
    }

    @Test func theWorkloadsEndIsRead() {
        let report = WorkloadReport(bytes("workload"))
        #expect(report.name == "coldplug")
        #expect(report.exits == ["trigger": 0, "settle": 1])
        #expect(report.values["udevd.exit"] == "running")
        #expect(report.settled == .seconds(5.501))
        #expect(WorkloadReport([UInt8]("settle.seconds=nan\n")).settled == nil)
        #expect(WorkloadReport([UInt8]("what\n")).problem != nil)
    }

    @Test func theImageNamesItself() {
        #expect(ImageInfo(bytes("image"))?.kmod == "30+20221128-1")
        #expect(ImageInfo([UInt8]("udev=1\nkmod=2\n")) == nil)
    }

    @Test func whatAnInitramfsDidIsRead() throws {
        let text = "started=1656106228\nended=1810035417\nvirtio.ko 0 1676565643 1683572508\nkvm.ko 95 1 2\n"
        let report = try #require(InitramfsReport([UInt8](text)))
        #expect(report.problem == nil && report.ended - report.started == 153_929_189)
        #expect(report.loads.map(\.file) == ["virtio.ko", "kvm.ko"] && report.loads.map(\.error) == [0, 95])
        #expect(InitramfsReport([UInt8](text + "kvm.ko -1 1 2\n"))?.problem != nil)
        for text in ["", "started=1\n", "started=2\nended=1\n", "started=-1\nended=1\n"] {
            #expect(InitramfsReport([UInt8](text)) == nil)
        }
    }
}
