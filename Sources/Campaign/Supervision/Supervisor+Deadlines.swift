// SPDX-License-Identifier: Apache-2.0

import BootEvidence

extension Supervisor {
    /// A process that stays stopped for this part of the deadline of a boot is nobody's test any more.
    private static let stopShare = 2
    /// With this share of a deadline as CPU time, a guest had its chance: the whole way to the seal takes 10 s of it
    /// at 4 vCPUs under TCG.
    private static let chance = 5
    /// How many deadlines a starved guest is waited for.
    private static let starvedDeadlines = 4
    /// For how many deadlines the same lines with later times are waited for.
    private static let sameLines = 2

    mutating func checkDeadlines(at now: Duration) {
        switch state {
        case .over: break
        case .draining(let cause, let until):
            if now >= until { state = .over(cause) }
        case .holding(let hold):
            end(after: now - hold.since - hold.wanted, at: now, .hung(.kernel, stage: stage))
        case .shuttingDown(_, let since):
            end(after: now - since, at: now, .shutdownStuck)
        case .watching:
            if let cause = judged(at: now) { state = .over(cause) }
        }
    }

    /// Ends what outlasted the time for a shutdown.
    private mutating func end(after time: Duration, at now: Duration, _ cause: ExitCause) {
        guard time >= deadlines.shutdown else { return }
        if pulse.stopped(at: now) != nil {
            state = .over(.hypervisorStopped)
        } else if mayBeTold(after: time - deadlines.shutdown) {
            return
        } else if !pulse.isStarved(of: deadlines.shutdown / Self.chance) {
            state = .over(cause)
        } else if time >= deadlines.shutdown * Self.starvedDeadlines {
            state = .over(.hypervisorStopped)
        }
    }

    private func judged(at now: Duration) -> ExitCause? {
        let silent = now - lastProgress
        let limit = deadlines.silence(at: stage)
        if let stopped = pulse.stopped(at: now), stopped >= deadlines.boot / Self.stopShare || silent >= limit {
            return .hypervisorStopped
        }
        if silent >= limit {
            if mayBeTold(after: silent - limit) { return nil }
            guard pulse.isStarved(of: limit / Self.chance) else { return .hung(hang(at: now), stage: stage) }
            return silent >= limit * Self.starvedDeadlines || now >= deadlines.total ? .hypervisorStopped : nil
        }
        if now - lastNews >= limit * Self.sameLines { return .hung(.livelock, stage: stage) }
        guard now >= deadlines.total else { return nil }
        let isStarved = pulse.wasAlwaysStarved(of: deadlines.total / (Self.chance * Self.starvedDeadlines))
        return isStarved ? .hypervisorStopped : .hung(.livelock, stage: stage)
    }

    /// Whether the host was asked about the guest's process, has not said enough, and is waited for: on a host that is so
    /// busy that the guest does not run, its answers come late as well.
    private func mayBeTold(after overdue: Duration) -> Bool {
        askedForVitals != nil && !pulse.isKnown && overdue < vitalsInterval
    }

    private var vitalsInterval: Duration { deadlines.boot / 16 }

    /// What a silence is.
    private func hang(at now: Duration) -> Hang {
        let silent = now - lastProgress
        if stage == .firmware { return pulse.neverRan ? .neverStarted : .noOutput }
        let isHeard = lastHeartbeat.map { now - $0 < deadlines.heartbeat } == true
        guard stage >= .`init`, stage < .sealed else {
            // The kernel has started process 1 and lets it run; the program it watches never came to its hello.
            if stage < .`init`, isHeard { return .userspace }
            return lastRepetition.map { now - $0 < silent / 4 } == true ? .livelock : .kernel
        }
        // Too short a silence proves nothing: process 1 need not have spoken yet.
        guard silent >= deadlines.heartbeat else { return .userspace }
        return isHeard ? .userspace : .kernel
    }

    /// Whether somebody should look at the guest's process now. At most so often that it costs nothing.
    public mutating func asksForVitals(at now: Duration) -> Bool {
        let isDue =
            switch state {
            case .watching: now - lastProgress >= deadlines.boot / 8 || now >= deadlines.total / 4 * 3
            case .holding(let hold): now - hold.since >= hold.wanted
            case .shuttingDown: true
            case .draining, .over: false
            }
        guard isDue, askedForVitals.map({ now - $0 >= vitalsInterval }) ?? true else { return false }
        askedForVitals = now
        return true
    }
}
