// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

extension BootDigest {
    /// Every metric of the catalogue that the boot gave. What is only a lower bound is left out: a comparison would
    /// take it for the figure, and losing events would look like having fewer.
    func values() -> [MetricName: Double] {
        var values: [MetricName: Double] = [:]
        if let modules, modules.problem == nil { values[.modulesCount] = Double(modules.names.count) }
        if let statistics { add(statistics, to: &values) }
        if let trace, trace.isWhole, items.items["trace"]?.isCut == false {
            values[.loadsAttempted] = Double(trace.attempts)
            values[.requests] = Double(trace.requestCount)
        }
        if let lowest = memory?.lowestAvailable { values[.memoryLowest] = Double(lowest.available.bytes) }
        for (metric, stage) in [
            (MetricName.timeToInit, GuestStage.`init`), (.timeToSettled, .settled), (.timeToSealed, .sealed),
        ] {
            if let time = record.time(to: stage) { values[metric] = time.inSeconds }
        }
        return values
    }

    private func add(_ statistics: ModuleStatistics, to values: inout [MetricName: Double]) {
        values[.loadsFailed] = statistics.failed.map { Double($0) }
        values[.loadsBecoming] = statistics[.failedBecoming].map { Double($0) }
        values[.loadsLoad] = statistics[.failedLoads].map { Double($0) }
        values[.loadsKread] = statistics[.failedKreads].map { Double($0) }
        values[.loadsDecompress] = statistics[.failedDecompress].map { Double($0) }
        values[.bytesWasted] = statistics.wasted.map { Double($0.bytes) }
        values[.loadsResidual] = residual.map { Double($0) }
        if let text = statistics.text, text.isTableWhole {
            values[.loadsWorstModule] = Double(statistics.worst?.times ?? 0)
        }
    }

    /// Failed loads that the table does not account for. Where rows may be missing it is known only if nothing failed.
    var residual: Int64? {
        statistics?.residual ?? (statistics?.failed == 0 ? 0 : nil)
    }
}
