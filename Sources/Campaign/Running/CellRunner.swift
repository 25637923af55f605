// SPDX-License-Identifier: Apache-2.0

import BootEvidence

import MatrixPlan
import Vocabulary

/// Boots one cell once and gathers what it leaves behind.
struct CellRunner: Sendable {
    let guests: any GuestPort
    let progress: any ProgressPort
    let deadlines: @Sendable (Accelerator, _ vcpus: Int) -> Deadlines
    /// How long the guest stays up after its seal; nil when the seal is the end.
    let hold: Duration?
    /// Called once when the hold begins: from here on the guest idles.
    let onHold: @Sendable () async -> Void
    /// The host's load average now.
    let load: @Sendable () -> Double
    let postMortem: PostMortem

    /// One attempt, and the teardown that still runs: QEMU needs a second or two to die, and the next guest need not
    /// wait for it.
    struct Attempt: Sendable {
        var outcome: BootOutcome
        /// From the start of the attempt to the end of the watching.
        var took: Duration
        var teardown: Task<[String], Never>
    }

    private static let longestGap = Duration.seconds(5)

    private enum Signal: Sendable {
        case guest(GuestEvent)
        case tick
        case closed
    }

    /// Never throws: a guest that cannot be started is an outcome too. After cancellation the cause is `interrupted`.
    func boot(_ cell: Cell, _ spec: GuestSpec, attempt: Int) async -> Attempt {
        let loadBefore = load()
        let clock = ContinuousClock()
        let created = clock.now
        progress.report(.cellStarted(cell.id))
        let guest: any RunningGuest
        do {
            guest = try await guests.start(spec)
        } catch {
            let cause: ExitCause = Task.isCancelled ? .interrupted : .notStarted(errorLine(error))
            let record = self.record(
                cell, spec, attempt, cause, reached: [:], machine: nil, cmdline: "", load: loadBefore)
            let outcome = BootOutcome(
                cell: cell, record: record, items: EvidenceItems(), console: [], domainXML: "", reproduce: "")
            return Attempt(outcome: outcome, took: created.duration(to: clock.now), teardown: Task { [] })
        }
        let watched = await watch(guest, cell: cell, spec: spec, clock: clock, created: created)
        let took = created.duration(to: clock.now)
        let stage = watched.reached.keys.max() ?? .firmware
        let last = await postMortem.examine(guest, watched.cause, stage: stage, spec: spec)
        let known = guest.description
        var record = record(
            cell, spec, attempt, watched.cause, reached: watched.reached, machine: known.machine,
            cmdline: known.cmdline, load: loadBefore)
        record.postMortem = last.record
        let outcome = BootOutcome(
            cell: cell, record: record, items: watched.items, console: watched.console, domainXML: known.domainXML,
            reproduce: known.reproduce, postMortem: last.files)
        return Attempt(outcome: outcome, took: took, teardown: last.teardown)
    }

    private struct Watched {
        var cause: ExitCause
        var reached: [GuestStage: Duration]
        var items: EvidenceItems
        var console: [UInt8]
    }

    /// Reads the guest until the supervisor says that it is over.
    private func watch(
        _ guest: any RunningGuest, cell: Cell, spec: GuestSpec, clock: ContinuousClock, created: ContinuousClock.Instant
    ) async -> Watched {
        var supervisor = Supervisor(
            deadlines: deadlines(guest.description.machine.accelerator, spec.vcpus), hold: hold)
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
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        defer {
            pump.cancel()
            ticker.cancel()
            feed.finish()
        }
        var last = Duration.zero
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
            case .tick: supervisor.take(.tick, at: now)
            case .closed: supervisor.take(.closed, at: now)
            case .guest(.console(let bytes)):
                console += bytes
                supervisor.take(.console(bytes), at: now)
            case .guest(.evidence(let bytes)):
                supervisor.take(.evidenceBytes, at: now)
                for event in decoder.feed(bytes) { supervisor.take(.stream(event), at: now) }
            case .guest(let event): supervisor.take(.guest(event), at: now)
            }
            if supervisor.stage != before { progress.report(.cellReached(cell.id, supervisor.stage)) }
            if let total = hold, let left = supervisor.holdLeft(at: now) {
                if secondsLeft == nil { telling = Task { await onHold() } }
                if left.components.seconds != secondsLeft {
                    progress.report(.cellHolding(cell.id, left: left, total: total))
                }
                secondsLeft = left.components.seconds
            }
            if supervisor.cause != nil { break }
        }
        _ = decoder.finish()
        return Watched(
            cause: supervisor.cause ?? .interrupted, reached: supervisor.reached, items: decoder.items,
            console: console)
    }

    private func record(
        _ cell: Cell, _ spec: GuestSpec, _ attempt: Int, _ cause: ExitCause, reached: [GuestStage: Duration],
        machine: MachineRecord?, cmdline: String, load: Double
    ) -> BootRecord {
        BootRecord(
            cell: cell.id.text, attempt: attempt, exit: cause, stage: reached.keys.max() ?? .firmware,
            machine: machine ?? .unknown("the guest was not started"), vcpus: spec.vcpus, memory: spec.memory,
            cmdline: cmdline,
            expected: spec.kernel.identity, kernelKey: spec.kernel.key, imageKey: spec.disks.imageKey,
            reached: reached.mapValues(\.inNanoseconds), loadBefore: load, binary: spec.kernel.binary)
    }
}
