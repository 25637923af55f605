// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import RunStore
import Verdicts
import Vocabulary

/// A stored run and what it proves. `run` and `report` both come here, so they cannot differ.
struct StoredVerdict {
    let stored: StoredRun
    let result: MatrixResult

    init(_ directory: RunDirectory) throws {
        stored = try directory.load()
        let consistency = RunConsistency(stored)
        let readings = stored.cells.flatMap { cell in
            cell.attempts.map { Self.reading(of: $0, cell: cell.cell, consistency) }
        }
        let conclusion = stored.conclusion
        var result = Judge.judge(
            matrix: stored.matrix, plan: stored.plan, readings: readings,
            unavailable: (conclusion?.unavailable ?? [:]).mapValues { ($0.blame, $0.reason) },
            run: stored.facts.id, took: conclusion?.took)
        // Damage is never passed over; what merely lies about is.
        result.notes += stored.problems.map { "In the run's directory: \(SafeText.line($0.line))." }
        if stored.problems.contains(where: { $0.blame != .user }) {
            result.status = .combined([result.status, .error])
        }
        self.result = result
    }

    /// Evidence that was damaged on disk is a broken test, never an absent one.
    private static func reading(
        of attempt: StoredAttempt, cell: Cell, _ consistency: RunConsistency
    ) -> CellReading {
        switch attempt.content {
        case .success(let outcome):
            var reading = CellReading(
                cell: cell, record: outcome.record, items: outcome.items, console: outcome.console)
            reading.problems += consistency.problems(of: outcome)
            return reading
        case .failure(let error):
            let problem = CellReading.Problem(check: .unreadable, blame: .harness, text: error.line)
            return CellReading(
                cell: cell, attempt: attempt.number,
                exit: .brokenStream("the stored evidence is damaged: \(error.line)"),
                stage: .firmware, machine: .unknown, findings: [], values: [:], modules: nil, problems: [problem])
        }
    }
}

extension MachineRecord {
    /// For evidence that cannot be read.
    static let unknown = MachineRecord(
        accelerator: .tcg, reason: "", connection: "", libvirt: "", qemu: "", machineType: "", cpuModel: "", hostCPUs: 0
    )
}
