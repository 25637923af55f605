// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

extension StatisticsInspection {
    /// For a terminal; ends in a newline.
    public func text(style: TableStyle = TableStyle()) -> String {
        var lines: [String] = []
        if isReadable {
            lines += counterLines() + [""] + tableLines(style) + [""]
            lines += laws.flatMap { law, violations in
                if violations.isEmpty { return ["law \(Self.name(of: law)): holds"] }
                return violations.flatMap { violation in
                    TextColumns.wrapped(
                        "law \(Self.name(of: law)): broken by \(violation.difference): \(style.safe(violation.text))",
                        width: style.width, indent: 2)
                }
            }
            let residual = statistics.residual.map { "\($0)" } ?? "not known"
            lines += ["residual, failed loads that are not in the table: \(residual)", ""]
        }
        return (lines + style.verdict(status, reason)).joined(separator: "\n") + "\n"
    }

    /// Every counter was there, and nothing else.
    var isReadable: Bool { statistics.text?.problem == nil }

    static func name(of law: LawViolation.Law) -> String {
        switch law {
        case .wasted: "wasted = kread + decompress + becoming + kmod bytes"
        case .averages: "averages = bytes / count, rounded up"
        case .pages: "total module size is whole pages"
        case .table: "the table holds at most becoming + load failures"
        case .agreement: "the scalar files agree"
        }
    }

    /// In the kernel's order and words.
    private func counterLines() -> [String] {
        var rows = ModuleCounter.allCases.compactMap { counter in
            statistics[counter].map { (counter.label, Self.figure($0, isBytes: counter.isBytes)) }
        }
        if let wasted = statistics.text?.wasted {
            rows.append(("Virtual mem wasted bytes", Self.figure(wasted, isBytes: true)))
        }
        rows += ModuleAverage.allCases.compactMap { average in
            statistics.text?.averages[average].map { (average.rawValue, Self.figure($0, isBytes: true)) }
        }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { TextColumns.padded($0.0, to: width) + "  " + $0.1 }
    }

    /// Linux 6.4 may take an errno off a counter of bytes, which then reads as a number of 2^63 or more.
    private static func figure(_ value: UInt64, isBytes: Bool) -> String {
        guard isBytes else { return "\(value)" }
        let count = ByteCount(Int64(bitPattern: value))
        return count.bytes.magnitude < 1024 ? "\(count)" : "\(count.bytes) B (\(count))"
    }

    private func tableLines(_ style: TableStyle) -> [String] {
        let rows = statistics.duplicates ?? []
        let end =
            statistics.text?.isTableWhole == false
            ? ["(rows are missing: the kernel's buffer was full, or the text was cut)"] : []
        guard !rows.isEmpty else { return ["no table of duplicates"] + end }
        let grid = Grid(
            corner: "duplicates", headers: ["times", "noticed at"],
            rows: rows.map { row in
                (style.safe(row.module, limit: 64), [.init(text: "\(row.times)"), .init(text: row.reason.rawValue)])
            })
        return grid.lines(style) + end
    }
}

extension TableStyle {
    /// The last lines of an inspection: the status and its reason, wrapped.
    func verdict(_ status: Status, _ reason: String) -> [String] {
        let first = status.rawValue.count + 1
        var lines = TextColumns.wrapped(safe(reason), width: width, first: first, indent: first)
        lines[0] = painted(status.rawValue, status) + " " + lines[0]
        return lines
    }
}
