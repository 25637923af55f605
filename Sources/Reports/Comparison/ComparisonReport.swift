// SPDX-License-Identifier: Apache-2.0

public import Verdicts
import Vocabulary

/// The formats of `compare`, by the words of the command line.
public enum ComparisonFormat: String, CaseIterable, Sendable {
    case table, markdown, json

    /// The whole comparison, with a newline at its end.
    /// - Parameter style: for `table`; the others look the same everywhere.
    /// - Throws: what the JSON encoder throws, for a figure that JSON cannot hold.
    public func text(of comparison: PatchComparison, style: TableStyle = TableStyle()) throws -> String {
        switch self {
        case .table: ComparisonReport(style: style).text(of: comparison)
        case .markdown: ComparisonMarkdown().text(of: comparison)
        case .json: String(decoding: try CanonicalJSON.encode(ComparisonDocument(comparison)), as: UTF8.self)
        }
    }
}

/// A comparison for a person at a terminal, the conclusion last.
struct ComparisonReport {
    let table: TableReport
    private var style: TableStyle { table.style }

    init(style: TableStyle) { table = TableReport(style: style) }

    /// Every line ends in a newline, and none is wider than the style.
    func text(of comparison: PatchComparison) -> String {
        let page = ComparisonPage(comparison)
        var blocks = [table.paragraph(page.title) + page.facts.flatMap { table.paragraph($0) }]
        blocks += page.sections.flatMap(section)
        blocks.append(page.notes.flatMap { table.paragraph("Note: \($0)", indent: 6) })
        blocks.append(table.statusLines(page.status, page.conclusion, indent: 0))
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    private func section(_ section: ComparisonPage.Section) -> [[String]] {
        let width = section.verdicts.map(\.status.rawValue.count).max() ?? 0
        let head =
            table.paragraph(section.title)
            + section.verdicts.flatMap { table.statusLines($0.status, $0.text, indent: 2, pad: width) }
        return [head]
            + section.tables.map { item in
                let rows = item.rows.map { row in
                    (name: style.safe(row.name), items: row.items.map { Grid.Item(text: style.safe($0)) })
                }
                return (item.caption.map { table.paragraph($0) } ?? [])
                    + Grid(corner: item.corner, headers: item.headers.map { style.safe($0) }, rows: rows).lines(style)
            }
    }
}

/// A comparison for mail and merge requests, the conclusion first.
struct ComparisonMarkdown {
    func text(of comparison: PatchComparison) -> String {
        let page = ComparisonPage(comparison)
        var blocks = ["## \(safe(page.title))", "**\(page.status.rawValue)** \(safe(page.conclusion))"]
        blocks += page.facts.map(safe)
        for section in page.sections {
            blocks.append("### \(safe(section.title))")
            let items = section.verdicts.map { "- **\($0.status.rawValue)** \(safe($0.text))" }
            if !items.isEmpty { blocks.append(items.joined(separator: "\n")) }
            blocks += section.tables.map(table)
        }
        if !page.notes.isEmpty { blocks.append(page.notes.map { "- Note: \(safe($0))" }.joined(separator: "\n")) }
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private func table(_ table: ComparisonPage.Table) -> String {
        func line(_ items: [String]) -> String { "| \(items.map(safe).joined(separator: " | ")) |" }
        let rule = "|\(String(repeating: " --- |", count: table.headers.count + 1))"
        let rows = table.rows.map { line([$0.name] + $0.items) }
        let lines = [line([table.corner] + table.headers), rule] + rows
        return (table.caption.map { safe($0) + "\n\n" } ?? "") + lines.joined(separator: "\n")
    }

    /// What a guest or a name says stays text: no markup of its own, no new line, nothing that is hidden.
    private func safe(_ text: String) -> String {
        let special: Set<Character> = ["\\", "`", "*", "_", "[", "]", "<", ">", "|", "#", "~", "&"]
        return String(SafeText.line(text, limit: 4_000).flatMap { special.contains($0) ? ["\\", $0] : [$0] })
    }
}
