// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import Vocabulary

/// Finds out whether KVM works by running guest code under it.
///
/// That `/dev/kvm` opens, and that libvirt offers KVM, proves little: with nested virtualisation switched off below
/// us, or a device of another kind, guests die at their first instruction or spin in the firmware. So a guest with
/// the machine type, CPU model and number of CPUs of the real ones boots a kernel as far as it comes without a disk.
public struct AcceleratorProbe: Sendable {
    private let connection: LibvirtConnection
    private let hypervisor: HypervisorFacts
    private let cache: ProbeCache?

    /// - Parameter cacheFile: where the answer is kept; it holds until the host reboots or its KVM or QEMU changes.
    ///     Nil: it is found out anew, and not kept.
    public init(on connection: LibvirtConnection, hypervisor: HypervisorFacts, cacheFile: String?) {
        self.connection = connection
        self.hypervisor = hypervisor
        cache = cacheFile.map { ProbeCache(path: $0) }
    }

    /// - Parameters:
    ///   - kernel: the path of a bzImage of ours, where libvirt can read it.
    ///   - vcpus: of the probing guest; default 4.
    ///   - limit: how long it may take; default 20 s. A working KVM needs 1 to 2 s.
    /// - Returns: with the pace of guests, measured at most once as long as the answer holds.
    /// - Throws: only `CancellationError`; whatever goes wrong otherwise is a reason for TCG.
    public func finding(
        kernel: String, vcpus: Int = 4, limit: Duration = .seconds(20)
    ) async throws -> AcceleratorFinding {
        let key = key(vcpus: vcpus)
        let known = cache?.finding(for: key)
        var finding = try await accelerator(kernel: kernel, vcpus: vcpus, limit: limit, known: known)
        // What was kept before the pace was measured, or what needed no guest to be found out.
        if finding.pace == nil, let known, known.accelerator == finding.accelerator { finding.pace = known.pace }
        if finding.pace == nil {
            finding.pace = try await pace(finding.accelerator, kernel: kernel, vcpus: vcpus)
        }
        if finding != known { cache?.keep(finding, for: key) }
        return finding
    }

    private func accelerator(
        kernel: String, vcpus: Int, limit: Duration, known: AcceleratorFinding?
    ) async throws -> AcceleratorFinding {
        if connection.isLocal, let obstacle = KVMDevice.obstacle() { return obstacle }
        guard hypervisor.offersKVM else {
            return AcceleratorFinding(
                accelerator: .tcg, reason: "libvirt does not offer KVM on this host",
                remedy: "see 'virt-host-validate qemu' on the host that runs the guests")
        }
        if let known { return known }
        return try await probe(kernel: kernel, vcpus: vcpus, limit: limit)
    }

    /// Boots a guest under the accelerator that was found, as far as it comes without a disk. What goes wrong is no
    /// reason for anything: deadlines stay as they are then.
    private func pace(_ accelerator: Accelerator, kernel: String, vcpus: Int) async throws -> GuestPace {
        let load = HostFacts.load / Double(max(1, HostFacts.cpus))
        // On a remote host the file may be elsewhere; then it counts as a small one, and the pace as slower.
        let attributes = try? FileManager.default.attributesOfItem(atPath: kernel)
        let size = ByteCount((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
        var pace = GuestPace(took: nil, ran: nil, load: load, kernel: size)
        do {
            let guest = try await launch(kernel: kernel, vcpus: vcpus, accelerator)
            let begun = ContinuousClock.now
            // Looked at on the way: a guest that has panicked may be gone at once.
            let meter = Task { () -> Duration? in
                var ran: Duration?
                while !Task.isCancelled {
                    ran = await guest.vitals()?.ran ?? ran
                    try? await Task.sleep(for: .milliseconds(100))
                }
                return ran
            }
            let verdict = await watch(guest, limit: .seconds(60))
            let took = begun.duration(to: .now)
            meter.cancel()
            let ran = await meter.value
            if verdict.passed { pace = GuestPace(took: took, ran: ran, load: load, kernel: size) }
            _ = await guest.end()
        } catch is GuestError {
            // As above.
        }
        try Task.checkCancellation()
        return pace
    }

    private func probe(kernel: String, vcpus: Int, limit: Duration) async throws -> AcceleratorFinding {
        var verdict = ProbeVerdict()
        do {
            let guest = try await launch(kernel: kernel, vcpus: vcpus, .kvm)
            verdict = await watch(guest, limit: limit)
            _ = await guest.end()
        } catch let error as GuestError {
            let failure = error.cause as? LibvirtFailure
            verdict.read(.hypervisorGone(failure?.complaint ?? failure.map { "\($0)" } ?? error.what))
        }
        try Task.checkCancellation()
        guard let obstacle = verdict.obstacle else {
            return AcceleratorFinding(accelerator: .kvm, reason: "a guest with \(vcpus) CPUs booted under KVM")
        }
        return AcceleratorFinding(
            accelerator: .tcg, reason: "guests do not run under KVM here: \(Self.gist(of: obstacle))",
            remedy: "if this is a virtual machine, switch nested virtualisation on for it on its host")
    }

    private func launch(kernel: String, vcpus: Int, _ accelerator: Accelerator) async throws -> LibvirtGuest {
        let uuid = UUID().uuidString.lowercased()
        let domain = DomainDefinition(
            name: "\(DomainDefinition.prefix)probe-\(uuid.prefix(8))", uuid: uuid, accelerator: accelerator,
            machineType: hypervisor.machineType, vcpus: min(vcpus, hypervisor.maximumCPUs), memory: .mebibytes(512),
            kernel: kernel, initramfs: nil, cmdline: KernelCommandLine.probe(accelerator), disks: [], evidence: false,
            route: connection.route(0),
            owner: .current)
        try domain.validate()
        let guest = LibvirtGuest(
            domain, description: .init(domain, connection: connection, hypervisor: hypervisor, reason: "probe"),
            on: connection, limits: GuestLimits(console: .mebibytes(1)),
            files: connection.files(of: domain))
        try await guest.launch()
        return guest
    }

    /// Reads events until they decide, the time is up or the task is cancelled.
    private func watch(_ guest: LibvirtGuest, limit: Duration) async -> ProbeVerdict {
        let events = guest.events
        return await withTaskGroup(of: ProbeVerdict?.self) { group in
            let seen = VerdictBox()
            group.addTask {
                for await event in events where seen.read(event) { break }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            _ = await group.next()
            group.cancelAll()
            return seen.expired(after: limit)
        }
    }

    private func key(vcpus: Int) -> ProbeCache.Key {
        ProbeCache.Key(
            connection: connection.name, bootID: HostFacts.bootID, cpuModel: HostFacts.cpuModel,
            libvirt: hypervisor.libvirt, qemu: hypervisor.qemu, machineType: hypervisor.machineType,
            device: KVMDevice.fingerprint(), vcpus: vcpus)
    }

    /// The line that says most: QEMU's last error, or the last line; without QEMU's time stamp and name.
    static func gist(of words: String) -> String {
        let lines = words.split(whereSeparator: \.isNewline).map(String.init)
        let line = lines.last { $0.contains("error") } ?? lines.last ?? words
        let parts = line.components(separatedBy: "qemu-system-x86_64: ")
        return SafeText.line(parts.last ?? line, limit: 160)
    }
}
