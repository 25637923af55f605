// SPDX-License-Identifier: Apache-2.0

import CLibvirt
import Glibc
import Vocabulary

/// What the hypervisor at the other end of a connection is and offers.
public struct HypervisorFacts: Sendable, Hashable {
    /// Versions as `9.0.0`.
    public var libvirt: String
    public var qemu: String
    /// The q35 machine of this QEMU by its full name, such as `pc-q35-7.2`: what `q35` means changes with QEMU.
    public var machineType: String
    /// libvirt believes that KVM would work. A guest may still die under it; see `AcceleratorProbe`.
    public var offersKVM: Bool
    /// The largest number of vCPUs of the machine type.
    public var maximumCPUs: Int

    public init(libvirt: String, qemu: String, machineType: String, offersKVM: Bool, maximumCPUs: Int) {
        self.libvirt = libvirt
        self.qemu = qemu
        self.machineType = machineType
        self.offersKVM = offersKVM
        self.maximumCPUs = maximumCPUs
    }
}

extension LibvirtConnection {
    /// Asks for the facts. The first call on a host whose QEMU is not in the capabilities cache starts QEMU several
    /// times, which takes 3 to 10 s; embedded connections keep the answer for the next run.
    public func hypervisor() async throws -> HypervisorFacts {
        try await Blocking.run { [self] in
            guard let root else { return try readFacts() }
            let facts = try root.probing { try readFacts() }
            root.keepCapabilities()
            return facts
        }
    }

    private func readFacts() throws(GuestError) -> HypervisorFacts {
        do {
            let plain = try domainCapabilities("qemu")
            guard let machine = Self.element("machine", in: plain) else {
                throw LibvirtFailure(number: 0, message: "the capabilities name no machine")
            }
            let maximum = plain.firstRange(of: "<vcpu max='").flatMap {
                Int(plain[$0.upperBound...].prefix(while: \.isNumber))
            }
            return HypervisorFacts(
                libvirt: LibvirtLibrary.version, qemu: hypervisorVersion(), machineType: machine,
                offersKVM: (try? domainCapabilities("kvm")) != nil, maximumCPUs: maximum ?? 1)
        } catch {
            throw GuestError(
                .noEmulator, "\(name) has no QEMU for x86_64 with a q35 machine",
                remedy: "install qemu-system-x86 where libvirt runs", cause: error)
        }
    }

    private func domainCapabilities(_ type: String) throws(LibvirtFailure) -> String {
        let text = try LibvirtFailure.unwrap(virConnectGetDomainCapabilities(raw, nil, "x86_64", "q35", type, 0))
        defer { free(text) }
        return String(cString: text)
    }

    private func hypervisorVersion() -> String {
        var number: UInt = 0
        return virConnectGetVersion(raw, &number) == 0 && number > 0 ? LibvirtLibrary.dotted(number) : "unknown"
    }

    /// The text of the first element of a name; libvirt writes these without attributes.
    static func element(_ name: String, in xml: String) -> String? {
        guard let open = xml.firstRange(of: "<\(name)>") else { return nil }
        let rest = xml[open.upperBound...]
        return rest.firstRange(of: "</\(name)>").map { String(rest[..<$0.lowerBound]) }
    }
}
