// SPDX-License-Identifier: Apache-2.0

internal import Vocabulary

/// A confidence interval for sum(value) / sum(reference), by permutation within blocks.
///
/// If the true ratio is r, each block's difference value - r * reference is as likely to come out with either sign, so
/// flipping signs block by block gives the distribution of their sum (Fisher's randomisation test). The ratios that
/// this test does not reject lie between quantiles of the ratios of random subsets of the blocks: the sum with a subset
/// flipped is at least as large as without exactly when the subset's own differences sum to zero or more. (Hartigan,
/// Using subsample values as typical values, JASA 64, 1969.) It assumes symmetry, not equal spread: blocks of 2 and of
/// 32 vCPUs may be pooled. The empty subset, which decides nothing, is counted against every bound, so that no test has
/// a p-value of zero (Phipson and Smyth, Permutation p-values should never be zero, 2010).
enum PermutationInterval {
    /// Two-sided error; 2.5 % at each end.
    static let error = 0.05
    /// Fewer blocks cannot reach 2.5 %: 1 of 2^5 sign patterns is 3.1 %.
    static let fewestBlocks = 6
    /// Up to here every subset is taken, above a sample.
    private static let mostEnumerated = 12
    static let defaultSamples = 3_999
    private static let seed: UInt64 = 0x626F_6F74_6D74_7278

    /// - Parameters:
    ///   - pairs: informative blocks in an order that does not depend on when they ran.
    ///   - samples: random subsets where there are too many to take all.
    /// - Returns: nil for fewer than six blocks.
    static func of(_ pairs: [BlockPair], samples: Int = defaultSamples) -> Interval? {
        guard pairs.count >= fewestBlocks else { return nil }
        let ratios = pairs.count <= mostEnumerated ? everyRatio(pairs) : sampledRatios(pairs, samples)
        let tail = Int((error / 2 * Double(ratios.count + 1)).rounded(.down))
        guard tail >= 1, ratios.count >= 2 * tail else { return nil }
        let sorted = ratios.sorted()
        let high = sorted[sorted.count - tail]
        return Interval(low: sorted[tail - 1], high: high.isFinite ? high : nil)
    }

    private static func everyRatio(_ pairs: [BlockPair]) -> [Double] {
        sums(ofSubsetsOf: pairs).filter { !$0.isEmpty }.map(\.ratio)
    }

    private static func sampledRatios(_ pairs: [BlockPair], _ samples: Int) -> [Double] {
        // The sums of all 256 subsets of each eight blocks, so that a sample takes one step for eight of them.
        let groups = stride(from: 0, to: pairs.count, by: 8).map { start in
            sums(ofSubsetsOf: Array(pairs[start..<min(start + 8, pairs.count)]))
        }
        var generator = SplitMix64(seed: seed)
        var ratios: [Double] = []
        ratios.reserveCapacity(samples)
        while ratios.count < samples {
            var sum = Totals()
            var bits: UInt64 = 0
            for index in groups.indices {
                if index % 8 == 0 { bits = generator.next() }
                // The last group may be smaller; its number of subsets is a power of two all the same.
                sum.add(groups[index][Int(bits & 0xFF) & (groups[index].count - 1)])
                bits >>= 8
            }
            if !sum.isEmpty { ratios.append(sum.ratio) }
        }
        return ratios
    }

    private static func sums(ofSubsetsOf pairs: [BlockPair]) -> [Totals] {
        pairs.reduce(into: [Totals()]) { sums, pair in
            sums += sums.map { sum in
                var sum = sum
                sum.add(pair)
                return sum
            }
        }
    }

    private struct Totals {
        private var value = 0.0
        private var reference = 0.0
        private(set) var isEmpty = true

        mutating func add(_ pair: BlockPair) {
            value += pair.value
            reference += pair.reference
            isEmpty = false
        }

        mutating func add(_ other: Totals) {
            value += other.value
            reference += other.reference
            isEmpty = isEmpty && other.isEmpty
        }

        var ratio: Double { reference > 0 ? value / reference : .infinity }
    }
}
