// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import RunStore
import Verdicts
import Vocabulary

/// What verdicts need of one attempt.
struct AttemptDigest: Codable, Sendable {
    var reading: CellReading
    /// What does not fit the run's matrix.
    var misfits: [CellReading.Problem]
    /// The keys of what booted; nil when the evidence cannot be read.
    var kernelKey: String?
    var imageKey: String?

    init(_ cell: Cell, _ attempt: StoredAttempt, matrix: Matrix) {
        switch attempt.content {
        case .success(let outcome):
            reading = CellReading(
                cell: cell, record: outcome.record, items: outcome.items, console: outcome.console,
                interrogation: outcome.postMortem.interrogation)
            misfits = RunConsistency.misfits(of: outcome, matrix)
            kernelKey = outcome.record.kernelKey
            imageKey = outcome.record.imageKey
        case .failure(let error):
            // Evidence that was damaged on disk is a broken test, never an absent one.
            let problem = CellReading.Problem(check: .unreadable, blame: .harness, text: error.line)
            reading = CellReading(
                cell: cell, attempt: attempt.number,
                exit: .brokenStream("the stored evidence is damaged: \(error.line)"),
                stage: .firmware, machine: .unknown(), findings: [], values: [:], modules: nil, problems: [problem])
            misfits = []
        }
    }
}
