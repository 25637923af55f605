// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Dispatch
import MatrixPlan
import RunStore
import Verdicts
import Vocabulary

/// What a stored run proves. `run` and `report` both come here, so they cannot differ.
struct StoredVerdict {
    let result: MatrixResult
    let matrix: Matrix

    /// - Parameters:
    ///   - rereads: as in `StoredReadings`.
    ///   - unavailable: kernels that a run which still goes on could not have; nil for those it was concluded with.
    init(
        _ directory: RunDirectory, rereads: Bool, unavailable: [KernelName: Campaign.Unavailable]? = nil
    ) throws {
        let stored = try StoredReadings(directory, rereads: rereads)
        let survey = stored.survey
        var result = Judge.conclude(
            matrix: survey.matrix, plan: survey.plan, readings: stored.readings,
            unavailable: unavailable?.mapValues { ($0.blame, $0.reason) } ?? stored.unavailable,
            run: survey.facts.id, took: survey.conclusion?.took, decidedBefore: survey.conclusion?.decidedAt)
        let commits = (survey.facts.commits ?? [:]).sorted { $0.key < $1.key }
        result.notes += commits.map { "The kernel \($0.key) is of a git tree: \($0.value.line)." }
        result.notes += stored.notes
        if unavailable == nil { result.design = RunDesign(planned: survey.matrix, survey.plan, result: result) }
        if stored.isDamaged { result.status = .combined([result.status, .error]) }
        self.result = result
        matrix = survey.matrix
    }
}

extension StoredVerdict {
    /// Whether a look decides a run that still goes on, as `report` would say of what is stored now. Off the cooperative
    /// pool: it reads and parses what is new, on all CPUs.
    static func isDecided(
        _ directory: RunDirectory, look: Int, unavailable: [KernelName: Campaign.Unavailable]
    ) async throws -> Bool {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let verdict = try StoredVerdict(directory, rereads: false, unavailable: unavailable)
                        guard let looked = verdict.result.looked, looked.look <= look else { return false }
                        return looked.standing == .decided
                    })
            }
        }
    }
}
