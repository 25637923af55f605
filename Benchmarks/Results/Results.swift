// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Vocabulary

/// A whole run of the benchmarks, as `results.json` and `results.md`.
struct Results: Codable, Sendable {
    struct Part: Codable, Sendable {
        var group: GroupName
        var load: LoadMeter.Reading
        var result: GroupResult
        /// Why the group could not be measured.
        var failure: String?
    }

    var version = 1
    var machine: MachineFacts
    var parts: [Part] = []

    init(machine: MachineFacts) { self.machine = machine }

    var isIncomplete: Bool { parts.contains { $0.failure != nil } }

    mutating func add(_ result: GroupResult, of group: GroupName, load: LoadMeter.Reading) {
        parts.append(Part(group: group, load: load, result: result))
    }

    mutating func add(failure: String, of group: GroupName, load: LoadMeter.Reading) {
        parts.append(Part(group: group, load: load, result: GroupResult(), failure: failure))
    }

    /// A group's figures for the terminal.
    func lines(of group: GroupName) -> [String] {
        parts.filter { $0.group == group }.flatMap { part -> [String] in
            if let failure = part.failure { return ["not measured: \(failure)"] }
            return part.result.figures.map { figure in
                ([figure.name + ":"] + FigureText(figure).columns).filter { !$0.isEmpty }.joined(separator: "  ")
            } + part.result.table.map { $0.joined(separator: "  ") } + part.result.notes
        }
    }

    func write(to directory: String) throws {
        try Directories.make(directory)
        try CanonicalJSON.encode(self).write(to: URL(fileURLWithPath: directory + "/results.json"), options: .atomic)
        try markdown.write(toFile: directory + "/results.md", atomically: true, encoding: .utf8)
    }

    /// One table of all figures, then each group's own.
    var markdown: String {
        var text = "# bootmatrix, measured\n\n" + machine.lines.map { "- \($0)\n" }.joined() + "\n"
        text += Self.table([["group", "figure", "median", "limit", "", "n", "lowest to highest", "of"]] + rows) + "\n"
        for part in parts {
            text += "## \(part.group.rawValue): \(part.group.about)\n\n\(part.load.line)\n\n"
            if let failure = part.failure { text += "Not measured: \(failure)\n\n" }
            if !part.result.table.isEmpty { text += Self.table(part.result.table) + "\n" }
            text += part.result.notes.map { "- \($0)\n" }.joined()
            if !part.result.notes.isEmpty { text += "\n" }
        }
        return text
    }

    private var rows: [[String]] {
        parts.flatMap { part in
            part.result.figures.map { [part.group.rawValue, $0.name] + FigureText($0).columns }
        }
    }

    static func table(_ rows: [[String]]) -> String {
        guard let head = rows.first else { return "" }
        let lines = [head, head.map { _ in "---" }] + rows.dropFirst()
        return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
