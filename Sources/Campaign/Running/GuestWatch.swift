// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// Reads one guest until its supervisor says that it is over.
struct GuestWatch: Sendable {
    let guest: any RunningGuest
    let cell: CellID
    let deadlines: Deadlines
    let hold: Duration?
    /// Called once when the hold begins.
    let onHold: @Sendable () async -> Void
    let progress: any ProgressPort

    /// What was seen.
    struct Watched {
        var cause: ExitCause
        var reached: [GuestStage: Duration]
        var wasStopped: Bool
        var panicWasTold: Bool
        var items: EvidenceItems
        var console: [UInt8]
    }

    private static let longestGap = Duration.seconds(5)
    private static let tick = Duration.milliseconds(200)

    private enum Signal: Sendable {
        case guest(GuestEvent)
        case vitals(GuestVitals)
        case tick
        case closed
    }

    /// - Parameter created: when the domain was; times are counted from then.
    func run(_ clock: ContinuousClock, _ created: ContinuousClock.Instant) async -> Watched {
        // What libvirt took to start it is no silence of the guest's.
        var last = created.duration(to: clock.now)
        var supervisor = Supervisor(deadlines: deadlines, hold: hold, started: last)
        var decoder = EvidenceStreamDecoder()
        var console: [UInt8] = []
        let (signals, feed) = AsyncStream.makeStream(of: Signal.self)
        let pump = Task {
            for await event in guest.events { feed.yield(.guest(event)) }
            feed.yield(.closed)
        }
        let ticker = Task {
            while !Task.isCancelled {
                feed.yield(.tick)
                try? await Task.sleep(for: Self.tick)
            }
        }
        defer {
            pump.cancel()
            ticker.cancel()
            feed.finish()
        }
        var pauses = Duration.zero
        var secondsLeft: Int64?
        // Beside the reading: whoever is told may have to wait for other processes, and the guest goes on meanwhile.
        var telling: Task<Void, Never>?
        defer { telling?.cancel() }
        for await signal in signals {
            let real = created.duration(to: clock.now)
            // Ticks come five times a second. Where they did not, we were stopped (Ctrl-Z, a host that slept), and no
            // guest can be blamed for what we did not hear.
            let gap = real - last
            if gap > Self.longestGap { pauses += gap }
            last = real
            let now = real - pauses
            let before = supervisor.stage
            if gap > Self.longestGap { supervisor.take(.missed(gap), at: now) }
            if Task.isCancelled { supervisor.take(.interrupted, at: now) }
            switch signal {
            case .tick:
                supervisor.take(.tick, at: now)
                // Beside the reading as well: libvirt may take its time.
                if supervisor.asksForVitals(at: now) {
                    Task { if let vitals = await guest.vitals() { feed.yield(.vitals(vitals)) } }
                }
            case .vitals(let vitals): supervisor.take(.vitals(vitals), at: now)
            case .closed: supervisor.take(.closed, at: now)
            case .guest(.console(let bytes)):
                console += bytes
                supervisor.take(.console(bytes), at: now)
            case .guest(.evidence(let bytes)):
                supervisor.take(.evidenceBytes, at: now)
                for event in decoder.feed(bytes) { supervisor.take(.stream(event), at: now) }
            case .guest(let event): supervisor.take(.guest(event), at: now)
            }
            if supervisor.stage != before { progress.report(.cellReached(cell, supervisor.stage)) }
            if let total = hold, let left = supervisor.holdLeft(at: now) {
                if secondsLeft == nil { telling = Task { await onHold() } }
                if left.components.seconds != secondsLeft {
                    progress.report(.cellHolding(cell, left: left, total: total))
                }
                secondsLeft = left.components.seconds
            }
            if supervisor.cause != nil { break }
        }
        _ = decoder.finish()
        return Watched(
            cause: supervisor.cause ?? .interrupted, reached: supervisor.reached, wasStopped: supervisor.wasStopped,
            panicWasTold: supervisor.panicWasTold,
            items: decoder.items,
            console: console)
    }
}
