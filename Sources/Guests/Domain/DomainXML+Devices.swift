// SPDX-License-Identifier: Apache-2.0

extension DomainXML {
    /// Only what a boot needs: every device costs time to find, under TCG most of all. `none` where libvirt would add
    /// one of its own.
    static func devices(_ domain: DomainDefinition) -> XMLElement {
        let disks = domain.disks.enumerated().map { disk($0.element, slot: DomainDefinition.slot(ofDisk: $0.offset)) }
        return XMLElement(
            "devices", [:],
            disks + controllers(domain) + [console(domain.route)] + evidence(domain) + [
                // pvpanic on the ISA bus: the guest tells of its panic by one write to a port.
                XMLElement("panic", ["model": "isa"]),
                XMLElement("memballoon", ["model": "none"]),
            ])
    }

    private static func disk(_ disk: DomainDefinition.Disk, slot: Int) -> XMLElement {
        let target = XMLElement("target", ["dev": disk.target, "bus": "virtio"])
        let serial = disk.serial.map { [XMLElement("serial", text: $0)] } ?? []
        switch disk.content {
        case .overlay(let path, let base):
            // The backing chain is spelled out, or libvirt would open the files to find it.
            let backing = XMLElement(
                "backingStore", ["type": "file"],
                [
                    XMLElement("format", ["type": "raw"]), XMLElement("source", ["file": base]),
                    XMLElement("backingStore"),
                ])
            return XMLElement(
                "disk", ["type": "file", "device": "disk"],
                [
                    driver(type: "qcow2", cache: "unsafe"), XMLElement("source", ["file": path]), backing, target,
                ] + serial + [address(slot)])
        case .readOnly(let path):
            return XMLElement(
                "disk", ["type": "file", "device": "disk"],
                [
                    driver(type: "raw", cache: nil), XMLElement("source", ["file": path]),
                    XMLElement("backingStore"), target, XMLElement("readonly"),
                ] + serial + [address(slot)])
        }
    }

    /// One queue: QEMU's default is one a vCPU, each with an interrupt that the guest must set up.
    private static func driver(type: String, cache: String?) -> XMLElement {
        XMLElement("driver", ["name": "qemu", "type": type, "cache": cache, "queues": "1"])
    }

    private static func controllers(_ domain: DomainDefinition) -> [XMLElement] {
        let serial = XMLElement(
            "controller", ["type": "virtio-serial", "index": "0", "ports": "2"],
            [address(DomainDefinition.evidenceSlot)])
        return [
            XMLElement("controller", ["type": "usb", "index": "0", "model": "none"]),
            XMLElement("controller", ["type": "pci", "index": "0", "model": "pcie-root"]),
        ] + (domain.evidence ? [serial] : [])
    }

    /// Streams want a pseudo terminal, the only kind that libvirt opens as a console (qemuDomainOpenConsole).
    private static func console(_ route: ChannelRoute) -> XMLElement {
        let port = XMLElement("target", ["type": "isa-serial", "port": "0"])
        return switch route {
        case .sockets(let path, _): XMLElement("serial", ["type": "unix"], [listening(path), port])
        case .streams: XMLElement("serial", ["type": "pty"], [port])
        }
    }

    private static func evidence(_ domain: DomainDefinition) -> [XMLElement] {
        guard domain.evidence else { return [] }
        let port = XMLElement("target", ["type": "virtio", "name": DomainDefinition.evidencePort])
        let source =
            switch domain.route {
            case .sockets(_, let path): listening(path)
            case .streams: listening(nil)
            }
        return [XMLElement("channel", ["type": "unix"], [source, port])]
    }

    /// QEMU listens; without a path libvirt picks one.
    private static func listening(_ path: String?) -> XMLElement {
        XMLElement("source", ["mode": "bind", "path": path])
    }

    private static func address(_ slot: Int) -> XMLElement {
        XMLElement(
            "address",
            [
                "type": "pci", "domain": "0x0000", "bus": "0x00", "slot": "0x0" + String(slot, radix: 16),
                "function": "0x0",
            ])
    }
}
