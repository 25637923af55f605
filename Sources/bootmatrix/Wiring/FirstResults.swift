// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import Synchronization
import Verdicts
import Vocabulary

/// The store, with a word on the first boot at each place of a kernel that came ready: the table is far off while other
/// kernels are compiled, and a verdict on such a boot needs none of them.
final class FirstResults: EvidencePort {
    private let store: any EvidencePort
    private let matrix: Matrix
    private let progress: any ProgressPort
    /// Places of which nothing was said yet.
    private let silent: Mutex<Set<Coordinates>>

    /// - Parameter ready: the kernels whose boots are spoken of.
    init(_ store: any EvidencePort, matrix: Matrix, ready: Set<KernelName>, progress: any ProgressPort) {
        self.store = store
        self.matrix = matrix
        self.progress = progress
        silent = Mutex(Set(matrix.coordinates.filter { ready.contains($0.kernel) }))
    }

    func scratch(for cell: CellID) async throws -> String { try await store.scratch(for: cell) }

    func room(for cell: CellID) async throws -> String { try await store.room(for: cell) }

    func store(_ outcome: BootOutcome) async throws -> ExitCause {
        let exit = try await store.store(outcome)
        if silent.withLock({ $0.remove(outcome.cell.coordinates) }) != nil {
            progress.report(.note(await Self.line(outcome, in: matrix)))
        }
        return exit
    }

    /// `debian-6.1-cloud at 4 vCPUs, coldplug: PASS so far; 27 modules`.
    @concurrent
    private static func line(_ outcome: BootOutcome, in matrix: Matrix) async -> String {
        let (cell, place) = (outcome.cell, outcome.cell.coordinates)
        let reading = CellReading(
            cell: cell, record: outcome.record, items: outcome.items, console: outcome.console,
            interrogation: outcome.postMortem.interrogation)
        let block = Block(
            vcpus: place.vcpus, workload: place.workload, repetition: cell.repetition, cells: [cell])
        let alone = Plan(seed: 0, rounds: [Round(blocks: [block])])
        let result = Judge.judge(matrix: matrix, plan: alone, readings: [reading])
        let verdict = result.coordinates.first { $0.coordinates == place }
        let word = verdict.map { "\($0.status.rawValue)\($0.word.map { " (\($0))" } ?? "")" } ?? "no verdict"
        let modules = reading.modules.map { "; \($0.count) modules" } ?? ""
        let count = place.vcpus == 1 ? "1 vCPU" : "\(place.vcpus) vCPUs"
        return "first result: \(place.kernel) at \(count), \(place.workload): \(word) so far\(modules)"
    }
}
