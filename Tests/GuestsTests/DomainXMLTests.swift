// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Testing
import Vocabulary

@testable import Guests

@Suite("The domain XML")
struct DomainXMLTests {
    static let schema = "/usr/share/libvirt/schemas/domain.rng"

    @Test("says exactly what the guest is")
    func golden() throws {
        let text = DomainXML.text(try Samples.domain())
        #expect(Samples.lines(text) == Samples.lines(Self.expected))
    }

    @Test("asks for KVM with the host's own CPU")
    func accelerated() throws {
        let text = DomainXML.text(try Samples.domain(accelerator: .kvm))
        #expect(text.hasPrefix("<domain type='kvm' "))
        #expect(text.contains("<cpu mode='host-passthrough' check='none' migratable='off'>"))
    }

    @Test("leaves the places of streams to libvirt")
    func streams() throws {
        let text = DomainXML.text(try Samples.domain(route: .streams))
        #expect(text.contains("<serial type='pty'>"))
        #expect(text.contains("<source mode='bind'/>"))
        #expect(!text.contains("/tmp/b"))
        // What is said for the embedded libvirt's sake: another one may not know the word.
        #expect(!text.contains("qemu:"))
    }

    @Test("gives a probe no disk and no evidence port")
    func probe() throws {
        var domain = try Samples.domain()
        domain.disks = []
        domain.evidence = false
        let text = DomainXML.text(domain)
        #expect(!text.contains("<disk") && !text.contains("<channel") && !text.contains("virtio-serial"))
    }

    @Test("lets the kernel tell where things are only where its memory may be wanted")
    func core() throws {
        var spec = Samples.spec()
        #expect(!DomainXML.text(try Samples.domain(spec)).contains("vmcoreinfo"))
        #expect(!ReproduceCommand.text(try Samples.domain(spec)).contains("vmcoreinfo"))
        spec.keepsCore = true
        #expect(DomainXML.text(try Samples.domain(spec)).contains("<vmcoreinfo state='on'/>"))
        #expect(ReproduceCommand.text(try Samples.domain(spec)).contains("-device vmcoreinfo"))
    }

    @Test("cannot be broken out of by a word of the matrix")
    func hostile() throws {
        let text = DomainXML.text(
            try Samples.domain(cmdline: "a='</cmdline><on_crash>restart</on_crash>' \"b\"&c\u{1}\nd"))
        #expect(
            text.contains(
                "a=&apos;&lt;/cmdline&gt;&lt;on_crash&gt;restart&lt;/on_crash&gt;&apos; &quot;b&quot;&amp;c\u{FFFD}&#10;d"
            ))
        #expect(text.components(separatedBy: "<on_crash>").count == 2)
    }

    /// Through libvirt's test driver, which checks a domain against the same schema as QEMU's.
    @Test(
        "is valid by libvirt's own schema", .enabled(if: FileManager.default.fileExists(atPath: schema)), .serialized,
        arguments: [
            ChannelRoute.sockets(console: "/tmp/b/1/io/1.console", evidence: "/tmp/b/1/io/1.evidence"), .streams,
        ])
    func valid(route: ChannelRoute) async throws {
        let connection = try await LibvirtConnection.open(.uri("test:///default"))
        for accelerator in [Accelerator.tcg, .kvm] {
            var spec = Samples.spec()
            spec.keepsCore = true
            var lines = Samples.lines(DomainXML.text(try Samples.domain(spec, accelerator: accelerator, route: route)))
            lines[0] = "<domain type='test' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
            try Self.validate(lines, on: connection)
            lines[2] += "<surprise/>"
            let failure = #expect(throws: LibvirtFailure.self) { try Self.validate(lines, on: connection) }
            #expect(failure?.message.contains("surprise") == true)
        }
        _ = await connection.close()
    }

    private static func validate(_ lines: [Substring], on connection: LibvirtConnection) throws {
        // VIR_DOMAIN_START_VALIDATE (libvirt-domain.h).
        try connection.create(lines.joined(separator: "\n"), flags: 1 << 4).destroy()
    }

    static let expected = """
        <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <name>bootmatrix-r1-stats.4cpu.coldplug.r1</name>
          <uuid>13279519-4094-4535-bd49-a31bcc372fe9</uuid>
          <metadata>
            <bootmatrix:owner xmlns:bootmatrix='urn:bootmatrix:owner:1' process='42' started='4711' boot='ca31a5f2'/>
          </metadata>
          <memory unit='KiB'>4194304</memory>
          <vcpu placement='static'>4</vcpu>
          <os>
            <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
            <kernel>/cache/kernels/k/bzImage</kernel>
            <cmdline>console=ttyS0</cmdline>
          </os>
          <features>
            <acpi/>
            <apic/>
          </features>
          <cpu mode='maximum' check='none' migratable='off'>
            <topology sockets='1' dies='1' cores='4' threads='1'/>
          </cpu>
          <clock offset='utc'/>
          <on_poweroff>destroy</on_poweroff>
          <on_reboot>destroy</on_reboot>
          <on_crash>preserve</on_crash>
          <devices>
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2' cache='unsafe' queues='1'/>
              <source file='/run/scratch/overlay.qcow2'/>
              <backingStore type='file'>
                <format type='raw'/>
                <source file='/cache/images/i/root.img'/>
                <backingStore/>
              </backingStore>
              <target dev='vda' bus='virtio'/>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
            </disk>
            <disk type='file' device='disk'>
              <driver name='qemu' type='raw' queues='1'/>
              <source file='/cache/images/m/modules.img'/>
              <backingStore/>
              <target dev='vdb' bus='virtio'/>
              <readonly/>
              <serial>bm-modules</serial>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
            </disk>
            <controller type='usb' index='0' model='none'/>
            <controller type='pci' index='0' model='pcie-root'/>
            <controller type='virtio-serial' index='0' ports='2'>
              <address type='pci' domain='0x0000' bus='0x00' slot='0x08' function='0x0'/>
            </controller>
            <serial type='unix'>
              <source mode='bind' path='/tmp/b/1/io/1.console'/>
              <target type='isa-serial' port='0'/>
            </serial>
            <channel type='unix'>
              <source mode='bind' path='/tmp/b/1/io/1.evidence'/>
              <target type='virtio' name='org.bootmatrix.evidence'/>
            </channel>
            <panic model='isa'/>
            <memballoon model='none'/>
          </devices>
          <qemu:capabilities>
            <qemu:del capability='cpu-unavailable-features'/>
          </qemu:capabilities>
        </domain>

        """
}
