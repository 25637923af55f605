// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A table of words: a column of row names, then columns that may go on in another table below when the terminal is too
/// narrow for all of them.
struct Grid {
    struct Item {
        var text: String
        /// Colours the first word.
        var status: Status?
    }

    var corner: String
    var headers: [String]
    /// As many items a row as there are headers.
    var rows: [(name: String, items: [Item])]

    private static let gap = 2

    func lines(_ style: TableStyle) -> [String] {
        let nameWidth = min(
            max(TextColumns.width(corner), rows.map { TextColumns.width($0.name) }.max() ?? 0), style.width / 2)
        let room = style.width - nameWidth
        let widths = headers.indices.map { column in
            let widest = rows.map { TextColumns.width($0.items[column].text) }.max() ?? 0
            return min(max(TextColumns.width(headers[column]), widest), room - Self.gap)
        }
        var lines: [String] = []
        for part in parts(widths, room: room) {
            if !lines.isEmpty { lines.append("") }
            lines.append(line(corner, nameWidth, part.map { (Item(text: headers[$0]), widths[$0]) }, style))
            lines += rows.map { row in
                line(row.name, nameWidth, part.map { (row.items[$0], widths[$0]) }, style)
            }
        }
        return lines
    }

    /// The columns that fit beside the names, table by table.
    private func parts(_ widths: [Int], room: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = 0
        var used = 0
        for column in widths.indices {
            let width = widths[column] + Self.gap
            if used + width > room, column > start {
                parts.append(start..<column)
                (start, used) = (column, 0)
            }
            used += width
        }
        parts.append(start..<widths.count)
        return parts
    }

    private func line(_ name: String, _ nameWidth: Int, _ items: [(Item, Int)], _ style: TableStyle) -> String {
        var line = TextColumns.padded(name, to: nameWidth)
        for (index, (item, width)) in items.enumerated() {
            line += String(repeating: " ", count: Self.gap)
            let isLast = index == items.count - 1
            let text = isLast ? TextColumns.cut(item.text, to: width) : TextColumns.padded(item.text, to: width)
            line += painted(text, item, style)
        }
        // Of empty items at the end nothing is left.
        while line.last == " " { line.removeLast() }
        return line
    }

    private func painted(_ text: String, _ item: Item, _ style: TableStyle) -> String {
        guard let status = item.status, text.hasPrefix(status.rawValue) else { return text }
        return style.painted(status.rawValue, status) + text.dropFirst(status.rawValue.count)
    }
}
