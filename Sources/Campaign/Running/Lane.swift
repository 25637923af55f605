// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// Boots the cells of one block, one after another. Guests that hold overlap while they idle.
struct Lane: Sendable {
    let campaign: Campaign
    let pantry: Pantry
    /// Attempts that an earlier part of the run stored.
    let stored: [CellID: Int]

    /// How often a cell is tried when the host or the connection failed it. Never again after a kernel's failure: a
    /// retry must not hide one.
    static let attempts = 2

    func run(_ block: Block, finished: Set<CellID>) async throws -> [String] {
        let cells = block.cells.filter { !finished.contains($0.id) }
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

    /// Boots a cell until an attempt is not the host's fault, and stores each attempt.
    /// - Parameter onHold: called when the guest begins to idle.
    /// - Returns: the last teardown, which may still run.
    func boot(
        _ cell: Cell, _ provision: Pantry.Provision, onHold: @escaping @Sendable () -> Void = {}
    ) async throws -> Task<[String], Never> {
        let first = (stored[cell.id] ?? 0) + 1
        var attempt = first
        while true {
            let (cause, teardown) = try await bootOnce(cell, provision, attempt: attempt, onHold: onHold)
            if cause == .interrupted {
                _ = await teardown.value
                throw CancellationError()
            }
            guard cause.blame == .host, attempt - first + 1 < Self.attempts else { return teardown }
            _ = await teardown.value
            campaign.ports.progress.report(.note("\(cell.id): \(cause.summary); once more"))
            attempt += 1
        }
    }

    private func bootOnce(
        _ cell: Cell, _ provision: Pantry.Provision, attempt: Int, onHold: @escaping @Sendable () -> Void
    ) async throws -> (ExitCause, Task<[String], Never>) {
        let ports = campaign.ports
        let place = cell.coordinates
        let demand = Demand(
            cpus: place.vcpus, memory: campaign.matrix.memory(of: place.kernel),
            holder: "\(campaign.runName) \(cell.id)")
        let lease = try await ports.capacity.acquire(demand)
        let spec: GuestSpec
        do {
            spec = GuestSpec(
                domain: "bootmatrix-\(campaign.runName)-\(cell.id)", cell: cell.id, vcpus: place.vcpus,
                memory: campaign.matrix.memory(of: place.kernel), kernel: provision.kernel, disks: provision.disks,
                cmdline: campaign.matrix.words(of: place.kernel), workload: place.workload,
                scratch: try await ports.evidence.scratch(for: cell.id), keepsCore: campaign.matrix.core == .onPanic)
        } catch {
            await lease.release()
            throw error
        }
        let patience = campaign.matrix.patience(of: place.kernel)
        let deadlines = campaign.deadlines
        let runner = CellRunner(
            guests: ports.guests, progress: ports.progress,
            deadlines: { deadlines($0, $1).multiplied(by: patience) },
            hold: campaign.hold(place.workload),
            onHold: {
                await lease.releaseCPUs()
                onHold()
            }, load: ports.load, postMortem: PostMortem(campaign, of: cell.id))
        let done = await runner.boot(cell, spec, attempt: attempt)
        // A guest on its way out takes no CPU to speak of, and its memory for a second or two: the next may start.
        await lease.release()
        if done.outcome.record.exit != .interrupted {
            do {
                try await ports.evidence.store(done.outcome)
            } catch {
                _ = await done.teardown.value
                throw error
            }
        }
        // After the store: what is told to be done is there, whatever ends us now.
        ports.progress.report(.cellEnded(cell.id, done.outcome.record.exit, took: done.took))
        return (done.outcome.record.exit, done.teardown)
    }
}
