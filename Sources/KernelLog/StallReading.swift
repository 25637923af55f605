// SPDX-License-Identifier: Apache-2.0

public import BootEvidence

/// Whether a boot stalled, and whether its machine may have caused that. The campaign asks it before it repeats a boot,
/// and the verdict before it blames the kernel: both have to say the same. Pure.
public struct StallReading: Hashable, Sendable {
    /// The report that decides; nil where the log has none that counts.
    public let decisive: Finding?
    private let exit: ExitCause
    private let machine: MachineRecord
    private let vcpus: Int

    /// - Parameter findings: of the console and the kernel's log; those that are allowed do not count.
    public init(_ findings: [Finding], exit: ExitCause, machine: MachineRecord, vcpus: Int) {
        decisive = findings.decisive
        self.exit = exit
        self.machine = machine
        self.vcpus = vcpus
    }

    /// The boot ended in a stall, or shows one, and in nothing worse.
    public var isStall: Bool {
        guard let decisive else { return exit.mayBeStall }
        return decisive.isStall
            && exit.agreesWithStall(isCalled: decisive.detector != nil || decisive.isStrayBreakpoint)
    }

    /// Whether the machine may have caused what the boot shows.
    public var isExcused: Bool {
        decisive?.isStrayBreakpoint == true ? machine.missesPatches(by: vcpus) : machine.isCrowded(by: vcpus)
    }

    /// The translator executed a breakpoint that the guest's memory does not hold. That is no matter of how often: the
    /// host did it, and only a host that does not can tell anything about the kernel.
    public var isTheHosts: Bool { isStall && isExcused && decisive?.isPhantomBreakpoint == true }

    /// Whether the kernel complained of something that no machine explains.
    public var showsReport: Bool {
        guard let decisive else { return false }
        return !decisive.isStall || !isExcused
    }
}
