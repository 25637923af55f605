// SPDX-License-Identifier: Apache-2.0

public import BootEvidence

/// How long a guest may be silent, and how long it may take. Judged on progress, because one fixed number is too short
/// for 128 vCPUs under TCG and wastes minutes on a dead guest with one.
public struct Deadlines: Hashable, Sendable {
    /// Without any progress (printk time, evidence bytes, stages), once the guest's program has said hello.
    public var silence: Duration
    /// The same before that: firmware and kernel have no long silences.
    public var boot: Duration
    /// From creation to seal, progress or not: what a livelock runs into.
    public var total: Duration
    /// After a panic's event, for the rest of its text to arrive.
    public var drain: Duration
    /// From the end of a hold to the guest's word that it powers off, and from that to its end. Nothing need be heard
    /// in between, so this one is not of silence.
    public var shutdown: Duration
    /// Process 1 says at least so often what the guest's program is at, if the kernel lets it: every 30 to 35 s
    /// (images/guest/watch.c).
    public var heartbeat: Duration

    /// - Parameter boot: as long as `silence` where it is nil.
    public init(
        silence: Duration, boot: Duration? = nil, total: Duration, drain: Duration = .seconds(2),
        shutdown: Duration = .seconds(20), heartbeat: Duration = .seconds(50)
    ) {
        self.silence = silence
        self.boot = boot ?? silence
        self.total = total
        self.drain = drain
        self.shutdown = shutdown
        self.heartbeat = heartbeat
    }

    /// Without progress at a stage.
    func silence(at stage: GuestStage) -> Duration { stage < .`init` ? boot : silence }

    /// For a kernel that is so many times slower than others.
    public func multiplied(by patience: Int) -> Deadlines { changed { $0 * patience } }

    /// For a host that is so many times slower than others.
    public func multiplied(by pace: Double) -> Deadlines { changed { $0 * pace } }

    private func changed(_ change: (Duration) -> Duration) -> Deadlines {
        Deadlines(
            silence: change(silence), boot: change(boot), total: change(total), drain: change(drain),
            shutdown: change(shutdown), heartbeat: change(heartbeat))
    }

    /// What 243 stored boots to the seal on two host CPUs under TCG needed, with a margin. The whole way to the guest's
    /// hello took 2 s at 4 vCPUs and 5 s at 32 on a quiet host; the longest time in the firmware was 15 s and in the
    /// kernel 23 s, both with a load of 40. Where a detector shall have its say before the guest is given up, it needs
    /// 24 s for a soft lockup (twice watchdog_thresh, and a period of its timer, kernel/watchdog.c), 21 s for an RCU stall.
    public static func standard(_ accelerator: Accelerator, vcpus: Int) -> Deadlines {
        let isTranslated = accelerator == .tcg
        let boot = Duration.seconds(40) + .milliseconds((isTranslated ? 1000 : 250) * vcpus)
        // Longer than `udevadm settle` may take (bootmatrix.settle, 120 s), during which nothing else need be heard.
        let silence = Duration.seconds(135 + (isTranslated ? 3 : 1) * vcpus)
        // A power-off took 0.1 s at 4 vCPUs under TCG; every other CPU is stopped on the way.
        let shutdown = Duration.seconds(20) + .milliseconds((isTranslated ? 1000 : 250) * vcpus)
        return Deadlines(silence: silence, boot: boot, total: silence * 4, shutdown: shutdown)
    }

    /// An initramfs waits 60 s for the disk of `root=` before it says that there is none (images/guest/initramfs.c).
    func withInitramfs() -> Deadlines {
        var deadlines = self
        deadlines.boot += .seconds(60)
        return deadlines
    }
}
