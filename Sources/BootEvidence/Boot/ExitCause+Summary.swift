// SPDX-License-Identifier: Apache-2.0

extension ExitCause {
    /// A few words for a table or a line of progress.
    public var summary: String {
        switch self {
        case .sealed: "evidence sealed"
        case .panicked: "kernel panic"
        case .rebooted: "rebooted by itself"
        case .poweredOff: "powered off too soon"
        case .shutdownStuck: "its power-off got stuck"
        case .hung(let hang, let stage): hang.summary(at: stage)
        case .overSize(let stream): "too much output: \(stream)"
        case .brokenStream(let words): words
        case .guestProgramBroke(let words): "the guest program broke: \(words)"
        case .noRoot(let words): "the root was not reached: \(words)"
        case .hypervisorStopped: "QEMU was stopped or paused, or the host had no CPU time for it"
        case .hypervisorGone(let words): "QEMU ended: \(words)"
        case .connectionLost(let words): "connection lost: \(words)"
        case .notStarted(let words): "not started: \(words)"
        case .filesChanged(let words): "its files changed while it ran: \(words)"
        case .interrupted: "interrupted"
        }
    }
}

extension Hang {
    fileprivate func summary(at stage: GuestStage) -> String {
        switch self {
        case .neverStarted: "never started: its virtual CPUs used no CPU time"
        case .noOutput: "ran, and no byte of output came"
        case .kernel where stage >= .sealed: "not heard of again after its seal"
        case .kernel: "the kernel hung after stage '\(stage.rawValue)'"
        case .userspace: "user space got nowhere after stage '\(stage.rawValue)'"
        case .livelock: "output without progress after stage '\(stage.rawValue)'"
        }
    }
}
