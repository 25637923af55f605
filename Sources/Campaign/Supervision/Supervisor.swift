// SPDX-License-Identifier: Apache-2.0

public import BootEvidence

/// Decides when a boot is over and why. A pure state machine: events and times go in, at most one cause comes out.
/// Times are durations since the domain was created.
public struct Supervisor: Sendable {
    private enum State: Sendable {
        case watching
        /// Sealed; the guest idles, and need not be heard.
        case holding(Hold)
        /// The guest said that it powers off.
        case shuttingDown(Hold, since: Duration)
        /// The cause is known; what the guest still says is kept until then.
        case draining(ExitCause, until: Duration)
        case over(ExitCause)
    }

    public let deadlines: Deadlines
    private let hold: Duration?
    private var state = State.watching
    private var lastProgress = Duration.zero
    private var printk = PrintkClock()
    private var words = GuestWords()
    /// When we last did not listen, and for how long.
    private var missed: (at: Duration, time: Duration)?
    /// When each stage was first seen.
    public private(set) var reached: [GuestStage: Duration] = [.firmware: .zero]

    /// - Parameter hold: how long the guest shall stay up after its seal before it powers off; nil where the seal is
    ///   the end.
    public init(deadlines: Deadlines, hold: Duration? = nil) {
        self.deadlines = deadlines
        self.hold = hold
    }

    /// The farthest stage so far.
    public var stage: GuestStage { reached.keys.max() ?? .firmware }

    /// The cause, once the boot is over.
    public var cause: ExitCause? {
        if case .over(let cause) = state { return cause }
        return nil
    }

    /// How much of the hold is left; nil when the guest does not hold now.
    public func holdLeft(at now: Duration) -> Duration? {
        guard case .holding(let hold) = state else { return nil }
        return hold.left(at: now)
    }

    /// What came over the console, through the evidence stream, from libvirt, or from the clock.
    public enum Input: Sendable {
        case console([UInt8])
        case evidenceBytes
        case stream(StreamEvent)
        case guest(GuestEvent)
        case tick
        /// Nothing was heard for so long because we did not listen; the times of inputs leave it out.
        case missed(Duration)
        case interrupted
        /// The guest's event stream ended.
        case closed
    }

    public mutating func take(_ input: Input, at now: Duration) {
        if case .over = state { return }
        switch input {
        case .console(let bytes):
            if reached[.kernel] == nil, !bytes.isEmpty { reach(.kernel, at: now) }
            if printk.advances(with: bytes) { lastProgress = now }
            for saying in words.take(bytes) { take(saying, at: now) }
        case .evidenceBytes:
            lastProgress = now
        case .stream(let event):
            take(event, at: now)
        case .guest(let event):
            take(event, at: now)
        case .interrupted:
            state = .over(.interrupted)
        case .closed:
            if case .draining(let cause, _) = state {
                state = .over(cause)
            } else {
                state = .over(.connectionLost("the guest's streams ended without a reason"))
            }
        case .missed(let time):
            missed = (now, time)
            if case .holding(var hold) = state {
                hold.unheard += time
                state = .holding(hold)
            }
        case .tick:
            break
        }
        checkDeadlines(at: now)
    }

    private mutating func take(_ event: StreamEvent, at now: Duration) {
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

    private mutating func take(_ event: GuestEvent, at now: Duration) {
        switch event {
        case .console, .evidence: break
        case .panicked: state = .draining(.panicked, until: now + deadlines.drain)
        case .poweredOff: poweredOff(at: now)
        case .rebooted: end(.rebooted, at: now)
        case .hypervisorGone(let words): end(.hypervisorGone(words), at: now)
        case .connectionLost(let words): end(.connectionLost(words), at: now)
        case .overSize(let stream):
            // Only our own program writes evidence; the console is the kernel's.
            let isOurs = stream.hasPrefix("evidence")
            state = .over(isOurs ? .brokenStream("too much evidence: \(stream)") : .overSize(stream))
        }
    }

    private mutating func take(_ saying: GuestWords.Saying, at now: Duration) {
        switch (saying, state) {
        case (.fault(let words), .watching), (.fault(let words), .holding), (.fault(let words), .shuttingDown):
            // The kernel may still say why, as with a program that the OOM killer took.
            state = .draining(.guestProgramBroke(words), until: now + deadlines.drain)
        case (.bootFailed(let words), .watching) where stage < .`init`:
            state = .draining(.noRoot(words), until: now + deadlines.drain)
        case (.poweringOff, .holding(let hold)):
            reach(.held, at: now)
            state = .shuttingDown(hold, since: now)
        default: break
        }
    }

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

    private mutating func reach(_ stage: GuestStage, at now: Duration) {
        if reached[stage] == nil { reached[stage] = now }
        lastProgress = now
    }

    private mutating func checkDeadlines(at now: Duration) {
        switch state {
        case .over: break
        case .draining(let cause, let until):
            if now >= until { state = .over(cause) }
        case .holding(let hold):
            if now - hold.since >= hold.wanted + deadlines.shutdown {
                state = .over(.hung(Hang(silentAt: stage), stage: stage))
            }
        case .shuttingDown(_, let since):
            if now - since >= deadlines.shutdown { state = .over(.shutdownStuck) }
        case .watching:
            if now - lastProgress >= deadlines.silence {
                state = .over(.hung(Hang(silentAt: stage), stage: stage))
            } else if now >= deadlines.total {
                state = .over(.hung(.livelock, stage: stage))
            }
        }
    }
}
