// SPDX-License-Identifier: Apache-2.0

/// Under what a guest ran.
public struct MachineRecord: Codable, Sendable, Hashable {
    public var accelerator: Accelerator
    /// Why this accelerator, as the probe found it.
    public var reason: String
    /// The libvirt URI, such as `qemu:///embed`, without the local root directory.
    public var connection: String
    public var libvirt: String
    public var qemu: String
    public var machineType: String
    public var cpuModel: String
    public var hostCPUs: Int
    /// How many times slower than the host of reference this one boots a guest, from 1; deadlines are stretched by it.
    /// Nil where nobody measured.
    public var pace: Double?
    /// QEMU was seen to be stopped, or the guest paused from outside, while it should have run; nil where not.
    public var wasStopped: Bool?

    public init(
        accelerator: Accelerator, reason: String, connection: String, libvirt: String, qemu: String,
        machineType: String, cpuModel: String, hostCPUs: Int, pace: Double? = nil
    ) {
        self.accelerator = accelerator
        self.reason = reason
        self.connection = connection
        self.libvirt = libvirt
        self.qemu = qemu
        self.machineType = machineType
        self.cpuModel = cpuModel
        self.hostCPUs = hostCPUs
        self.pace = pace
    }
}

extension MachineRecord {
    /// Virtual CPUs take turns under the translator when the host has fewer: the guest's clock runs while they wait, and
    /// what goes by time in a kernel may go off although nothing hangs. So it does in a guest that was stopped.
    public func isCrowded(by vcpus: Int) -> Bool {
        wasStopped == true || accelerator == .tcg && vcpus > hostCPUs && hostCPUs > 0
    }

    /// QEMU's translator may execute what another virtual CPU has patched meanwhile: until 8.1 a page was not locked while
    /// it was translated (its commit "accel/tcg: Always lock pages before translation").
    public func missesPatches(by vcpus: Int) -> Bool {
        let numbers = qemu.split(separator: ".").prefix(2).compactMap { Int($0) }
        guard accelerator == .tcg, vcpus > 1, numbers.count == 2 else { return false }
        return (numbers[0], numbers[1]) < (8, 1)
    }

    /// Of a guest that never was, or whose evidence cannot be read.
    public static func unknown(_ reason: String = "") -> MachineRecord {
        MachineRecord(
            accelerator: .tcg, reason: reason, connection: "", libvirt: "", qemu: "", machineType: "", cpuModel: "",
            hostCPUs: 0)
    }
}

/// How guest code is executed.
public enum Accelerator: String, Codable, Sendable {
    case kvm = "KVM"
    /// QEMU's translator, one host thread a vCPU.
    case tcg = "TCG"
}
