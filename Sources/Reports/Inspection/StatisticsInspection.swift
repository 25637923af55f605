// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Vocabulary

/// One captured text of /sys/kernel/debug/modules/stats, read and judged as a boot's is. Pure.
public struct StatisticsInspection: Sendable {
    /// The kernel's text has at most 8 KiB (kernel/module/stats.c); a file that is longer than this is another one.
    public static let longest = ByteCount.mebibytes(1)

    public let statistics: ModuleStatistics
    /// Every law that can be checked on the text alone, and how it is broken.
    public let laws: [(law: LawViolation.Law, violations: [LawViolation])]
    public let status: Status
    /// One sentence.
    public let reason: String

    /// - Parameter bytes: the file; lines may end in CR LF.
    public init(_ bytes: [UInt8]) {
        // The lengths of rows and of the whole tell whether the kernel cut its text, so the ends must be the kernel's.
        let kernels = Self.withoutCarriageReturns(bytes)
        let statistics = ModuleStatistics(scalars: [:], text: StatsText(kernels))
        let broken = statistics.laws()
        self.statistics = statistics
        laws = [.wasted, .averages, .pages, .table].map { law in (law, broken.filter { $0.law == law }) }
        (status, reason) = Self.judge(statistics, isEmpty: bytes.isEmpty, broken)
    }

    private static func judge(
        _ statistics: ModuleStatistics, isEmpty: Bool, _ broken: [LawViolation]
    ) -> (Status, String) {
        if isEmpty { return (.error, "the file is empty") }
        if let problem = statistics.text?.problem {
            return (.error, "this is not the kernel's text of module statistics: \(problem)")
        }
        if let first = broken.first {
            let others = broken.count > 1 ? " (and \(broken.count - 1) more)" : ""
            return (.error, "the figures contradict one another: \(first.text)\(others)")
        }
        let failed = statistics.failed ?? 0
        guard let residual = statistics.residual else {
            return (
                .inconclusive, "rows of the table are missing, so which of \(failed) failures are duplicates is open"
            )
        }
        guard residual > 0 else {
            return (.pass, failed == 0 ? "no load failed" : "all \(failed) failed loads are duplicates")
        }
        // The kernel leaves the table out where it has no rows; somebody who copies the text may as well.
        let absent =
            statistics.duplicates?.isEmpty == true ? "; there is no table: make sure that the text is whole" : ""
        return (.fail, "\(residual) of \(failed) failed loads are not duplicates\(absent)")
    }

    private static func withoutCarriageReturns(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(0x0D) else { return bytes }
        return bytes.indices.filter { index in
            bytes[index] != 0x0D || index + 1 == bytes.count || bytes[index + 1] != 0x0A
        }.map { bytes[$0] }
    }
}
