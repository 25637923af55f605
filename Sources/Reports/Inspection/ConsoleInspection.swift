// SPDX-License-Identifier: Apache-2.0

public import KernelLog
public import Vocabulary

/// One captured console or `dmesg`, read and judged as a boot's is. Pure.
public struct ConsoleInspection: Sendable {
    /// In the order of the log.
    public let findings: [Finding]
    /// What the others follow from.
    public var cause: Finding? { findings.cause }
    public let extent: KernelLogReader.Extent
    public let status: Status
    /// One sentence.
    public let reason: String

    /// What a reader must know of how the log was read.
    public let notes: [String]

    public init(findings: [Finding], extent: KernelLogReader.Extent, notes: [String] = []) {
        self.findings = findings
        let expected = extent.expected
        let dups = "\(expected) warnings of module.enable_dups_trace are what that option is for, and no findings"
        self.notes = notes + (expected > 0 ? [expected == 1 ? dups.replacing("warnings", with: "warning") : dups] : [])
        self.extent = extent
        (status, reason) = Self.judge(findings, extent)
    }

    /// Silence is no proof: neither an empty file nor one that no kernel wrote is clean.
    private static func judge(_ findings: [Finding], _ extent: KernelLogReader.Extent) -> (Status, String) {
        if let cause = findings.cause {
            let others = findings.count > 1 ? ", and \(findings.count - 1) more" : ""
            return (.fail, "\(cause.kind.rawValue) at line \(cause.line)\(others)")
        }
        if extent.bytes == 0 { return (.inconclusive, "the file is empty") }
        guard extent.looksLikeAKernels else {
            return (
                .inconclusive,
                "nothing was found, but no line has a printk time and none is a boot banner: it may not be a kernel log"
            )
        }
        return (.pass, "no report of a crash, lockup, stall or warning")
    }

    /// What was looked at, such as `211 lines, 14.2 KiB, printk times up to 3.182734 s`.
    var scope: String {
        var parts = [extent.lines == 1 ? "1 line" : "\(extent.lines) lines", "\(ByteCount(Int64(extent.bytes)))"]
        if let last = extent.lastMicroseconds {
            let fraction = String(last % 1_000_000)
            let padding = String(repeating: "0", count: 6 - fraction.count)
            parts.append("last printk time \(last / 1_000_000).\(padding)\(fraction) s")
        } else {
            parts.append("no printk times")
        }
        if extent.banners > 0 { parts.append(extent.banners == 1 ? "1 boot" : "\(extent.banners) boots") }
        return parts.joined(separator: ", ")
    }
}
