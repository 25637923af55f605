// SPDX-License-Identifier: Apache-2.0

import KernelLog
public import Vocabulary

/// A hung kernel's answers to sysrq, `interrogation.log` of a boot or a log of one's own, read as a boot's are. Pure.
public struct InterrogationInspection: Sendable {
    /// More of a file is not read.
    public static let longest = ByteCount.mebibytes(8)
    private let reading: HangReading

    public init(_ bytes: [UInt8]) { reading = HangReading(bytes) }

    /// For a terminal; ends in a newline.
    public func text(style: TableStyle = TableStyle()) -> String {
        var lines: [String] = []
        for suspect in reading.suspects {
            let doing = suspect.kind == .busy ? "runs" : "waits"
            lines.append("\(style.safe(suspect.who)) \(doing) in \(style.safe(suspect.function ?? "(not told)"))")
            lines += suspect.lines.map { "  | " + TextColumns.cut(style.safe($0), to: style.width - 4) }
        }
        if lines.isEmpty { lines = ["no CPU is in the kernel but idle, and no task is blocked"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// For programs; docs/commands.md documents every field.
    /// - Parameter file: as the user named it.
    public func json(file: String) throws -> String {
        let suspects = reading.suspects.map {
            ReportDocument.PostMortemEntry.Suspect(
                kind: $0.kind.rawValue, who: $0.who, function: $0.function, lines: $0.lines)
        }
        return String(decoding: try CanonicalJSON.encode(Document(file: file, suspects: suspects)), as: UTF8.self)
    }

    private struct Document: Encodable {
        let schema = 1
        let kind = "interrogation"
        let file: String
        let suspects: [ReportDocument.PostMortemEntry.Suspect]
    }
}
