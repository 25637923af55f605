// SPDX-License-Identifier: Apache-2.0

/// Whether growth is a line: sum(y) / sum(n - 1) is one figure for all vCPU counts, and hides that the last ones may be
/// worse than the rest.
///
/// The means at each count are held against the line through zero at one vCPU, by F of lack of fit against pure error
/// (Draper and Smith, Applied regression analysis, 1998, section 2.1), each weighted by the variance that counts of its size
/// show among repeats: proportional to the mean, and a relative spread besides.
public struct LackOfFit: Hashable, Codable, Sendable {
    /// One vCPU count.
    public struct Step: Hashable, Codable, Sendable {
        public var vcpus: Int
        /// Per added vCPU, in the metric's unit.
        public var growth: Double
        public var boots: Int
    }

    /// Below it a line is not believed.
    public static let level = 0.01

    public var steps: [Step]
    /// How likely such differences are on a line; nil with fewer than three counts or without repeats.
    public var chance: Double?

    public var isFound: Bool { chance.map { $0 < Self.level } ?? false }

    /// - Parameter values: of boots with more than one vCPU, none negative.
    init(_ values: [(vcpus: Int, value: Double)]) {
        let groups = Dictionary(grouping: values.filter { $0.vcpus > 1 }, by: \.vcpus).sorted { $0.key < $1.key }
            .map { Group(vcpus: $0.key, values: $0.value.map(\.value)) }
        steps = groups.map { Step(vcpus: $0.vcpus, growth: $0.mean / $0.added, boots: $0.values.count) }
        chance = Self.chance(groups)
    }

    private struct Group {
        var vcpus: Int
        var values: [Double]
        var added: Double { Double(vcpus - 1) }
        var count: Double { Double(values.count) }
        var mean: Double { values.reduce(0, +) / count }
        /// Squared differences from the mean.
        var squares: Double {
            let mean = mean
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
    }

    private static func chance(_ groups: [Group]) -> Double? {
        let freedom = groups.reduce(0) { $0 + $1.count - 1 }
        let total = groups.reduce(0) { $0 + $1.values.reduce(0, +) }
        guard groups.count >= 3, freedom >= 3, total > 0 else { return nil }
        let slope = total / groups.reduce(0) { $0 + $1.added * $1.count }
        // Variance of a boot around a mean m, by moments over all groups: dispersion * m, and (spread * m)^2 beyond it.
        let line = groups.map { $0.added * slope }
        let inner = groups.reduce(0) { $0 + $1.squares }
        let linear = zip(groups, line).reduce(0) { $0 + ($1.0.count - 1) * $1.1 }
        let square = zip(groups, line).reduce(0) { $0 + ($1.0.count - 1) * $1.1 * $1.1 }
        let spread = max(0, inner - linear) / square
        func variance(_ mean: Double) -> Double { mean + spread * mean * mean }
        // What the repeats then show beside that, at small counts above all.
        let scale = max(
            1, zip(groups, line).reduce(0) { $0 + $1.0.squares / variance($1.1) } / freedom)
        let weights = zip(groups, line).map { $0.count * $0.added * $0.added / variance($1) }
        let fitted =
            zip(groups, weights).reduce(0) { $0 + $1.1 * $1.0.mean / $1.0.added } / weights.reduce(0, +)
        let lack = zip(groups, weights).reduce(0) { sum, part in
            let miss = part.0.mean / part.0.added - fitted
            return sum + part.1 * miss * miss
        }
        let steps = Double(groups.count - 1)
        return FisherDistribution.upper(lack / steps / scale, steps, freedom)
    }
}

/// Fisher's F, by the beta distribution.
enum FisherDistribution {
    /// The share above f, with the degrees of freedom of numerator and denominator.
    static func upper(_ f: Double, _ numerator: Double, _ denominator: Double) -> Double {
        guard f > 0 else { return 1 }
        guard f.isFinite else { return 0 }
        return BetaDistribution.cumulative(
            denominator / (denominator + numerator * f), denominator / 2, numerator / 2)
    }
}
