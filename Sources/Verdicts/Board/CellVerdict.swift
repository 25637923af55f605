// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import Vocabulary

/// What one boot proves by itself, before any criterion: it ended as it should and its evidence can be used.
struct CellVerdict: Hashable {
    var status: Status
    var word: String?
    var reason: String
    var lines: [String] = []

    static let pass = CellVerdict(status: .pass, word: nil, reason: "")

    init(status: Status, word: String?, reason: String, lines: [String] = []) {
        self.status = status
        self.word = word
        self.reason = reason
        self.lines = lines
    }

    init(_ reading: CellReading) {
        // A crash of a kernel that nobody built says nothing about the one that was asked for.
        if let identity = reading.problems.first(where: { $0.check == .identity }) {
            self.init(status: .error, word: identity.check.rawValue, reason: identity.text)
            return
        }
        // Nor does one of a kernel whose files, or whose guest's, were damaged under it.
        if case .filesChanged = reading.exit {
            self.init(status: .miss, word: reading.exit.word, reason: reading.exit.summary)
            return
        }
        if reading.isTheHosts {
            self.init(
                status: .miss, word: "phantom-breakpoint",
                reason:
                    "QEMU \(SafeText.line(reading.machine.qemu, limit: 20)) executed a breakpoint that is not in the guest's"
                    + " memory (\(reading.findings.decisive?.title ?? "int3")): its translator missed a patch, which QEMU 8.1"
                    + " and KVM do not; boot it again, or there",
                lines: reading.findings.decisive?.lines ?? [])
            return
        }
        var verdicts = reading.problems.map { problem in
            CellVerdict(
                status: Self.status(of: problem.blame), word: problem.check.rawValue, reason: problem.text)
        }
        if let blame = reading.exit.blame {
            let proof = reading.findings.cause
            verdicts.insert(
                CellVerdict(
                    status: reading.isOpenStall && Self.isOfTheGuest(blame) ? .inconclusive : Self.status(of: blame),
                    word: reading.exit.word,
                    reason: reading.exit.sentence(at: reading.stage)
                        + (proof.map { ": \($0.title)" } ?? reading.hang?.guess ?? "")
                        + (Self.isOfTheGuest(blame) ? reading.stallNote : ""),
                    lines: blame == .kernel ? proof?.lines ?? reading.hang?.cause?.lines ?? [] : []), at: 0)
        }
        let status = verdicts.isEmpty ? Status.pass : Status.combined(verdicts.map(\.status))
        self = verdicts.first { $0.status == status } ?? .pass
    }

    /// A cell without any evidence. Never SKIP: it was planned, and nothing was proved.
    init(unavailable: (blame: Blame, text: String)?) {
        guard let unavailable else {
            self.init(status: .miss, word: "never-run", reason: "it was not run")
            return
        }
        self.init(
            // A kernel that does not build failed no criterion: it could not be run, and a bisection must skip it.
            status: unavailable.blame == .kernel ? .miss : Self.status(of: unavailable.blame), word: "no-kernel",
            reason: "its kernel is not there: \(unavailable.text)")
    }

    private static func isOfTheGuest(_ blame: Blame) -> Bool { blame == .kernel || blame == .workload }

    /// An interrupted boot and a wrong definition leave the cell undone, which is what MISS says.
    private static func status(of blame: Blame) -> Status {
        switch blame {
        case .kernel: .fail
        case .workload, .harness: .error
        case .host, .user: .miss
        }
    }
}

extension HangReading {
    /// `; when asked, swapper/0 was waiting in FUNCTION`; nil where the answers name nothing.
    fileprivate var guess: String? {
        guard let cause, let function = cause.function else { return nil }
        return "; when asked, \(cause.who) was \(cause.kind == .busy ? "running" : "waiting") in \(function)"
    }
}

extension ExitCause {
    /// One word for a table.
    var word: String {
        switch self {
        case .sealed: "sealed"
        case .panicked: "panic"
        case .rebooted: "rebooted"
        case .poweredOff: "powered-off"
        case .shutdownStuck: "shutdown-stuck"
        case .hung(.neverStarted, _): "never-started"
        case .hung(.noOutput, _): "no-output"
        case .hung(.kernel, _): "kernel-hang"
        case .hung(.userspace, _): "userspace-hang"
        case .hung(.livelock, _): "livelock"
        case .overSize: "over-size"
        case .brokenStream: "broken-stream"
        case .hypervisorStopped: "qemu-stopped"
        case .hypervisorGone: "qemu-gone"
        case .connectionLost: "connection"
        case .noRoot: "no-root"
        case .guestProgramBroke: "guest-program"
        case .notStarted: "not-started"
        case .filesChanged: "files-changed"
        case .interrupted: "interrupted"
        }
    }

    /// A sentence with the stage where the cause itself does not name one.
    func sentence(at stage: GuestStage) -> String {
        switch self {
        case .poweredOff where stage >= .sealed: "\(summary), before its hold was over"
        case .panicked, .rebooted, .poweredOff, .overSize: "\(summary), at stage '\(stage.rawValue)'"
        default: summary
        }
    }
}
