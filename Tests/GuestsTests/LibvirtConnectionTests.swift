// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Synchronization
import Testing
import Vocabulary

@testable import Guests

/// Against libvirt's own `test:///default`: a real connection to a driver with one domain in memory.
@Suite("A libvirt connection")
struct LibvirtConnectionTests {
    private static func xml(_ name: String, uuid: String, owner: DomainOwner? = nil) -> String {
        let metadata = owner.map { owner in
            "<metadata><b:owner xmlns:b='\(DomainXML.metadataNamespace)' process='\(owner.process)' "
                + "started='\(owner.started)' boot='\(owner.bootID)'/></metadata>"
        }
        return "<domain type='test'><name>\(name)</name><uuid>\(uuid)</uuid>\(metadata ?? "")"
            + "<memory>1024</memory><os><type>hvm</type></os></domain>"
    }

    @Test("says what libvirt said, and how to look further")
    func refused() async {
        let error = await #expect(throws: GuestError.self) {
            try await LibvirtConnection.open(.uri("qemu+unix:///system?socket=/tmp/bmt-none"))
        }
        #expect(error?.code == "no-connection" && error?.blame == .host)
        let said = error?.cause.map { "\($0)" } ?? ""
        #expect(said.contains("/tmp/bmt-none"))
        #expect(error?.remedy == "virsh --connect 'qemu+unix:///system?socket=/tmp/bmt-none' version")
    }

    @Test("carries a domain's events to the guest that they are about")
    func events() async throws {
        let connection = try await LibvirtConnection.open(.uri("test:///default"))
        #expect(connection.isLocal)
        let uuid = UUID().uuidString.lowercased()
        let (events, continuation) = AsyncStream.makeStream(of: DomainOccurrence.self)
        connection.router.add(uuid) { continuation.yield($0) }
        connection.router.add("somebody else") { _ in Issue.record("an event for nobody") }
        let domain = try connection.create(Self.xml("bootmatrix-a", uuid: uuid), flags: 0)
        try domain.destroy()
        try domain.destroy()
        var reader = LifecycleReader()
        for await event in events {
            guard case .ended(let end) = reader.read(event) else { continue }
            #expect(end == .hypervisorGone("the domain was destroyed by somebody else"))
            break
        }
        connection.router.remove(uuid)
        #expect(await connection.close().isEmpty)
        #expect(await connection.close().isEmpty)
    }

    @Test("tells every guest, late ones too, when the daemon is gone")
    func lost() {
        let router = EventRouter()
        let heard = Heard()
        router.add("a") { heard.add($0) }
        router.connectionClosed("gone")
        router.add("b") { heard.add($0) }
        #expect(heard.all == [.connectionLost("gone"), .connectionLost("gone")])
    }

    @Test("is swept of domains whose owner is dead, and of no others")
    func sweep() async throws {
        let connection = try await LibvirtConnection.open(.uri("test:///default"))
        var dead = DomainOwner.current
        dead.started += 1
        let guests = [
            ("bootmatrix-dead", dead), ("bootmatrix-alive", DomainOwner.current), ("other-dead", dead),
        ]
        for (name, owner) in guests {
            _ = try connection.create(Self.xml(name, uuid: UUID().uuidString.lowercased(), owner: owner), flags: 0)
        }
        _ = try connection.create(Self.xml("bootmatrix-nobody", uuid: UUID().uuidString.lowercased()), flags: 0)
        let report = await StaleGuests.sweep(connection)
        #expect(report.removed == ["bootmatrix-dead"] && report.left.isEmpty)
        // One driver serves the whole process: other tests have their domains there.
        let ours = guests.map(\.0) + ["bootmatrix-nobody"]
        let domains = connection.domains().filter { domain in domain.name.map(ours.contains) ?? false }
        #expect(domains.compactMap(\.name).sorted() == ["bootmatrix-alive", "bootmatrix-nobody", "other-dead"])
        for domain in domains { try domain.destroy() }
        #expect(await connection.close().isEmpty)
    }

    @Test("says that a driver without QEMU is of no use")
    func noEmulator() async throws {
        let connection = try await LibvirtConnection.open(.uri("test:///default"))
        let error = await #expect(throws: GuestError.self) { try await connection.hypervisor() }
        #expect(error?.code == "no-emulator")
        _ = await connection.close()
    }
}

/// What a handler heard.
private final class Heard: Sendable {
    private let list = Mutex<[DomainOccurrence]>([])
    func add(_ occurrence: DomainOccurrence) { list.withLock { $0.append(occurrence) } }
    var all: [DomainOccurrence] { list.withLock { $0 } }
}
