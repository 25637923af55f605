// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Vocabulary

extension BuildInspection {
    /// For a terminal; ends in a newline.
    public func text(style: TableStyle = TableStyle()) -> String {
        var lines = ["looked at \(scope)"]
        if let finding {
            let place = finding.place.map { ", \(style.safe($0))" } ?? ""
            lines += ["", "first error: \(finding.kind.rawValue) at line \(finding.number)\(place)"]
            lines += TextColumns.wrapped(style.safe(finding.message), width: style.width - 2, indent: 2).map {
                "  " + $0
            }
            lines += finding.lines.map { "  | " + style.safe($0, limit: 1_000) }
            if let target = finding.target { lines.append("  while making \(style.safe(target))") }
            lines.append("  blame: \(finding.blame.rawValue)")
            if let remedy = finding.remedy { lines.append("  try: \(style.safe(remedy))") }
        }
        return (lines + [""] + style.verdict(status, reason)).joined(separator: "\n") + "\n"
    }

    /// For programs; docs/commands.md documents every field.
    /// - Parameter file: as the user named it.
    public func json(file: String) throws -> String {
        String(decoding: try CanonicalJSON.encode(Document(self, file: file)), as: UTF8.self)
    }

    private struct Document: Encodable {
        struct Finding: Encodable {
            let kind: String
            let blame: Blame
            let place: String?
            let file: String?
            let line: Int?
            let column: Int?
            let message: String
            let option: String?
            let target: String?
            let remedy: String?
            let log_line: Int
            let context: [String]
        }

        let schema = 1
        let kind = "build"
        let file: String
        let status: Status
        let reason: String
        let bytes: Int
        let lines: Int
        let steps: Int
        let warnings: Int
        let make_failed: Bool
        let finding: Finding?

        init(_ inspection: BuildInspection, file: String) {
            let extent = inspection.extent
            self.file = file
            status = inspection.status
            reason = inspection.reason
            bytes = extent.bytes
            lines = extent.lines
            steps = extent.steps
            warnings = extent.warnings
            make_failed = extent.hasFailed
            finding = inspection.finding.map { found in
                Finding(
                    kind: found.kind.rawValue, blame: found.blame, place: found.place,
                    file: found.position?.file ?? found.place, line: found.position?.line,
                    column: found.position?.column, message: found.message, option: found.option,
                    target: found.target, remedy: found.remedy, log_line: found.number, context: found.lines)
            }
        }
    }
}
