// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension Scope {
    func timing(_ metric: MetricName, _ reference: KernelName, _ most: Fraction) -> CriterionOutcome {
        skipped("timing is not judged")
    }

    func perModule(_ limit: ModuleLimit) -> CriterionOutcome { skipped("per-module is not judged") }
    func law(_ law: LoaderLaw) -> CriterionOutcome { skipped("laws are not judged") }
}
