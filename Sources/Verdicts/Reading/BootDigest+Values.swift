// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

extension BootDigest {
    /// Every metric of the catalogue that the boot gave. What is only a lower bound is left out: a comparison would
    /// take it for the figure, and losing events would look like having fewer.
    func values() -> [MetricName: Double] {
        var values: [MetricName: Double] = [:]
        if let modules = evidence.modules, modules.problem == nil {
            values[.modulesCount] = Double(modules.names.count)
        }
        if let statistics = evidence.statistics { add(statistics, to: &values) }
        if let funnel, funnel.bound == nil { add(funnel, to: &values) }
        if let traced { add(traced, to: &values) }
        if let failures = replayedFailures {
            values[.replayFailed] = failures.reduce(0) { $0 + Double($1) } / Double(failures.count)
        }
        values[.replayUnloaded] = evidence.replays?.replays.map(\.unloaded).min().map { Double($0) }
        if let activity, funnel?.bound == nil {
            values[.loadsFromMemory] = Double(activity.fromMemory)
            values[.loadsCompressed] = activity.compressed.map { Double($0) }
            values[.loadsMostInFlight] = Double(activity.mostInFlight)
        }
        // A list that was cut may lack the very sample that was lowest, and has no peaks.
        if let peaks {
            values[.memoryLowest] = peaks.lowestAvailable.map { Double($0.size.bytes) }
            values[.memoryHighestVmalloc] = peaks.highestVmalloc.map { Double($0.size.bytes) }
            values[.memoryHighestModules] = peaks.highestModules.map { Double($0.size.bytes) }
        }
        for (metric, stage) in [
            (MetricName.timeToInit, GuestStage.`init`), (.timeToSettled, .settled), (.timeToSealed, .sealed),
        ] {
            if let time = record.time(to: stage) { values[metric] = time.inSeconds }
        }
        return values
    }

    private func add(_ funnel: Funnel, to values: inout [MetricName: Double]) {
        let outcomes = funnel.measured
        values[.loadsAttempted] = Double(outcomes.calls)
        values[.loadsCoalesced] = Double(outcomes.coalesced)
        values[.loadsRefused] = Double(outcomes.refused)
        values[.loadsTurnedAway] = Double(outcomes.turnedAway)
        values[.loadsUnfinished] = Double(outcomes.unfinished)
        let (udev, modprobe) = (funnel.outcomes { $0 == .udev }.calls, funnel.outcomes { $0 == .modprobe }.calls)
        values[.loadsByUdev] = Double(udev)
        values[.loadsByModprobe] = Double(modprobe)
        values[.loadsByOthers] = Double(outcomes.calls - udev - modprobe)
        values[.ueventsAnnounced] = funnel.announced.map { Double($0) }
        values[.ueventsProcessed] = funnel.processed.map { Double($0) }
        values[.requests] = Double(funnel.requestCount)
        values[.requestsRepeated] = Double(funnel.requestCount - funnel.distinctRequests)
        values[.requestsRefused] = funnel.refusedRequests.map { Double($0) }
        guard funnel.tellsModprobe else { return }
        values[.requestsCoalesced] = Double(funnel.coalescedRequests)
        values[.modprobeAsked] = Double(funnel.asked)
        values[.modprobeRuns] = Double(funnel.executed)
        values[.modprobeRepeated] = Double(funnel.repeatedRuns)
    }

    private func add(_ traced: TracedLoads, to values: inout [MetricName: Double]) {
        values[.tracedLoaded] = Double(traced.loaded)
        values[.tracedFailed] = traced.failed.map { Double($0) }
        values[.tracedBecoming] = traced.becoming.map { Double($0.count) }
        values[.tracedLoad] = traced.load.map { Double($0.count) }
        values[.tracedDuplicates] = traced.duplicates.map { Double($0) }
        values[.tracedResidual] = traced.residual.map { Double($0) }
        values[.tracedBytesWasted] = traced.wasted.map { Double($0.bytes) }
        values[.tracedBytesRead] = traced.read.map { Double($0.bytes) }
    }

    private func add(_ statistics: ModuleStatistics, to values: inout [MetricName: Double]) {
        values[.loadsLoaded] = statistics[.modulesLoaded].map { Double($0) }
        values[.loadsFailed] = statistics.failed.map { Double($0) }
        values[.loadsBecoming] = statistics[.failedBecoming].map { Double($0) }
        values[.loadsLoad] = statistics[.failedLoads].map { Double($0) }
        values[.loadsKread] = statistics[.failedKreads].map { Double($0) }
        values[.loadsDecompress] = statistics[.failedDecompress].map { Double($0) }
        values[.bytesWasted] = statistics.wasted.map { Double($0.bytes) }
        for (metric, counter) in [
            (MetricName.bytesKread, ModuleCounter.kreadBytes), (.bytesDecompress, .decompressBytes),
            (.bytesBecoming, .becomingBytes), (.bytesLoad, .loadBytes), (.bytesModules, .totalModuleSize),
            (.bytesText, .totalTextSize),
        ] {
            // Linux 6.4 may have added an errno, and less than nothing is no size.
            values[metric] = statistics.bytes(counter).flatMap { $0.bytes < 0 ? nil : Double($0.bytes) }
        }
        values[.loadsDuplicates] = statistics.duplicatesCounted.map { Double($0) }
        values[.loadsResidual] = residual.map { Double($0) }
        if let text = statistics.text, text.isTableWhole {
            values[.loadsWorstModule] = Double(statistics.worst?.times ?? 0)
        }
    }

    /// By module, from a table that is whole; a guest's names are made fit to be shown.
    var failedLoads: [String: Int]? {
        guard let text = evidence.statistics?.text, text.isTableWhole else { return nil }
        return Dictionary(
            text.duplicates.map { (SafeText.line($0.module, limit: 80), Int(clamping: $0.times)) },
            uniquingKeysWith: max)
    }

    /// What the trace tells of loads, where it is all there is; nil elsewhere.
    var traced: TracedLoads? { funnel?.bound == nil ? activity?.traced : nil }

    /// Failed loads that the table does not account for. Where rows may be missing it is known only if nothing failed.
    var residual: Int64? {
        evidence.statistics?.residual ?? (evidence.statistics?.failed == 0 ? 0 : nil)
    }
}
