// SPDX-License-Identifier: Apache-2.0

import Campaign
import Synchronization
import Vocabulary

/// Reads a probing guest's events until they decide; pure.
struct ProbeVerdict: Sendable {
    /// Nil while it is open.
    private(set) var obstacle: String?
    private(set) var passed = false
    private var tail: [UInt8] = []

    /// What the guest prints once every CPU is up and it has looked for its disk in vain: all that can go wrong under a
    /// broken KVM lies before it. (kernel/panic.c; the guest has no disk, so this is where its boot ends.)
    static let sign = Array("Kernel panic - not syncing: VFS:".utf8)

    var isDecided: Bool { passed || obstacle != nil }

    mutating func read(_ event: GuestEvent) {
        guard !isDecided else { return }
        switch event {
        case .console(let bytes):
            // A sign may be cut by two reads.
            tail = Array((tail + bytes).suffix(bytes.count + Self.sign.count))
            passed = tail.firstRange(of: Self.sign) != nil
        // Told by a driver of the guest, which comes after all CPUs; it can overtake the line on the console.
        case .panicked: passed = true
        case .rebooted: obstacle = "the guest reset itself during its boot"
        case .poweredOff: obstacle = "the guest powered off during its boot"
        case .hypervisorGone(let why): obstacle = why
        case .connectionLost(let why): obstacle = why
        case .overSize: obstacle = "the guest printed without end"
        case .evidence: break
        }
    }

    /// The time is up.
    mutating func expire(after limit: Duration) {
        guard !isDecided else { return }
        obstacle =
            tail.isEmpty
            ? "a guest ran for \(limit.brief) without printing a line" : "a guest did not boot within \(limit.brief)"
    }
}

/// A verdict between the task that reads and the one that waits.
final class VerdictBox: Sendable {
    private let verdict = Mutex(ProbeVerdict())

    /// True when it is decided.
    func read(_ event: GuestEvent) -> Bool {
        verdict.withLock { verdict in
            verdict.read(event)
            return verdict.isDecided
        }
    }

    func expired(after limit: Duration) -> ProbeVerdict {
        verdict.withLock { verdict in
            verdict.expire(after: limit)
            return verdict
        }
    }
}
