// SPDX-License-Identifier: Apache-2.0

/// The values that the data do not contradict.
public struct Interval: Hashable, Codable, Sendable {
    public var low: Double
    /// Nil: the data set no upper bound.
    public var high: Double?

    public init(low: Double, high: Double?) {
        self.low = low
        self.high = high
    }

    /// Everything from zero up: what no data at all leave open.
    public static let open = Interval(low: 0, high: nil)

    /// The smallest interval that holds both.
    public func joined(with other: Interval) -> Interval {
        let top: Double? = if let high, let theirs = other.high { max(high, theirs) } else { nil }
        return Interval(low: min(low, other.low), high: top)
    }
}

/// One block of a comparison: what the kernel showed, and what it is held against in the same block. That is the
/// reference kernel's value, or the CPUs added over one where growth has an absolute limit.
struct BlockPair: Hashable, Sendable {
    /// Not negative; the same unit in every block.
    var value: Double
    /// Not negative.
    var reference: Double

    init(value: Double, reference: Double) {
        self.value = value
        self.reference = reference
    }

    /// A block in which nothing happened on either side says nothing about a ratio.
    var isInformative: Bool { value != 0 || reference != 0 }
}
