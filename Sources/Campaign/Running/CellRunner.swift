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
    let times: @Sendable () -> HostTimes?
    let postMortem: PostMortem

    /// Which boot of a cell it is.
    struct Number: Sendable {
        var attempt: Int
        var rerun: LoneRerun?
    }

    /// One attempt, and the teardown that still runs: QEMU needs a second or two to die, and the next guest need not
    /// wait for it.
    struct Attempt: Sendable {
        var outcome: BootOutcome
        /// From the start of the attempt to the end of the watching.
        var took: Duration
        var teardown: Task<[String], Never>
    }

    /// Never throws: a guest that cannot be started is an outcome too. After cancellation the cause is `interrupted`.
    func boot(_ cell: Cell, _ spec: GuestSpec, _ number: Number) async -> Attempt {
        let loadBefore = load()
        let timesBefore = times()
        let clock = ContinuousClock()
        let created = clock.now
        progress.report(.cellStarted(cell.id))
        let guest: any RunningGuest
        do {
            guest = try await guests.start(spec)
        } catch {
            let cause: ExitCause = Task.isCancelled ? .interrupted : .notStarted(errorLine(error))
            let record = self.record(
                cell, spec, number, cause, reached: [:], machine: nil, cmdline: "", load: loadBefore)
            let outcome = BootOutcome(
                cell: cell, record: record, items: EvidenceItems(), console: [], domainXML: "", reproduce: "")
            return Attempt(outcome: outcome, took: created.duration(to: clock.now), teardown: Task { [] })
        }
        let watch = GuestWatch(
            guest: guest, cell: cell.id, deadlines: deadlines(for: guest, spec), hold: hold, onHold: onHold,
            progress: progress)
        let watched = await watch.run(clock, created)
        let took = created.duration(to: clock.now)
        let timesAfter = times()
        // Of a guest that did not end well others ask, within bounds.
        let vitals = watched.cause == .sealed ? await guest.vitals() : nil
        let stage = watched.reached.keys.max() ?? .firmware
        let last = await postMortem.examine(guest, watched.cause, stage: stage, spec: spec)
        let known = guest.description
        var record = record(
            cell, spec, number, watched.cause, reached: watched.reached, machine: known.machine,
            cmdline: known.cmdline, load: loadBefore)
        record.host = HostNoise(
            from: timesBefore, to: timesAfter, time: took, loadAfter: load(), vcpus: spec.vcpus, ran: vitals?.ran,
            waited: vitals?.waited)
        record.postMortem = last.record
        if watched.cause == .panicked { record.panicWasTold = watched.panicWasTold }
        if watched.wasStopped { record.machine.wasStopped = true }
        let outcome = BootOutcome(
            cell: cell, record: record, items: watched.items, console: watched.console, domainXML: known.domainXML,
            reproduce: known.reproduce, postMortem: last.files)
        return Attempt(outcome: outcome, took: took, teardown: last.teardown)
    }

    /// For this guest on this host.
    private func deadlines(for guest: any RunningGuest, _ spec: GuestSpec) -> Deadlines {
        let machine = guest.description.machine
        let own = deadlines(machine.accelerator, spec.vcpus)
        let ready = spec.disks.initramfs == nil ? own : own.withInitramfs()
        return machine.pace.map { ready.multiplied(by: $0) } ?? ready
    }

    private func record(
        _ cell: Cell, _ spec: GuestSpec, _ number: Number, _ cause: ExitCause, reached: [GuestStage: Duration],
        machine: MachineRecord?, cmdline: String, load: Double
    ) -> BootRecord {
        BootRecord(
            cell: cell.id.text, attempt: number.attempt, exit: cause, stage: reached.keys.max() ?? .firmware,
            machine: machine ?? .unknown("the guest was not started"), vcpus: spec.vcpus, memory: spec.memory,
            cmdline: cmdline,
            expected: spec.kernel.identity, kernelKey: spec.kernel.key, imageKey: spec.disks.imageKey,
            reached: reached.mapValues(\.inNanoseconds), loadBefore: load, binary: spec.kernel.binary,
            rerun: number.rerun)
    }
}
