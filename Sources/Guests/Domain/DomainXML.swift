// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

/// A domain definition as libvirt's XML (libvirt, "Domain XML format"). Pure; one function per group of elements.
enum DomainXML {
    static func text(_ domain: DomainDefinition) -> String {
        XMLElement(
            "domain",
            [
                "type": domain.accelerator == .kvm ? "kvm" : "qemu",
                "xmlns:qemu": isEmbedded(domain) ? qemuNamespace : nil,
            ],
            identity(domain) + resources(domain) + boot(domain) + processor(domain) + lifecycle() + [devices(domain)]
                + (isEmbedded(domain) ? [capabilities] : [])
        ).rendered()
    }

    /// Only our own libvirt listens at sockets that we name, and of it we know what it can do.
    private static func isEmbedded(_ domain: DomainDefinition) -> Bool {
        if case .sockets = domain.route { return true }
        return false
    }

    private static let qemuNamespace = "http://libvirt.org/schemas/domain/qemu/1.0"

    /// Without this, libvirt asks QEMU for every property of the first CPU, one by one, before a guest may run (400
    /// questions, qemuMonitorJSONGetGuestCPU): 60 ms on a quiet host and 900 ms on a busy one. It then asks for two
    /// lists instead. The answer only matters for migration.
    private static let capabilities = XMLElement(
        "qemu:capabilities", [:], [XMLElement("qemu:del", ["capability": "cpu-unavailable-features"])])

    static let metadataNamespace = "urn:bootmatrix:owner:1"

    private static func identity(_ domain: DomainDefinition) -> [XMLElement] {
        [
            XMLElement("name", text: domain.name),
            XMLElement("uuid", text: domain.uuid),
            XMLElement(
                "metadata", [:],
                [
                    XMLElement(
                        "bootmatrix:owner",
                        [
                            "xmlns:bootmatrix": metadataNamespace, "process": "\(domain.owner.process)",
                            "started": "\(domain.owner.started)", "boot": domain.owner.bootID,
                        ])
                ]),
        ]
    }

    private static func resources(_ domain: DomainDefinition) -> [XMLElement] {
        [
            XMLElement("memory", ["unit": "KiB"], text: "\(domain.memory.bytes >> 10)"),
            XMLElement("vcpu", ["placement": "static"], text: "\(domain.vcpus)"),
        ]
    }

    /// The kernel straight from the host: no boot loader. An initramfs only where its drivers are modules.
    private static func boot(_ domain: DomainDefinition) -> [XMLElement] {
        var system = [
            XMLElement("type", ["arch": "x86_64", "machine": domain.machineType], text: "hvm"),
            XMLElement("kernel", text: domain.kernel),
        ]
        if let initramfs = domain.initramfs { system.append(XMLElement("initrd", text: initramfs)) }
        system.append(XMLElement("cmdline", text: domain.cmdline))
        let note = domain.tellsVMCoreInfo ? [XMLElement("vmcoreinfo", ["state": "on"])] : []
        return [
            XMLElement("os", [:], system),
            XMLElement("features", [:], [XMLElement("acpi"), XMLElement("apic")] + note),
        ]
    }

    /// One socket with all vCPUs as cores, as machines of today are.
    private static func processor(_ domain: DomainDefinition) -> [XMLElement] {
        let topology = XMLElement(
            "topology", ["sockets": "1", "dies": "1", "cores": "\(domain.vcpus)", "threads": "1"])
        return [
            XMLElement("cpu", ["mode": domain.cpuModel, "check": "none", "migratable": "off"], [topology]),
            XMLElement("clock", ["offset": "utc"]),
        ]
    }

    /// A reset ends the guest: a boot is one boot. A crashed guest stays, so that its console can still be read.
    private static func lifecycle() -> [XMLElement] {
        [
            XMLElement("on_poweroff", text: "destroy"), XMLElement("on_reboot", text: "destroy"),
            XMLElement("on_crash", text: "preserve"),
        ]
    }
}
