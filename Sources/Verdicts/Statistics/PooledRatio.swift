// SPDX-License-Identifier: Apache-2.0

/// sum(value) / sum(reference) over blocks, and which ratios the data leave possible, at 95 % where nothing else is said.
///
/// The interval comes from the blocks: by permutation from twelve informative ones up, by Student's t for three to eleven,
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

    /// From so many blocks on sign patterns are permuted. One of 2^12 is 0.02 %, which a family of forty endpoints may ask
    /// of one of them at 1 %; with fewer no effect, however large, could be told from chance.
    static let fewestPermuted = 12

    /// The usual two-sided error of an interval: 2.5 % at each end.
    static let error = 0.05

    /// - Parameters:
    ///   - pairs: one a block, in any order.
    ///   - error: of the interval, two-sided.
    init(_ pairs: [BlockPair], counting: Counting, error: Double = PooledRatio.error) {
        let telling = pairs.filter(\.isInformative)
        blocks = pairs.count
        informative = telling.count
        value = pairs.reduce(0) { $0 + $1.value }
        reference = pairs.reduce(0) { $0 + $1.reference }
        ratio = reference > 0 ? value / reference : nil
        if reference <= 0 {
            (interval, method) = (.open, .none)
        } else if telling.count >= Self.fewestPermuted, let found = PermutationInterval.of(telling, error: error) {
            (interval, method) = (found, .permutation)
        } else if let found = StudentInterval.of(telling, error: error) {
            (interval, method) = (found, .student)
        } else {
            (interval, method) = (.open, .none)
        }
        // Student's estimate weighs blocks otherwise than their sums do.
        if let ratio, method == .student { interval = interval.joined(with: Interval(low: ratio, high: ratio)) }
        switch counting {
        case .no: break
        case .both: interval = interval.joined(with: CountingInterval.ratio(of: value, to: reference, error: error))
        case .valueOnly:
            interval = interval.joined(with: CountingInterval.rate(of: value, per: reference, error: error))
        }
    }
}
