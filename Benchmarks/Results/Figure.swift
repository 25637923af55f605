// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// One measured figure with what it was made from, and the limit that it should keep.
struct Figure: Codable, Sendable {
    enum Unit: String, Codable, Sendable {
        case ratio, seconds, milliseconds, mebibytes, percent, modules
    }

    var name: String
    var unit: Unit
    /// The figure's own samples; for a ratio those of the pairs.
    var sample: Sample
    /// At most this much; nil where nothing was promised.
    var limit: Double?
    /// The two sides of a ratio, in seconds.
    var sides: [Side] = []

    struct Side: Codable, Sendable {
        var name: String
        var sample: Sample
    }

    /// Nil where nothing was promised.
    var holds: Bool? { limit.map { sample.median <= $0 } }

    init(_ name: String, _ unit: Unit, _ values: [Double], atMost limit: Double? = nil) {
        self.name = name
        self.unit = unit
        self.limit = limit
        sample = Sample(values)
    }

    /// The ratio of two things that were measured in pairs: the median of the pairs' ratios, in which what drifts on
    /// the host falls out.
    init(ratio name: String, of ours: (String, [Double]), to theirs: (String, [Double]), atMost limit: Double?) {
        self.init(name, .ratio, zip(ours.1, theirs.1).map { $0 / max($1, 1e-9) }, atMost: limit)
        sides = [Side(name: ours.0, sample: Sample(ours.1)), Side(name: theirs.0, sample: Sample(theirs.1))]
    }
}

/// A list of numbers as its median with a spread.
struct Sample: Codable, Sendable {
    var n: Int
    var median: Double
    var lowest: Double
    var highest: Double
    /// Median of the distances from the median.
    var deviation: Double

    /// - Parameter values: at least one, or everything is NaN's substitute, zero.
    init(_ values: [Double]) {
        n = values.count
        median = Self.median(values)
        lowest = values.min() ?? 0
        highest = values.max() ?? 0
        let centre = median
        deviation = Self.median(values.map { abs($0 - centre) })
    }

    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

/// What a group has to say.
struct GroupResult: Codable, Sendable {
    var figures: [Figure] = []
    /// Rows of a table in Markdown, header first.
    var table: [[String]] = []
    /// What a reader of the figures must know.
    var notes: [String] = []
}
