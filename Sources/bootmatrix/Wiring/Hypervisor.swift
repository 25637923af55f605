// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Guests
import Host

/// libvirt as a run needs it: opened at the first guest, with the accelerator found out by the first kernel there is.
actor Hypervisor: GuestPort {
    private struct Opened {
        var connection: LibvirtConnection
        var hypervisor: HypervisorFacts
        var finding: AcceleratorFinding
        var guests: LibvirtGuests
    }

    private let target: LibvirtTarget
    private let probeFile: String
    private let progress: any ProgressPort
    private let limits: GuestLimits
    private var opening: Task<Opened, any Error>?

    /// - Parameter connect: a libvirt URI; nil for the embedded one.
    init(
        connect: String?, _ directories: Directories, progress: any ProgressPort, limits: GuestLimits = GuestLimits()
    ) {
        target =
            connect.map { .uri($0) } ?? .embedded(runtime: directories.runtime, cache: directories.cache + "/libvirt")
        probeFile = directories.cache + "/accelerator.json"
        self.progress = progress
        self.limits = limits
    }

    /// The answer of the probe, which runs at most once.
    func accelerator(with kernel: KernelArtifact) async throws -> AcceleratorFinding {
        try await opened(with: kernel).finding
    }

    /// Whether QEMU must translate. Before any kernel was seen: yes, which always works.
    func emulates() async throws -> Bool {
        guard let opening else { return true }
        return try await opening.value.finding.accelerator == .tcg
    }

    func start(_ spec: GuestSpec) async throws -> any RunningGuest {
        var spec = spec
        spec.cmdline += TestSettings.words
        return try await opened(with: spec.kernel).guests.start(spec)
    }

    /// What a guest would be; none is started.
    func describe(_ spec: GuestSpec) async throws -> GuestDescription {
        try await opened(with: spec.kernel).guests.describe(spec)
    }

    /// Closes the connection; gives what could not be removed.
    func close() async -> [String] {
        guard let opening, case .success(let opened) = await opening.result else { return [] }
        return await opened.connection.close()
    }

    private func opened(with kernel: KernelArtifact) async throws -> Opened {
        if let opening { return try await opening.value }
        // A task of its own: the first caller's cancellation must not fail the others half-way.
        let task = Task { [target, probeFile, progress, limits] in
            let connection = try await LibvirtConnection.open(target)
            do {
                let hypervisor = try await connection.hypervisor()
                let probe = AcceleratorProbe(on: connection, hypervisor: hypervisor, cacheFile: probeFile)
                let finding = try await probe.finding(kernel: kernel.bzImage)
                let words = finding.remedy.map { "; for KVM: \($0)" } ?? ""
                progress.report(.note("\(finding.accelerator.rawValue): \(finding.reason)\(words)"))
                if let factor = finding.pace?.factor(finding.accelerator), factor > 1 {
                    progress.report(.note("guests boot slowly here; deadlines are \(factor) times the standard"))
                }
                let guests = LibvirtGuests(
                    on: connection, hypervisor: hypervisor, accelerator: finding, limits: limits,
                    hostCPUs: HostFacts.cpus,
                    timeStampFrequency: connection.isLocal ? HostFacts.timeStampFrequency : nil)
                return Opened(connection: connection, hypervisor: hypervisor, finding: finding, guests: guests)
            } catch {
                _ = await connection.close()
                throw error
            }
        }
        opening = task
        return try await task.value
    }
}
