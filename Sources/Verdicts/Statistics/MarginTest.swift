// SPDX-License-Identifier: Apache-2.0

/// What a kernel may show in a block: a share of what its reference shows there, and so much more.
public struct Margin: Hashable, Codable, Sendable {
    /// Of the reference's value. Where there is no reference kernel, of the CPUs added over one: a growth.
    public var share: Double
    /// In the metric's unit, per boot; per added vCPU where the question is of growth.
    public var floor: Double

    public init(share: Double, floor: Double = 0) {
        self.share = share
        self.floor = floor
    }

    /// By how much a block is above it; negative within.
    func excess(of pair: BlockPair) -> Double { pair.value - share * pair.reference - floor }
}

/// Paired blocks against a margin, from both sides.
///
/// The block's excess is value - share * reference - floor. Were its mean zero, flipping signs would do nothing
/// (`SignFlipTest`). Of three to eleven blocks too few patterns exist for what a family of endpoints asks, and Student's t
/// tells (`StudentInterval` has the reasons); but a few bursts among more silent blocks never put a kernel beyond its
/// margin, however alike they are, and of what is no count the larger of both tails is taken. For counts the tail of the
/// counting itself is taken where it is the larger one. Either is valid by itself, so the larger is.
public struct MarginTest: Hashable, Codable, Sendable {
    /// How likely so much is if the kernel is just within the margin: small means beyond it.
    public var above: Double
    /// How likely so little is if the kernel is just at the margin: small means within it.
    public var below: Double
    public var method: PooledRatio.Method

    /// Nothing is known: no test can say anything.
    static let untold = MarginTest(above: 1, below: 1, method: .none)

    private init(above: Double, below: Double, method: PooledRatio.Method) {
        self.above = above
        self.below = below
        self.method = method
    }

    /// - Parameters:
    ///   - blocks: one pair a block, with the block's own margin.
    ///   - counting: what the values are.
    ///   - mostExact: see `SignFlipTest`.
    init(
        _ blocks: [(pair: BlockPair, margin: Margin)], counting: PooledRatio.Counting,
        mostExact: Int = SignFlipTest.mostExact
    ) {
        let excess = blocks.map { $0.margin.excess(of: $0.pair) }
        let telling = excess.filter { $0 != 0 }
        switch telling.count {
        case ..<StudentInterval.fewestBlocks:
            self = .untold
        case ..<PooledRatio.fewestPermuted:
            let count = Double(telling.count)
            let scaled = zip(excess, blocks).filter { $0.0 != 0 }.map { $0.0 / $0.1.pair.noise }
            let mean = scaled.reduce(0, +) / count
            let spread = scaled.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
            let variance = max(spread, Self.leastVariance(blocks, counting) / count)
            let t = mean / (variance / count).squareRoot()
            self.init(
                above: telling.count * 2 < blocks.count ? 1 : StudentDistribution.upper(t, freedom: count - 1),
                below: StudentDistribution.upper(-t, freedom: count - 1), method: .student)
            // What is no count has no least variance: bytes of the same few modules come out equal by chance.
            if counting == .no {
                above = max(above, SignFlipTest.upperTail(telling))
                below = max(below, SignFlipTest.lowerTail(telling))
            }
        default:
            self.init(
                above: SignFlipTest.upperTail(telling, mostExact: mostExact),
                below: SignFlipTest.lowerTail(telling, mostExact: mostExact), method: .permutation)
        }
        guard method != .none, let tails = Self.counted(blocks, counting) else { return }
        above = max(above, tails.above)
        below = max(below, tails.below)
    }

    /// Counts that came out equal by chance do not vary less than counts do. The sum over the blocks.
    private static func leastVariance(
        _ blocks: [(pair: BlockPair, margin: Margin)], _ counting: PooledRatio.Counting
    ) -> Double {
        blocks.reduce(0) { sum, block in
            let share = block.margin.share
            let events = block.pair.value + (counting == .both ? share * share * block.pair.reference : 0)
            return counting == .no ? 0 : sum + events / (block.pair.noise * block.pair.noise)
        }
    }

    private static func counted(_ blocks: [(pair: BlockPair, margin: Margin)], _ counting: PooledRatio.Counting)
        -> CountingTest.Tails?
    {
        let value = blocks.reduce(0) { $0 + $1.pair.value }
        let reference = blocks.reduce(0) { $0 + $1.pair.reference }
        let floor = blocks.reduce(0) { $0 + $1.margin.floor }
        let share = blocks.first?.margin.share ?? 0
        switch counting {
        case .no: return nil
        case .both where share > 0:
            return CountingTest.ratio(of: value, to: reference, share: share, floor: floor)
        case .both: return CountingTest.rate(of: value, against: floor)
        case .valueOnly: return CountingTest.rate(of: value, against: share * reference + floor)
        }
    }
}
