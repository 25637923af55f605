// SPDX-License-Identifier: Apache-2.0

import KernelLog
import Vocabulary

extension ConsoleInspection {
    /// For a terminal; ends in a newline.
    public func text(style: TableStyle = TableStyle()) -> String {
        var lines = ["looked at \(scope)"] + notes.map { style.safe($0) }
        for finding in findings {
            let place = finding.function.map { ", in \(style.safe($0))" } ?? ""
            let role = finding == cause ? "cause" : "then"
            let state = Self.state(of: finding)
            lines += ["", "\(role): \(finding.kind.rawValue) at line \(finding.line)\(place)\(state)"]
            lines += TextColumns.wrapped(style.safe(finding.title), width: style.width - 2, indent: 2).map { "  " + $0 }
            lines += finding.lines.map { "  | " + style.safe($0, limit: 1_000) }
        }
        if findings.count >= KernelLogScanner.mostFindings {
            lines += ["", "\(KernelLogScanner.mostFindings) different reports are listed; past them only panics"]
        }
        return (lines + [""] + style.verdict(status, reason)).joined(separator: "\n") + "\n"
    }

    /// `, tainted GW, the kernel panicked`.
    private static func state(of finding: Finding) -> String {
        var parts: [String] = []
        if let taint = finding.taint, !taint.isEmpty { parts.append("tainted \(taint)") }
        if finding.panicked, finding.kind != .panic { parts.append("the kernel panicked") }
        if finding.damaged { parts.append("incomplete") }
        return parts.map { ", " + $0 }.joined()
    }

    /// For programs; docs/commands.md documents every field.
    /// - Parameter file: as the user named it.
    public func json(file: String) throws -> String {
        String(decoding: try CanonicalJSON.encode(Document(self, file: file)), as: UTF8.self)
    }

    private struct Document: Encodable {
        struct Entry: Encodable {
            let kind: String
            let cause: Bool
            let title: String
            let function: String?
            let taint: String?
            let panicked: Bool
            let damaged: Bool
            let line: Int
            let lines: [String]
        }

        let schema = 1
        let kind = "console"
        let file: String
        let status: Status
        let reason: String
        let bytes: Int
        let lines: Int
        let timed_lines: Int
        let banners: Int
        /// Seconds since boot.
        let last_time: Double?
        let expected: Int
        let findings: [Entry]
        let notes: [String]

        init(_ inspection: ConsoleInspection, file: String) {
            let extent = inspection.extent
            self.file = file
            status = inspection.status
            reason = inspection.reason
            bytes = extent.bytes
            lines = extent.lines
            timed_lines = extent.timedLines
            banners = extent.banners
            expected = extent.expected
            notes = inspection.notes
            last_time = extent.lastMicroseconds.map { Double($0) / 1_000_000 }
            findings = inspection.findings.map { finding in
                Entry(
                    kind: finding.kind.rawValue, cause: finding == inspection.cause, title: finding.title,
                    function: finding.function, taint: finding.taint, panicked: finding.panicked,
                    damaged: finding.damaged, line: finding.line, lines: finding.lines)
            }
        }
    }
}
