// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// The trace and the kernel's counters (CONFIG_MODULE_STATS) are two sources for the same loads.
///
/// Both leave out calls that wait for another's load of the same file, modules whose own init failed, and calls that were
/// refused before anything was read. What happened before tracing began is nothing: the probes are there before the first
/// program. What is left is the end: the trace stops first. The counters may know of more if something was loaded in
/// between, which shows in a call that the trace leaves unfinished or in a higher `modcount`; otherwise all is equal.
extension FunnelLaws {
    /// What a signature that makes no sense is taken for: its marker is cut off, the rest is not (`MODULE_SIG_STRING`,
    /// module_sig_check in kernel/module/signing.c).
    private static let signatureMarker: Int64 = 28

    func counters(_ statistics: ModuleStatistics) -> [String] {
        let traced = activity.traced
        var found = compare([(traced.loaded, statistics[.modulesLoaded], "modules loaded")], isOver: false)
        found += failures(statistics)
        let isOver = traced.unfinished == 0 && statistics[.modulesLoaded] == UInt64(traced.loaded)
        found += compare(
            [
                (traced.kread?.count, statistics[.failedKreads], "loads that failed while the file was read"),
                (traced.decompress?.count, statistics[.failedDecompress], "loads that failed in decompression"),
                (traced.becoming?.count, statistics[.failedBecoming], "loads thrown away before the allocation"),
                (traced.load?.count, statistics[.failedLoads], "loads thrown away after the allocation"),
                (traced.duplicates, statistics.duplicatesCounted, "duplicates"),
            ], isOver: isOver)
        found += compare(traced.becoming, statistics[.becomingBytes], "before", isOver, traced.doubtfulSignatures)
        found += compare(traced.load, statistics[.loadBytes], "after", isOver, 0)
        return found
    }

    /// A call that reads the file for itself and fails before its init is counted by exactly one of four counters: all
    /// that can be held where probes tell of files and not of what was read.
    private func failures(_ statistics: ModuleStatistics) -> [String] {
        let kinds: [ModuleCounter] = [.failedKreads, .failedDecompress, .failedBecoming, .failedLoads]
        let counts = kinds.compactMap { statistics[$0] }
        guard activity.traced.failed == nil, activity.tellsFiles, counts.count == kinds.count else { return [] }
        let failed = activity.loads.count { $0.call.file != nil && $0.call.module == nil && ($0.call.result ?? 0) < 0 }
        return compare([(failed, counts.reduce(0, &+), "loads that failed")], isOver: false)
    }

    private func compare(_ pairs: [(traced: Int?, counted: UInt64?, what: String)], isOver: Bool) -> [String] {
        pairs.compactMap { pair in
            guard let traced = pair.traced.map({ UInt64($0) }), let counted = pair.counted,
                isOver ? counted != traced : counted < traced
            else { return nil }
            return "the trace shows \(traced) \(pair.what), the kernel counted \(counted)"
        }
    }

    /// Where more loads were counted than traced nothing is said of their bytes.
    private func compare(
        _ failures: TracedLoads.Failures?, _ counted: UInt64?, _ when: String, _ isOver: Bool, _ doubtful: Int
    ) -> [String] {
        guard let traced = failures?.size?.bytes, let counted = counted.map({ Int64(bitPattern: $0) }) else {
            return []
        }
        let least = traced - Self.signatureMarker * Int64(doubtful)
        guard counted < least || isOver && counted > traced else { return [] }
        return [
            "the trace shows \(traced) bytes for loads thrown away \(when) the allocation, the kernel counted \(counted)"
        ]
    }
}

extension ModuleStatistics {
    /// The sum of the table of duplicates; nil where rows may be missing.
    public var duplicatesCounted: UInt64? {
        guard let text, text.isTableWhole else { return nil }
        return text.duplicates.reduce(0) { $0 &+ $1.times }
    }
}
