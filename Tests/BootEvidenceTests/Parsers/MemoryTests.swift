// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing
import Vocabulary

struct MemoryTests {
    private func bytes(_ item: String) -> [UInt8] { [UInt8](CapturedBoot.items[item] ?? "") }

    @Test func meminfoIsRead() {
        let info = MemoryInfo(bytes("meminfo"))
        #expect(info.problem == nil)
        #expect(info.total == .kibibytes(4_020_508))
        #expect(info.available == .kibibytes(3_969_388))
        #expect(info.vmallocUsed == nil)
        #expect(info.counts == ["HugePages_Total": 0])
    }

    @Test func meminfoOfNonsenseIsAProblem() {
        for line in ["MemTotal 5 kB", ":5 kB", "MemTotal: x kB", "MemTotal: 5 MB", "MemTotal: 99999999999999999 kB"] {
            #expect(MemoryInfo([UInt8](line + "\n")).problem != nil, "\(line)")
        }
    }

    @Test func vmallocIsToldByWhoAskedForIt() {
        let info = VmallocInfo(bytes("vmallocinfo"))
        #expect(info.problem == nil)
        #expect(info.total == ByteCount(8192 + 2 * 12288 + 208_896))
        #expect(info.modules == ByteCount(2 * 12288))
        #expect(info.moduleAreas == 2)
        #expect(info.callers.map(\.name) == ["unpurged vm_area", "load_module", "acpi_os_map_iomem"])
        #expect(VmallocInfo([UInt8]("0x1-0x2 many load_module+0x1\n")).problem != nil)
    }

    @Test func peaksAreFoundWithTheirMoment() {
        let samples = MemorySamples(bytes("memory-samples"))
        #expect(samples.problem == nil)
        #expect(samples.samples.count == 3)
        #expect(samples.lowestAvailable?.available == .kibibytes(3_961_900))
        #expect(samples.lowestAvailable?.time == .nanoseconds(2_448_559_870))
        #expect(samples.lowestAvailable?.stage == .workload)
        #expect(samples.highestVmalloc?.vmallocUsed == .kibibytes(4096))
        #expect(MemorySamples([]).lowestAvailable == nil)
        #expect(MemorySamples([UInt8]("1 udev 1 2 3\n")).problem != nil)
        #expect(MemorySamples([UInt8]("1 lunch 1 2 3 4\n")).samples.first?.stage == nil)
    }

    @Test(arguments: [("0", 1), ("0-3", 4), ("0-3,5", 5), ("0,2,4-7\n", 6), ("", 0)])
    func cpusAreCounted(_ text: String, _ count: Int) {
        #expect(CPUList(text)?.count == count)
    }

    @Test(arguments: ["-", "3-1", "0-", "a", "0,,1", "0-3,2", "5,4", "0-4294967295", "1-2-3", "99999999999999999999"])
    func whatSysfsWouldNotPrintIsNoList(_ text: String) {
        #expect(CPUList(text) == nil)
    }
}
