// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Testing

struct EvidenceTests {
    private func items() -> EvidenceItems {
        var items = EvidenceItems(texts: CapturedBoot.items)
        let note =
            StreamBuilder.little(UInt32(4)) + StreamBuilder.little(UInt32(20)) + StreamBuilder.little(UInt32(3))
            + [UInt8]("GNU\0") + Array(repeating: 7, count: 20)
        items.items["buildid/kernel"] = .init(bytes: note)
        items.items["buildid/module/kvm"] = .init(bytes: note)
        items.items["buildid/module/kvm_amd"] = .init(bytes: note)
        return items
    }

    @Test func aWholeBootIsReadable() {
        let evidence = Evidence(items())
        #expect(evidence.unreadable.isEmpty)
        #expect(evidence.statistics?.failed == 6)
        #expect(evidence.messages?.records.count == 2)
        #expect(evidence.modules?.names == ["kvm", "kvm_amd"])
        #expect(evidence.cpus?.online?.count == 4)
        #expect(evidence.cmdline == "root=/dev/vda ro quiet")
        #expect(evidence.identity.release == "6.12.117")
        #expect(evidence.trace?.attempts == 3)
        #expect(evidence.uevents?.cpus(.udev) == 1)
        #expect(evidence.duplicateRequests?.total == 0)
    }

    @Test func everyRequiredItemIsMissedWhenItIsAbsent() {
        for name in Evidence.required {
            var items = items()
            items.items[name] = nil
            #expect(Evidence(items).unreadable.contains("\(name): absent"))
        }
        #expect(Evidence(EvidenceItems()).unreadable.count == Evidence.required.count)
    }

    @Test func whatIsCutUnreadableOrStrangeIsSaid() {
        var items = items()
        items.items["kmsg"]?.isCut = true
        items.items["trace"] = .init(bytes: [], failure: 5)
        items.items["meminfo"] = .init(bytes: [UInt8]("MemTotal: lots\n"))
        items.items["image"] = .init(bytes: [], failure: 2)
        #expect(
            Evidence(items).unreadable == [
                "image: the guest does not have it", "kmsg: cut after 90 B",
                "meminfo: a line makes no sense: 'MemTotal: lots'", "trace: the guest could not read it, errno 5",
            ])
    }

    @Test func aKernelWithoutStatisticsIsNoFault() {
        var items = items()
        for name in items.items.keys where name.hasPrefix("counters/") { items.items[name] = nil }
        items.items["stats"] = .init(bytes: [], failure: 2)
        #expect(Evidence(items).statistics == nil)
        #expect(Evidence(items).unreadable.isEmpty)
    }

    @Test func textOfAGuestCannotForgeALine() {
        var items = items()
        items.items["modules"] = .init(bytes: [UInt8]("evil\u{1B}[2J\rok: all fine\n"))
        #expect(Evidence(items).unreadable.allSatisfy { !$0.contains("\u{1B}") && !$0.contains("\r") })
    }
}
