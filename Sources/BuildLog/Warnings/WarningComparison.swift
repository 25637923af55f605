// SPDX-License-Identifier: Apache-2.0

/// What one kernel warns of and another does not, compared without lines: a warning that only moved is not new.
public struct WarningComparison: Hashable, Sendable {
    /// In the order of `warnings`.
    public let new: [BuildWarning]
    /// How many the other had and this one has not.
    public let gone: Int

    public init(_ warnings: [BuildWarning], against base: [BuildWarning]) {
        var known: [BuildWarning.Matter: Int] = [:]
        for warning in base { known[warning.matter, default: 0] += 1 }
        var new: [BuildWarning] = []
        for warning in warnings {
            if let count = known[warning.matter], count > 0 {
                known[warning.matter] = count - 1
            } else {
                new.append(warning)
            }
        }
        self.new = new
        gone = known.values.reduce(0, +)
    }

    /// How many are new in each file, the most first, then by name.
    public var perFile: [(file: String, count: Int)] {
        var counts: [String: Int] = [:]
        for warning in new { counts[warning.file, default: 0] += 1 }
        return counts.map { (file: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.file) < ($0.count, $1.file) }
    }
}
