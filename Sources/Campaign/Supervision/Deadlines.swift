// SPDX-License-Identifier: Apache-2.0

public import BootEvidence

/// How long a guest may be silent, and how long it may take. Judged on progress, because one fixed number is too short
/// for 128 vCPUs under TCG and wastes minutes on a dead guest with one.
public struct Deadlines: Hashable, Sendable {
    /// Without any progress: printk time, evidence bytes, stages.
    public var silence: Duration
    /// From creation to seal, progress or not: what a livelock runs into.
    public var total: Duration
    /// After a panic's event, for the rest of its text to arrive.
    public var drain: Duration
    /// From the end of a hold to the guest's word that it powers off, and from that to its end. Nothing need be heard
    /// in between, so this one is not of silence.
    public var shutdown: Duration

    public init(
        silence: Duration, total: Duration, drain: Duration = .seconds(2), shutdown: Duration = .seconds(20)
    ) {
        self.silence = silence
        self.total = total
        self.drain = drain
        self.shutdown = shutdown
    }

    /// For a kernel that is so many times slower than others.
    public func multiplied(by patience: Int) -> Deadlines {
        Deadlines(
            silence: silence * patience, total: total * patience, drain: drain * patience, shutdown: shutdown * patience
        )
    }

    /// Several times what was measured on two host CPUs: a boot to the seal took 3 s at 4 vCPUs and 25 to 33 s at 128
    /// under TCG, and the longest silence within is udev's settling, a third of that.
    public static func standard(_ accelerator: Accelerator, vcpus: Int) -> Deadlines {
        // Longer than `udevadm settle` may take (bootmatrix.settle, 120 s), during which nothing else need be heard.
        let silence = Duration.seconds(135 + (accelerator == .tcg ? 3 : 1) * vcpus)
        // A power-off took 0.1 s at 4 vCPUs under TCG; every other CPU is stopped on the way.
        let shutdown = Duration.seconds(20) + .milliseconds((accelerator == .tcg ? 1000 : 250) * vcpus)
        return Deadlines(silence: silence, total: silence * 4, shutdown: shutdown)
    }
}
