// SPDX-License-Identifier: Apache-2.0

internal import Vocabulary

/// What a number of blocks can tell, before one of them has run: how likely a kernel over its limit is found, and how far
/// over it must be to be found nearly always.
///
/// The decision itself is played, on counts drawn by a noise model: formulas by the normal distribution were tried, and
/// put the effect that 15 blocks can see at twice its size. Above 200 blocks they are right. The same draws serve every
/// effect that is asked about, and the seed is fixed, so that equal designs give equal answers. Benchmarks hold them
/// against campaigns of another making.
public struct DesignPower: Hashable, Sendable {
    /// Chance with which the printed effect is found.
    public static let wanted = 0.95
    /// Campaigns that are played. A chance of 95 % is then known to within 1.3 %, which is a few percent of an effect.
    private static let campaigns = 300
    /// Counts drawn at most for one answer: of very many blocks fewer campaigns are played.
    private static let mostDraws = 40_000

    /// Means of the reference in each block, in the metric's unit. `vcpus` and `exposures` have as many elements.
    public var references: [Double]
    public var margin: Margin
    /// What the floor is multiplied by in each block: 1, or the CPUs added over one.
    public var exposures: [Double]
    public var vcpus: [Int]
    public var noise: NoiseModel
    /// Without a reference kernel `references` are known, and do not vary: the CPUs added over one, so that a ratio to
    /// them is a growth.
    public var isReferenceKnown: Bool

    public init(
        references: [Double], margin: Margin, vcpus: [Int], exposures: [Double]? = nil,
        noise: NoiseModel = .measured, isReferenceKnown: Bool = false
    ) {
        self.references = references
        self.vcpus = vcpus
        self.margin = margin
        self.exposures = exposures ?? Array(repeating: 1, count: references.count)
        self.noise = noise
        self.isReferenceKnown = isReferenceKnown
    }

    /// The chance that a kernel is found beyond the margin whose mean is `ratio` times the reference's, and `added` more
    /// per exposure.
    /// - Parameter level: of one endpoint; Holm's first step divides the family's by the number of endpoints.
    public func power(ratio: Double = 1, added: Double = 0, level: Double) -> Double {
        power(ratio, added, level, Luck(blocks: references.count))
    }

    /// The least ratio to the reference, above the margin, that is found with `wanted` chance; nil where none is.
    public func detectableRatio(level: Double) -> Double? {
        let luck = Luck(blocks: references.count)
        return search(from: margin.share, step: Self.step(margin.share / 8)) {
            power($0, 0, level, luck) >= Self.wanted
        }
    }

    /// The least number added per exposure that is found with `wanted` chance; nil where none is.
    /// - Parameter ratio: of the kernel without it to its reference: 1 is one like it. One that is held against a known
    ///   reference has nothing but what is added, whatever this says.
    public func detectableAddition(level: Double, to ratio: Double = 1) -> Double? {
        let luck = Luck(blocks: references.count)
        let ratio = isReferenceKnown ? 0 : ratio
        return search(from: 0, step: Self.step(margin.floor)) { power(ratio, $0, level, luck) >= Self.wanted }
    }

    /// A limit of nothing is searched in steps of a hundredth.
    private static func step(_ size: Double) -> Double { max(size, 0.01) }

    /// One share for either side of each block of each campaign.
    private struct Luck {
        var shares: [[(value: Double, reference: Double)]]

        init(blocks: Int) {
            guard blocks <= PermutationInterval.mostInverted else {
                shares = []
                return
            }
            var generator = SplitMix64(seed: 0x706F_7765_7221)
            let count = max(20, min(DesignPower.campaigns, DesignPower.mostDraws / max(1, blocks)))
            shares = (0..<count).map { _ in (0..<blocks).map { _ in (generator.nextShare(), generator.nextShare()) } }
        }
    }

    private func power(_ ratio: Double, _ added: Double, _ level: Double, _ luck: Luck) -> Double {
        if references.count > PermutationInterval.mostInverted { return normalPower(ratio, added, level) }
        let found = luck.shares.count { shares in
            let blocks = shares.indices.map { index in
                let (mean, exposure) = (references[index], exposures[index])
                let pair = BlockPair(
                    value: noise.count(mean: ratio * mean + added * exposure, share: shares[index].value),
                    reference: isReferenceKnown ? mean : noise.count(mean: mean, share: shares[index].reference),
                    vcpus: vcpus[index])
                return (pair: pair, margin: Margin(share: margin.share, floor: margin.floor * exposure))
            }
            // Twelve are exact in microseconds.
            let test = MarginTest(blocks, counting: isReferenceKnown ? .valueOnly : .both, mostExact: 12)
            return test.above <= level
        }
        return Double(found) / Double(luck.shares.count)
    }

    /// Of so many blocks that sums are normal, and playing them would take seconds.
    private func normalPower(_ ratio: Double, _ added: Double, _ level: Double) -> Double {
        var (excess, variance, squares) = (0.0, 0.0, 0.0)
        for (reference, exposure) in zip(references, exposures) {
            let mean = ratio * reference + added * exposure
            let own = mean - margin.share * reference - margin.floor * exposure
            let other = isReferenceKnown ? 0 : margin.share * margin.share * noise.variance(of: reference)
            excess += own
            variance += noise.variance(of: mean) + other
            squares += own * own + noise.variance(of: mean) + other
        }
        guard variance > 0 else { return 0 }
        let critical = -NormalDistribution.quantile(level) * squares.squareRoot()
        return NormalDistribution.upperTail((critical - excess) / variance.squareRoot())
    }

    private func search(from start: Double, step: Double, _ isFound: (Double) -> Bool) -> Double? {
        var (low, high) = (start, start + step)
        var tries = 0
        while !isFound(high) {
            tries += 1
            guard tries < 24 else { return nil }
            (low, high) = (high, start + (high - start) * 2)
        }
        for _ in 0..<9 {
            let middle = (low + high) / 2
            if isFound(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
