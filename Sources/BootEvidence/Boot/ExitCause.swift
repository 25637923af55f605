// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// Why a boot ended, with the blame in it. What nobody recognises is ours.
public enum ExitCause: Hashable, Codable, Sendable {
    /// The guest sealed its evidence and, where its workload holds, stayed up for that long and powered off. The only
    /// cause that permits PASS.
    case sealed
    /// The kernel panicked: pvpanic's event, or the words on the console.
    case panicked
    /// The guest rebooted by itself, before or after it sealed.
    case rebooted
    /// The guest powered off before it sealed, or before its hold was over.
    case poweredOff
    /// The guest's program asked the kernel to power off, and the power stayed on.
    case shutdownStuck
    /// No progress (printk time, evidence bytes, stages) for as long as the deadline allows.
    case noProgress(stage: GuestStage)
    /// The boot ran into its upper bound of time although it made progress.
    case overTime(stage: GuestStage)
    /// The console or the evidence went past its bound of bytes.
    case overSize(String)
    /// The evidence stream broke its own rules.
    case brokenStream(String)
    /// The guest program said on the console that it broke (docs/evidence.md); its words.
    case guestProgramBroke(String)
    /// The initramfs could not get to the root: a driver's module does not load, the disk does not come, or it cannot be
    /// mounted; the guest program's words. Without an initramfs the kernel panics in such a case.
    case noRoot(String)
    /// QEMU ended without the guest having asked for it.
    case hypervisorGone(String)
    /// The connection to libvirt or a stream of the guest was lost.
    case connectionLost(String)
    /// The guest could not be started.
    case notStarted(String)
    /// The user or a signal stopped the run.
    case interrupted

    /// Nil where nothing went wrong.
    public var blame: Blame? {
        switch self {
        case .sealed: nil
        case .panicked, .rebooted, .poweredOff, .shutdownStuck, .noProgress, .overTime, .overSize, .noRoot: .kernel
        case .brokenStream, .guestProgramBroke: .harness
        case .hypervisorGone, .connectionLost, .notStarted: .host
        case .interrupted: .user
        }
    }
}

/// How far a guest got; each stage implies those before it.
public enum GuestStage: String, Codable, Sendable, CaseIterable, Comparable {
    /// Created, nothing heard.
    case firmware
    /// The kernel printed.
    case kernel
    /// The guest's init said hello.
    case `init`
    /// udevd is up.
    case udev
    /// The workload runs.
    case workload
    /// The workload is over and udev has settled.
    case settled
    /// Evidence is complete, the seal is still to come.
    case collected
    /// The seal was read.
    case sealed
    /// The hold after the seal is over, and the kernel was asked to power off. Only where the workload holds.
    case held

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    public static func < (left: GuestStage, right: GuestStage) -> Bool { left.order < right.order }
}
