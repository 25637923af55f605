// SPDX-License-Identifier: Apache-2.0

import Campaign
import BootEvidence
import MatrixPlan
import RunStore
import Verdicts
import Vocabulary

/// What a stored run proves. `run` and `report` both come here, so they cannot differ.
struct StoredVerdict {
    let result: MatrixResult

    /// - Parameter rereads: whether every file is read and verified again. Otherwise attempts whose files did not change
    ///   since they were read are known, but for their funnels by module and caller.
    init(_ directory: RunDirectory, rereads: Bool) throws {
        let survey = try directory.survey(rereads: rereads) { AttemptDigest($0, $1, matrix: $2) }
        let consistency = RunConsistency(survey.digests)
        let readings = survey.digests.map { digest in
            var reading = digest.reading
            reading.problems += consistency.problems(of: digest)
            return reading
        }
        let conclusion = survey.conclusion
        var result = Judge.judge(
            matrix: survey.matrix, plan: survey.plan, readings: readings,
            unavailable: (conclusion?.unavailable ?? [:]).mapValues { ($0.blame, $0.reason) },
            run: survey.facts.id, took: conclusion?.took)
        let commits = (survey.facts.commits ?? [:]).sorted { $0.key < $1.key }
        result.notes += commits.map { "The kernel \($0.key) is of a git tree: \($0.value.line)." }
        // Damage is never passed over; what merely lies about is.
        result.notes += survey.problems.map { "In the run's directory: \(SafeText.line($0.line))." }
        if survey.problems.contains(where: { $0.blame != .user }) {
            result.status = .combined([result.status, .error])
        }
        self.result = result
    }
}
