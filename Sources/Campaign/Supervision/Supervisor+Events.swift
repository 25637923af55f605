// SPDX-License-Identifier: Apache-2.0

import BootEvidence

/// What a guest, its program and libvirt tell, one by one.
extension Supervisor {
    mutating func hear(_ event: StreamEvent, at now: Duration) {
        switch event {
        case .reached(let stage): reach(stage, at: now)
        case .sealed:
            reach(.sealed, at: now)
            // A panic that was already announced is the cause, however complete the evidence is.
            guard case .watching = state else { break }
            guard let hold else {
                state = .over(.sealed)
                break
            }
            // A seal that is read right after we were stopped may have waited for us all that time.
            let waited = missed.map { now - $0.at < .seconds(1) ? $0.time : .zero } ?? .zero
            state = .holding(Hold(since: now, wanted: hold, unheard: waited))
        case .broken(let fault):
            // The panic's event may be on its way: a guest that dies in the middle of a frame is not a broken harness.
            if case .watching = state {
                state = .draining(.brokenStream(fault.what), until: now + deadlines.drain)
            }
        case .note, .item: break
        }
    }

    mutating func hear(_ event: GuestEvent, at now: Duration) {
        switch event {
        case .console, .evidence: break
        case .panicked:
            panicWasTold = true
            state = .draining(.panicked, until: now + deadlines.drain)
        case .poweredOff: poweredOff(at: now)
        // A panic before the driver of pvpanic is there, or without it, ends in the reset that `panic=-1` asks for.
        case .rebooted: end(saidPanic ? .panicked : .rebooted, at: now)
        case .hypervisorGone(let words): end(.hypervisorGone(words), at: now)
        case .connectionLost(let words): end(.connectionLost(words), at: now)
        case .overSize(let stream):
            // Only our own program writes evidence; the console is the kernel's.
            let isOurs = stream.hasPrefix("evidence")
            state = .over(isOurs ? .brokenStream("too much evidence: \(stream)") : .overSize(stream))
        }
    }

    mutating func hear(_ saying: GuestWords.Saying, at now: Duration) {
        switch (saying, state) {
        case (.fault(let words), .watching), (.fault(let words), .holding), (.fault(let words), .shuttingDown):
            // The kernel may still say why, as with a program that the OOM killer took.
            programBroke = now
            state = .draining(.guestProgramBroke(words), until: now + deadlines.drain)
        case (.bootFailed(let words), .watching) where stage < .`init`:
            state = .draining(.noRoot(words), until: now + deadlines.drain)
        case (.poweringOff, .holding(let hold)):
            reach(.held, at: now)
            state = .shuttingDown(hold, since: now)
        default: break
        }
    }

    /// A kernel that talks on after it killed the guest's program may be on its way to a panic, which then is the cause.
    /// It has the time for that while its own time advances, within a bound.
    mutating func renewDrain(at now: Duration) {
        guard let programBroke, case .draining(.guestProgramBroke(let words), let until) = state else { return }
        let longest = programBroke + deadlines.drain * Self.longestDrain
        state = .draining(.guestProgramBroke(words), until: max(until, min(now + deadlines.drain, longest)))
    }

    /// For how many times the drain a kernel is heard at most after the guest's program broke.
    private static let longestDrain = 10

    /// The end that a held guest is to have. Whether it came in time is told by our clock and not by the guest's word,
    /// which a line of the kernel may have torn.
    private mutating func poweredOff(at now: Duration) {
        switch state {
        case .holding(let hold):
            guard hold.wasLongEnough(at: now) else { return end(.poweredOff, at: now) }
            reach(.held, at: now)
            end(.sealed, at: now)
        case .shuttingDown(let hold, _):
            guard hold.wasLongEnough(at: now) else {
                // It held for as long as it was told to, by a clock that runs ahead.
                return end(.guestProgramBroke("its clock ran ahead of ours while it held"), at: now)
            }
            reach(.held, at: now)
            end(.sealed, at: now)
        // As the program does when it cannot go on.
        case .draining(.guestProgramBroke, _): break
        default: end(.poweredOff, at: now)
        }
    }

    /// The guest is gone, its last words may still be in a socket. What was known before stays the cause.
    private mutating func end(_ cause: ExitCause, at now: Duration) {
        if case .draining(.panicked, _) = state { return }
        state = .draining(cause, until: now + deadlines.drain)
    }
}
