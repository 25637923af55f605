// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension CriterionOutcome {
    /// The same of severity `warn`: what would be a FAIL is a warning. Nobody who counts statuses takes it for more.
    func asWarning() -> CriterionOutcome {
        var outcome = self
        outcome.severity = .warn
        outcome.warns = status == .fail
        outcome.status = status.unlessFail
        for index in outcome.rows.indices {
            outcome.rows[index].warns = outcome.rows[index].status == .fail
            outcome.rows[index].status = outcome.rows[index].status.unlessFail
        }
        for index in outcome.offences.indices {
            outcome.offences[index].status = outcome.offences[index].status.unlessFail
        }
        return outcome
    }
}

extension Status {
    fileprivate var unlessFail: Status { self == .fail ? .pass : self }
}
