// SPDX-License-Identifier: Apache-2.0

import Kernels
import MatrixPlan
import Vocabulary

/// What differs between two kernels' configurations, for a terminal.
struct ConfigurationTable {
    private let here: KernelName
    private let there: KernelName
    private let differences: [ConfigurationDifference]

    init(_ here: KernelName, _ there: KernelName, _ differences: [ConfigurationDifference]) {
        self.here = here
        self.there = there
        self.differences = differences
    }

    private struct Row {
        var symbol: String
        var here: String
        var there: String
        var cause: String
    }

    var text: String {
        guard !differences.isEmpty else { return "\(here) and \(there) have the same configuration\n" }
        var groups: [(title: String, rows: [Row])] = [
            ("asked for", []), ("of the base", []), ("follows", []), ("of the toolchain", []),
        ]
        for difference in differences {
            let (group, cause) = describe(difference.cause)
            groups[group].rows.append(
                Row(
                    symbol: difference.symbol, here: Self.shown(difference.here), there: Self.shown(difference.there),
                    cause: cause))
        }
        let rows = groups.flatMap(\.rows)
        let symbol = width(rows.map(\.symbol) + groups.map(\.title), 40) + 2
        let (left, right) = (
            width(rows.map(\.here) + [here.rawValue], 24), width(rows.map(\.there) + [there.rawValue], 24)
        )
        func line(_ row: Row, indent: String) -> String {
            let text =
                indent + pad(row.symbol, symbol - indent.count) + "  " + pad(row.here, left) + "  "
                + pad(row.there, right) + "  " + row.cause
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
        var text = ""
        for group in groups where !group.rows.isEmpty {
            text += line(.init(symbol: group.title, here: here.rawValue, there: there.rawValue, cause: ""), indent: "")
            text += "\n" + group.rows.map { line($0, indent: "  ") + "\n" }.joined() + "\n"
        }
        return text + (differences.count == 1 ? "1 symbol differs\n" : "\(differences.count) symbols differ\n")
    }

    private func describe(_ cause: ConfigurationDifference.Cause) -> (Int, String) {
        switch cause {
        case .asked(let asked):
            (0, asked.map { "\($0.kernel): \(SafeText.line($0.request.place, limit: 100))" }.joined(separator: "; "))
        case .base: (1, "")
        case .follows(let symbol): (2, "from \(symbol)")
        case .toolchain: (3, "")
        }
    }

    private static func shown(_ value: String?) -> String { value.map { SafeText.line($0, limit: 60) } ?? "n" }

    /// The widest, up to a limit: one long text must not push all the others to the edge.
    private func width(_ texts: [String], _ limit: Int) -> Int { min(limit, texts.map(\.count).max() ?? 0) }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
