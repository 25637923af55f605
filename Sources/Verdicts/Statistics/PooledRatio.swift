// SPDX-License-Identifier: Apache-2.0

/// sum(value) / sum(reference) over blocks, and which ratios the data leave possible at 95 %.
///
/// The interval comes from the blocks: by permutation from six informative ones up, by Student's t for three to five,
/// and none at all for fewer. For counts it is joined with the interval of the counting itself.
public struct PooledRatio: Hashable, Codable, Sendable {
    public enum Method: String, Codable, Sendable {
        case permutation, student
        /// Too few blocks in which anything happened.
        case none
    }

    public var blocks: Int
    /// Blocks in which either side is not zero.
    public var informative: Int
    public var value: Double
    public var reference: Double
    /// Nil when the reference's sum is zero.
    public var ratio: Double?
    public var interval: Interval
    public var method: Method

    /// What the values are; decides how uncertain a sum is by itself.
    enum Counting: Sendable {
        /// Bytes, seconds: only the spread between blocks speaks.
        case no
        /// Both sides count events.
        case both
        /// The value counts events, the reference is known exactly.
        case valueOnly
    }

    /// - Parameters:
    ///   - pairs: one a block, in an order that does not depend on when the blocks ran.
    ///   - samples: random subsets of the permutation where there are too many to take all.
    init(_ pairs: [BlockPair], counting: Counting, samples: Int = PermutationInterval.defaultSamples) {
        let telling = pairs.filter(\.isInformative)
        blocks = pairs.count
        informative = telling.count
        value = pairs.reduce(0) { $0 + $1.value }
        reference = pairs.reduce(0) { $0 + $1.reference }
        ratio = reference > 0 ? value / reference : nil
        if reference <= 0 {
            (interval, method) = (.open, .none)
        } else if let found = PermutationInterval.of(telling, samples: samples) {
            (interval, method) = (found, .permutation)
        } else if let found = StudentInterval.of(telling) {
            (interval, method) = (found, .student)
        } else {
            (interval, method) = (.open, .none)
        }
        switch counting {
        case .no: break
        case .both: interval = interval.joined(with: CountingInterval.ratio(of: value, to: reference))
        case .valueOnly: interval = interval.joined(with: CountingInterval.rate(of: value, per: reference))
        }
    }

    /// How the interval lies to a margin.
    enum Position: Sendable { case within, beyond, open }

    /// `within` when every possible ratio is at most the margin, `beyond` when none is.
    func position(to margin: Double) -> Position {
        guard method != .none else { return .open }
        if let high = interval.high, high <= margin { return .within }
        return interval.low > margin ? .beyond : .open
    }
}
