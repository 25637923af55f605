// SPDX-License-Identifier: Apache-2.0

import BootEvidence
public import Campaign
import Foundation
import Glibc
import Host
import Synchronization
import Vocabulary

/// Starts the campaign's guests on one libvirt connection.
public final class LibvirtGuests: GuestPort {
    private let connection: LibvirtConnection
    private let hypervisor: HypervisorFacts
    private let accelerator: AcceleratorFinding
    private let limits: GuestLimits
    private let hostCPUs: Int
    private let timeStampFrequency: Double?
    private let count = Mutex(0)

    /// - Parameters:
    ///   - hostCPUs: recorded with each boot.
    ///   - timeStampFrequency: of the host that runs the guests, in Hz, for `lpj=`; nil when it is not known, as on a
    ///     remote host: guests then calibrate, which takes longer.
    public init(
        on connection: LibvirtConnection, hypervisor: HypervisorFacts, accelerator: AcceleratorFinding,
        limits: GuestLimits = GuestLimits(), hostCPUs: Int, timeStampFrequency: Double?
    ) {
        self.connection = connection
        self.hypervisor = hypervisor
        self.accelerator = accelerator
        self.limits = limits
        self.hostCPUs = hostCPUs
        self.timeStampFrequency = timeStampFrequency
    }

    public func start(_ spec: GuestSpec) async throws -> any RunningGuest {
        let overlay = spec.scratch + "/overlay.qcow2"
        let domain = try definition(spec, overlay: overlay, route: nextRoute())
        let base = spec.disks.base
        let guest = LibvirtGuest(
            domain, description: description(domain), on: connection, limits: limits,
            files: [overlay] + connection.files(of: domain))
        try await guest.launch { try OverlayFile.write(overlay, over: base) }
        return guest
    }

    /// What the guest would be known by; starts nothing and writes nothing.
    public func describe(_ spec: GuestSpec) throws -> GuestDescription {
        description(try definition(spec, overlay: spec.scratch + "/overlay.qcow2", route: .streams))
    }

    private func definition(
        _ spec: GuestSpec, overlay: String, route: ChannelRoute
    ) throws(GuestError) -> DomainDefinition {
        guard spec.vcpus <= hypervisor.maximumCPUs else {
            throw GuestError(
                .definition, blame: .user, "\(hypervisor.machineType) has at most \(hypervisor.maximumCPUs) CPUs",
                at: spec.domain, remedy: "lower `vcpus:` in matrix.yaml")
        }
        let cmdline = KernelCommandLine.text(
            spec, accelerator: accelerator.accelerator, timeStampFrequency: timeStampFrequency)
        return try DomainDefinition(
            spec, uuid: UUID().uuidString.lowercased(), accelerator: accelerator.accelerator,
            machineType: hypervisor.machineType, cmdline: cmdline, overlay: overlay, route: route, owner: .current)
    }

    private func description(_ domain: DomainDefinition) -> GuestDescription {
        GuestDescription(
            domain, connection: connection, hypervisor: hypervisor, reason: accelerator.reason, hostCPUs: hostCPUs,
            pace: accelerator.pace?.factor(accelerator.accelerator))
    }

    private func nextRoute() -> ChannelRoute {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return connection.route(number)
    }
}

extension LibvirtConnection {
    /// Where the channels of the run's guest with this number go.
    func route(_ number: Int) -> ChannelRoute {
        guard let root else { return .streams }
        return .sockets(console: root.socketPath("\(number).console"), evidence: root.socketPath("\(number).evidence"))
    }

    /// What a guest leaves in our root.
    func files(of domain: DomainDefinition) -> [String] {
        guard let root, case .sockets(let console, let evidence) = domain.route else { return [] }
        return [console, evidence, root.log(of: domain.name)]
    }
}

extension GuestDescription {
    init(
        _ domain: DomainDefinition, connection: LibvirtConnection, hypervisor: HypervisorFacts, reason: String,
        hostCPUs: Int = HostFacts.cpus, pace: Double? = nil
    ) {
        self.init(
            domainXML: DomainXML.text(domain), reproduce: ReproduceCommand.text(domain), cmdline: domain.cmdline,
            machine: MachineRecord(
                accelerator: domain.accelerator, reason: reason, connection: connection.name,
                libvirt: hypervisor.libvirt, qemu: hypervisor.qemu, machineType: domain.machineType,
                cpuModel: domain.cpuModel, hostCPUs: hostCPUs, pace: pace))
    }
}

extension DomainOwner {
    /// This process. Process ids mean something within a namespace only (pid_namespaces(7)), so its number is part of
    /// what they are of: a container may share the host's libvirt.
    static let current = DomainOwner(
        process: getpid(), started: ProcessTable.startTime(of: getpid()) ?? 0,
        bootID: "\(HostFacts.bootID)/\(ProcessTable.namespace ?? "")")
}
