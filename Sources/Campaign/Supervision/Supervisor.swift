// SPDX-License-Identifier: Apache-2.0

public import BootEvidence

/// Decides when a boot is over and why. A pure state machine: events and times go in, at most one cause comes out.
/// Times are durations since the domain was created.
public struct Supervisor: Sendable {
    enum State: Sendable {
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
    let hold: Duration?
    var state = State.watching
    private(set) var lastProgress: Duration
    /// When there was more than the same lines with later times.
    private(set) var lastNews: Duration
    /// When the console last repeated itself without a later time.
    private(set) var lastRepetition: Duration?
    /// The console has the words of a panic.
    private(set) var saidPanic = false
    /// When process 1 last said that its program takes long: proof that the kernel schedules.
    private(set) var lastHeartbeat: Duration?
    private(set) var pulse = Pulse()
    var askedForVitals: Duration?
    /// When the guest's program said that it broke; nil where it did not.
    var programBroke: Duration?
    /// pvpanic has told of a panic.
    public internal(set) var panicWasTold = false
    /// Its process was once seen to be stopped.
    public private(set) var wasStopped = false
    private var printk = PrintkClock()
    private var words = GuestWords()
    /// When we last did not listen, and for how long.
    private(set) var missed: (at: Duration, time: Duration)?
    /// When each stage was first seen.
    public private(set) var reached: [GuestStage: Duration] = [.firmware: .zero]

    /// - Parameters:
    ///   - hold: how long the guest shall stay up after its seal before it powers off; nil where the seal is the end.
    ///   - started: when its processors ran; it is silent from then on, while its whole time counts from the creation.
    public init(deadlines: Deadlines, hold: Duration? = nil, started: Duration = .zero) {
        self.deadlines = deadlines
        self.hold = hold
        lastProgress = started
        lastNews = started
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
        /// What the host says of the guest's process; an answer to `asksForVitals`.
        case vitals(GuestVitals)
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
            let heard = printk.hear(bytes)
            if heard.progress {
                progress(at: now, isNew: heard.news)
                renewDrain(at: now)
            }
            if heard.repetition { lastRepetition = now }
            if heard.panic { saidPanic = true }
            for saying in words.take(bytes) {
                if saying == .busy { lastHeartbeat = now }
                hear(saying, at: now)
            }
        case .evidenceBytes:
            progress(at: now)
        case .stream(let event):
            hear(event, at: now)
        case .guest(let event):
            hear(event, at: now)
        case .vitals(let vitals):
            take(vitals, at: now)
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

    private mutating func take(_ vitals: GuestVitals, at now: Duration) {
        let stoodStill = pulse.stopped(at: now) != nil
        pulse.take(vitals, at: now)
        if vitals.isStopped { wasStopped = true }
        // Whoever is let go on starts anew: the time before was not the guest's.
        if stoodStill, !vitals.isStopped { progress(at: now) }
    }

    mutating func reach(_ stage: GuestStage, at now: Duration) {
        if reached[stage] == nil { reached[stage] = now }
        progress(at: now)
    }

    private mutating func progress(at now: Duration, isNew: Bool = true) {
        lastProgress = now
        if isNew { lastNews = now }
        pulse.restart()
    }
}
