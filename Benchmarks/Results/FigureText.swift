// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A figure as words for a table: median, limit, whether it holds, n, spread, sides.
struct FigureText {
    let columns: [String]

    init(_ figure: Figure) {
        let unit = figure.unit
        let sample = figure.sample
        let verdict = figure.holds.map { $0 ? "holds" : "DOES NOT HOLD" } ?? ""
        let sides = figure.sides.map { side in
            "\(side.name) \(Self.text(side.sample.median, .seconds))"
        }
        columns = [
            Self.text(sample.median, unit), figure.limit.map { "at most \(Self.text($0, unit))" } ?? "", verdict,
            "n=\(sample.n)",
            sample.n > 1 ? "\(Self.text(sample.lowest, unit)) to \(Self.text(sample.highest, unit))" : "",
            sides.joined(separator: ", "),
        ]
    }

    static func text(_ value: Double, _ unit: Figure.Unit) -> String {
        switch unit {
        case .ratio: String(format: "%.3f", value)
        case .seconds: String(format: value < 100 ? "%.2f s" : "%.0f s", value)
        case .milliseconds: String(format: "%.1f ms", value)
        case .mebibytes: String(format: "%.1f MiB", value)
        case .percent: String(format: "%.2f %%", value)
        case .modules: String(format: "%.0f modules", value)
        }
    }
}
