// SPDX-License-Identifier: Apache-2.0

import Campaign
import MatrixPlan
import RunStore
import Verdicts
import Vocabulary

/// A stored run, read: what verdicts and comparisons start from.
struct StoredReadings {
    let survey: Survey<AttemptDigest>
    /// One for each attempt that left evidence, with what does not fit the other boots of the run.
    let readings: [CellReading]
    let unavailable: [KernelName: (Blame, String)]

    /// - Parameter rereads: whether every file is read and verified again. Otherwise attempts whose files did not change
    ///   since they were read are known, but for their funnels by module and caller.
    init(_ directory: RunDirectory, rereads: Bool) throws {
        survey = try directory.survey(rereads: rereads) { AttemptDigest($0, $1, matrix: $2) }
        let consistency = RunConsistency(survey.digests)
        readings = survey.digests.map { digest in
            var reading = digest.reading
            reading.problems += consistency.problems(of: digest)
            return reading
        }
        unavailable = (survey.conclusion?.unavailable ?? [:]).mapValues { ($0.blame, $0.reason) }
    }

    /// What is wrong with the run's directory, a sentence each. Damage is never passed over; what merely lies about is.
    var notes: [String] { survey.problems.map { "In the run's directory: \(SafeText.line($0.line))." } }
    var isDamaged: Bool { survey.problems.contains { $0.blame != .user } }
}
