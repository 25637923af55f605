// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// Why a boot ended, with the blame in it. What nobody recognises is ours.
public enum ExitCause: Hashable, Sendable {
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
    case hung(Hang, stage: GuestStage)
    /// The console or the evidence went past its bound of bytes.
    case overSize(String)
    /// The evidence stream broke its own rules.
    case brokenStream(String)
    /// The guest program said on the console that it broke (docs/evidence.md); its words.
    case guestProgramBroke(String)
    /// The initramfs could not get to the root: a driver's module does not load, the disk does not come, or it cannot be
    /// mounted; the guest program's words. Without an initramfs the kernel panics in such a case.
    case noRoot(String)
    /// The QEMU process was stopped, the guest was paused from outside, or they wanted a CPU of the host and got next to
    /// none: nobody ran the guest.
    case hypervisorStopped
    /// QEMU ended without the guest having asked for it.
    case hypervisorGone(String)
    /// The connection to libvirt or a stream of the guest was lost.
    case connectionLost(String)
    /// The guest could not be started.
    case notStarted(String)
    /// A file that the guest was started from is no longer what its checksum says; which, and how. What the guest did
    /// then says nothing of the kernel.
    case filesChanged(String)
    /// The user or a signal stopped the run.
    case interrupted

    /// Nil where nothing went wrong.
    public var blame: Blame? {
        switch self {
        case .sealed: nil
        case .hung(let hang, _): hang.blame
        case .panicked, .rebooted, .poweredOff, .shutdownStuck, .overSize, .noRoot: .kernel
        case .brokenStream, .guestProgramBroke: .harness
        case .hypervisorGone, .hypervisorStopped, .connectionLost, .notStarted, .filesChanged: .host
        case .interrupted: .user
        }
    }
}
