// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension CriterionOutcome {
    /// Whether the run's status is made of it, among others.
    var decides: Bool { severity == .fail && status != .skip }
}

extension Notes {
    /// That no criterion decides, and what to do; nil where one does.
    static func undecided(_ criteria: [CriterionOutcome]) -> String? {
        guard !criteria.contains(where: \.decides) else { return nil }
        guard criteria.contains(where: { $0.status != .skip }) else {
            return "No criterion was judged, so nothing is proved; choose a filter that leaves one its cells."
        }
        let wasFiltered = criteria.contains { $0.severity == .fail }
        return "Only criteria of severity warn were judged, so nothing here decides, and no such run passes; "
            + (wasFiltered
                ? "choose a filter that leaves one of severity fail its cells." : "give one the severity fail.")
    }
}
