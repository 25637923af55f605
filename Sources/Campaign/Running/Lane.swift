// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// Boots the cells of one block, one after another. Guests that hold overlap while they idle.
struct Lane: Sendable {
    let campaign: Campaign
    let pantry: Pantry
    /// What an earlier part of the run stored.
    let stored: Campaign.Stored
    let reruns: Reruns
    let cores: CoreAllowance

    func run(_ block: Block) async throws -> [String] {
        let cells = block.cells.filter { !stored.finished.contains($0.id) }
        return campaign.hold(block.workload) == nil ? try await runApart(cells) : try await runHeld(cells)
    }

    private func runApart(_ cells: [Cell]) async throws -> [String] {
        var leftovers: [String] = []
        var dying: Task<[String], Never>?
        do {
            for cell in cells {
                guard let provision = try await pantry.provision(cell.coordinates.kernel) else { continue }
                let previous = dying
                dying = try await boot(cell, provision)
                // At most one guest dies while the next one boots.
                if let previous { leftovers += await previous.value }
            }
        } catch {
            if let dying { _ = await dying.value }
            throw error
        }
        if let dying { leftovers += await dying.value }
        return leftovers
    }

    /// Boots a cell until an attempt is not our fault or the host's, and stores each attempt.
    /// - Parameter onHold: called when the guest begins to idle.
    /// - Returns: the last teardown, which may still run.
    func boot(
        _ cell: Cell, _ provision: Pantry.Provision, onHold: @escaping @Sendable () -> Void = {}
    ) async throws -> Task<[String], Never> {
        let (kernel, stall) = (cell.coordinates.kernel, stored.stalls[cell.id])
        if let stall, !(await reruns.isWorthwhile(kernel, stall.sign)) { return Task { [] } }
        var number = CellRunner.Number(
            attempt: (stored.attempts[cell.id] ?? 0) + 1, rerun: stall.map { LoneRerun(of: $0.attempt) })
        var asked = stall?.sign
        var failures = 0
        while true {
            let (outcome, teardown) = try await bootOnce(cell, provision, number, onHold: onHold)
            let cause = outcome.record.exit
            if cause == .interrupted {
                _ = await teardown.value
                throw CancellationError()
            }
            let look = Stall.Look(outcome, allowed: campaign.matrix.allow)
            if let asked, look.confirms(asked) {
                await reruns.cameAgain(kernel, asked)
            }
            if look.isTheHosts || cause.blame == .host || cause.blame == .harness {
                failures += 1
                let most = look.isTheHosts ? Campaign.attemptsOfTranslator : Campaign.attempts
                guard failures < most, !look.showsReport else { return teardown }
                let text = look.isTheHosts ? "QEMU executed a breakpoint that is not in memory" : cause.summary
                campaign.ports.progress.report(.note("\(cell.id): \(text); once more"))
            } else if let sign = look.sign, await reruns.isWorthwhile(kernel, sign) {
                asked = sign
                number.rerun = LoneRerun(of: number.attempt)
                failures = 0
                campaign.ports.progress.report(.note("\(cell.id): \(sign), on a crowded host; once more, alone"))
            } else {
                return teardown
            }
            _ = await teardown.value
            number.attempt += 1
        }
    }

    private func bootOnce(
        _ cell: Cell, _ provision: Pantry.Provision, _ number: CellRunner.Number, onHold: @escaping @Sendable () -> Void
    ) async throws -> (BootOutcome, Task<[String], Never>) {
        let ports = campaign.ports
        let place = cell.coordinates
        // Compilers take no lease, and every CPU.
        if number.rerun != nil { await pantry.settle() }
        let demand = Demand(
            cpus: number.rerun == nil ? place.vcpus : Demand.everyPlace,
            memory: campaign.matrix.memory(of: place.kernel), holder: "\(campaign.runName) \(cell.id)")
        let lease = try await ports.capacity.acquire(demand)
        let spec: GuestSpec
        do {
            spec = GuestSpec(
                domain: "bootmatrix-\(campaign.runName)-\(cell.id)", cell: cell.id, vcpus: place.vcpus,
                memory: campaign.matrix.memory(of: place.kernel), kernel: provision.kernel, disks: provision.disks,
                cmdline: words(place.kernel, number), workload: place.workload,
                scratch: try await ports.evidence.scratch(for: cell.id), keepsCore: campaign.matrix.core == .onPanic)
        } catch {
            await lease.release()
            throw error
        }
        let patience = campaign.matrix.patience(of: place.kernel) * (number.rerun?.patience ?? 1)
        let deadlines = campaign.deadlines
        let runner = CellRunner(
            guests: ports.guests, progress: ports.progress,
            deadlines: { deadlines($0, $1).multiplied(by: patience) },
            hold: campaign.hold(place.workload),
            onHold: {
                await lease.releaseCPUs()
                onHold()
            }, load: ports.load, times: ports.times,
            postMortem: PostMortem(campaign, of: cell, patience: patience, cores: cores))
        var done = await runner.boot(cell, spec, number)
        // A guest on its way out takes no CPU to speak of, and its memory for a second or two: the next may start.
        await lease.release()
        if done.outcome.record.exit != .interrupted {
            do {
                done.outcome.record.exit = try await ports.evidence.store(done.outcome)
            } catch {
                _ = await done.teardown.value
                throw error
            }
        }
        // After the store: what is told to be done is there, whatever ends us now.
        ports.progress.report(.cellEnded(cell.id, done.outcome.record.exit, took: done.took))
        return (done.outcome, done.teardown)
    }

    private func words(_ kernel: KernelName, _ number: CellRunner.Number) -> [String] {
        let words = campaign.matrix.words(of: kernel)
        return number.rerun.map { words + Stall.words(words, patience: $0.patience) } ?? words
    }
}
