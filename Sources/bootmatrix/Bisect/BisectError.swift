// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// A step that cannot be begun. Blame is always the user's, so that git stops instead of marking a commit.
struct BisectError: DiagnosableError {
    let code: String
    let what: String
    let location: String?
    let remedy: String?
    var blame: Blame { .user }
    var cause: (any Error)? { nil }

    init(_ refusal: BisectMatrix.Refusal, matrix: String) {
        location = matrix
        switch refusal {
        case .unknown(let name, let known):
            code = "unknown-criterion"
            what = "there is no criterion '\(SafeText.line(name, limit: 80))'"
            remedy = "--criterion takes one of: \(known.joined(separator: ", "))"
        case .compares(let name, let kernel):
            code = "criterion-compares"
            what = "the criterion '\(name)' holds a kernel against \(kernel), and a step of a bisection has one kernel"
            remedy = "write a `bound` on the same metric, between what good and bad commits show"
        case .selectsNothing(let name):
            code = "criterion-selects-nothing"
            what = "the criterion '\(name)' looks at no boot of this step"
            remedy = "see its `when`, then choose another --cell or --criterion"
        case .needs(let name, let needed):
            code = "criterion-needs"
            what = "the criterion '\(name)' needs '\(needed)', which cannot be judged in this step"
            remedy = "take `needs` out in a matrix of its own for the bisection"
        case .none:
            code = "no-criterion"
            what = "no criterion of severity fail can be judged on one kernel alone at these places"
            remedy = "add a `bound`, name one that only warns with --criterion, or choose another --cell"
        }
    }
}
