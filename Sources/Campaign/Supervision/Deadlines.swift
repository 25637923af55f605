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

    public init(silence: Duration, total: Duration, drain: Duration = .seconds(2)) {
        self.silence = silence
        self.total = total
        self.drain = drain
    }

    /// Several times what was measured on two host CPUs: a boot to the seal took 3 s at 4 vCPUs and 25 to 33 s at 128
    /// under TCG, and the longest silence within is udev's settling, a third of that.
    public static func standard(_ accelerator: Accelerator, vcpus: Int) -> Deadlines {
        // Longer than `udevadm settle` may take (bootmatrix.settle, 120 s), during which nothing else need be heard.
        let silence = Duration.seconds(135 + (accelerator == .tcg ? 3 : 1) * vcpus)
        return Deadlines(silence: silence, total: silence * 4)
    }
}
