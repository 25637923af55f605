// SPDX-License-Identifier: Apache-2.0

/// What a figure says by itself, which decides what a criterion may ask of it. Steady is what did not differ at any of 78
/// places at which a kernel was booted several times, and has no reason to.
extension Metric {
    /// How it comes out when a sound kernel is booted again at the same place.
    public enum Nature: String, Sendable, CaseIterable {
        /// The same figure in each boot.
        case steady
        /// It may be another in each boot, because it counts who came first.
        case race
        /// Memory, as it was when somebody looked; it may be another in each boot.
        case sample
        /// Time on the host's clock, which other work of the host changes.
        case hostTime = "host time"
    }

    /// Which way it gets worse.
    public enum Worse: String, Sendable, CaseIterable {
        case more, less
    }

    public var nature: Nature {
        if unit == .seconds { return .hostTime }
        if Self.sampled.contains(name) { return .sample }
        return Self.steady.contains(name) ? .steady : .race
    }

    /// Nil where neither more nor less of it is worse by itself, such as more calls that waited for another's load.
    public var worse: Worse? {
        if unit == .seconds || Self.worseIfMore.contains(name) { return .more }
        return Self.worseIfLess.contains(name) ? .less : nil
    }

    private static let sampled: Set<MetricName> = [.memoryLowest, .memoryHighestVmalloc, .memoryHighestModules]

    private static let steady: Set<MetricName> = [
        .modulesSet, .modulesCount, .loadsLoaded, .tracedLoaded, .bytesModules, .bytesText, .replayUnloaded,
        .ueventsAnnounced, .ueventsProcessed, .loadsByOthers,
        // None, with a kernel that has no fault.
        .loadsKread, .loadsDecompress, .bytesKread, .bytesDecompress, .loadsResidual, .tracedResidual, .loadsTurnedAway,
        .loadsUnfinished,
    ]

    /// What a boot that lost something has less of.
    private static let worseIfLess: Set<MetricName> = [
        .modulesSet, .modulesCount, .loadsLoaded, .tracedLoaded, .replayUnloaded, .ueventsProcessed, .memoryLowest,
    ]

    private static let worseIfMore: Set<MetricName> = [
        .loadsFailed, .loadsBecoming, .loadsLoad, .loadsKread, .loadsDecompress, .loadsDuplicates, .loadsResidual,
        .loadsWorstModule, .loadsRefused, .loadsTurnedAway, .loadsUnfinished, .bytesWasted, .bytesKread,
        .bytesDecompress, .bytesBecoming, .bytesLoad, .requestsRefused, .modprobeRuns, .modprobeRepeated, .replayFailed,
        .memoryHighestVmalloc, .memoryHighestModules, .tracedFailed, .tracedBecoming, .tracedLoad, .tracedDuplicates,
        .tracedResidual, .tracedBytesWasted, .tracedBytesRead,
    ]
}
