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
        case .noProgress(.sealed): "not heard of again after its hold"
        case .noProgress(let stage): "no progress after stage '\(stage.rawValue)'"
        case .overTime(let stage): "still in stage '\(stage.rawValue)' at the time limit"
        case .overSize(let stream): "too much output: \(stream)"
        case .brokenStream(let words): words
        case .guestProgramBroke(let words): "the guest program broke: \(words)"
        case .noRoot(let words): "the root was not reached: \(words)"
        case .hypervisorGone(let words): "QEMU ended: \(words)"
        case .connectionLost(let words): "connection lost: \(words)"
        case .notStarted(let words): "not started: \(words)"
        case .interrupted: "interrupted"
        }
    }
}
