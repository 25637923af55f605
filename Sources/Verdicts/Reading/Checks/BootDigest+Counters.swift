// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import Vocabulary

extension BootDigest {
    /// The laws of the counters, which speak against the reading, and the residual, which speaks against the kernel.
    func counters() -> [CellReading.Problem] {
        guard isSealed else { return [] }
        guard let statistics = evidence.statistics else { return hasNoStatistics ? tracedResidual() : [] }
        var problems = statistics.laws().map { problem(.law, .harness, SafeText.line($0.description)) }
        if let residual, residual > 0 {
            problems.append(complaint(residual, of: statistics.failed.map { "\($0)" } ?? "?"))
        }
        return problems
    }

    /// What holds for a kernel with counters holds for one without: no load may fail but as a duplicate.
    private func tracedResidual() -> [CellReading.Problem] {
        guard let traced, let residual = traced.residual, let failed = traced.failed, residual > 0 else { return [] }
        return [complaint(Int64(residual), of: "\(failed)")]
    }

    private func complaint(_ residual: Int64, of failed: String) -> CellReading.Problem {
        // Counters and trace only count; why a load was refused stands in the log.
        let cause = ModuleLoaderMessages(in: log).summary.map { SafeText.line($0, limit: 400) }
        return problem(
            .residual, .kernel,
            "\(residual) of \(failed) failed loads are not duplicates"
                + (cause.map { "; the kernel says: \($0)" } ?? "; the kernel log does not say why"))
    }
}
