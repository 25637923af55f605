// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import RunStore
import Verdicts
import Vocabulary

/// What a stored run proves. `run` and `report` both come here, so they cannot differ.
struct StoredVerdict {
    let result: MatrixResult

    /// - Parameter rereads: as in `StoredReadings`.
    init(_ directory: RunDirectory, rereads: Bool) throws {
        let stored = try StoredReadings(directory, rereads: rereads)
        let survey = stored.survey
        var result = Judge.judge(
            matrix: survey.matrix, plan: survey.plan, readings: stored.readings, unavailable: stored.unavailable,
            run: survey.facts.id, took: survey.conclusion?.took)
        let commits = (survey.facts.commits ?? [:]).sorted { $0.key < $1.key }
        result.notes += commits.map { "The kernel \($0.key) is of a git tree: \($0.value.line)." }
        result.notes += stored.notes
        if stored.isDamaged { result.status = .combined([result.status, .error]) }
        self.result = result
    }
}
