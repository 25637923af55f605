// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import Vocabulary

extension BootDigest {
    /// The laws of the counters, which speak against the reading, and the residual, which speaks against the kernel.
    func counters() -> [CellReading.Problem] {
        guard isSealed, let statistics = evidence.statistics else { return [] }
        var problems = statistics.laws().map { problem(.law, .harness, SafeText.line($0.description)) }
        if let residual, residual > 0 {
            let failed = statistics.failed.map { "\($0)" } ?? "?"
            // The table only counts; why a load was refused stands in the log.
            let cause = ModuleLoaderMessages(in: log).summary.map { SafeText.line($0, limit: 400) }
            problems.append(
                problem(
                    .residual, .kernel,
                    "\(residual) of \(failed) failed loads are not duplicates"
                        + (cause.map { "; the kernel says: \($0)" } ?? "; the kernel log does not say why")))
        }
        return problems
    }
}
