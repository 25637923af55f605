// SPDX-License-Identifier: Apache-2.0

import Campaign
import Testing
import Vocabulary

@testable import Guests

@Suite("A domain definition")
struct DomainDefinitionTests {
    @Test(
        "refuses names that are no domain of ours",
        arguments: [
            "stats", "bootmatrix-a/b", "bootmatrix-a b", "bootmatrix-\u{E9}",
            "bootmatrix-" + String(repeating: "x", count: 200),
        ])
    func names(name: String) {
        #expect(throws: GuestError.self) { try Samples.domain(Samples.spec(domain: name)) }
    }

    @Test func aRowWithAFormatNamesADomain() throws {
        let name = "bootmatrix-20260101-120000-0a1b-stats+xz.4cpu.coldplug.r1"
        #expect(try Samples.domain(Samples.spec(domain: name)).name == name)
    }

    @Test("refuses a path that is not absolute, or that ends a line")
    func paths() {
        var spec = Samples.spec()
        spec.disks.base = "root.img"
        #expect(throws: GuestError.self) { try Samples.domain(spec) }
        spec.disks.base = "/images/a\nb"
        #expect(throws: GuestError.self) { try Samples.domain(spec) }
    }

    @Test("refuses a command line that the kernel would cut")
    func longCommandLine() throws {
        _ = try Samples.domain(cmdline: String(repeating: "x", count: 2047))
        let error = #expect(throws: GuestError.self) {
            try Samples.domain(cmdline: String(repeating: "x", count: 2048))
        }
        #expect(error?.blame == .user)
        #expect(error?.remedy?.contains("cmdline") == true)
    }

    @Test("reads its owner back from metadata in libvirt's words")
    func metadata() {
        let owner = DomainOwner(process: 42, started: 4711, bootID: "ca31a5f2")
        #expect(DomainOwner(metadata: "<owner xmlns=\"u\" process='42' started='4711' boot='ca31a5f2'/>") == owner)
        #expect(DomainOwner(metadata: #"<b:owner process="42" started="4711" boot="ca31a5f2"/>"#) == owner)
        #expect(DomainOwner(metadata: "<owner process='42' boot='ca31a5f2'/>") == nil)
        #expect(DomainOwner(metadata: "<owner process='x' started='1' boot='b'/>") == nil)
    }

    @Test("knows whether its owner lives")
    func owner() {
        #expect(!StaleGuests.isDead(.current))
        var reused = DomainOwner.current
        reused.started += 1
        #expect(StaleGuests.isDead(reused))
        var elsewhere = reused
        elsewhere.bootID = "another host"
        #expect(!StaleGuests.isDead(elsewhere))
    }
}
