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
    /// How the block's noise grows with its size, known beforehand; only its ratio to that of other blocks matters.
    /// Student's t divides by it, or blocks of 2 and of 32 vCPUs would differ so much by their size alone that no effect
    /// could be told from their spread.
    var noise: Double

    init(value: Double, reference: Double, noise: Double = 1) {
        self.value = value
        self.reference = reference
        self.noise = noise
    }

    /// Of blocks of so many vCPUs: counts vary with the root of their mean, and that goes with the CPUs added.
    init(value: Double, reference: Double, vcpus: Int) {
        self.init(value: value, reference: reference, noise: Double(max(1, vcpus - 1)).squareRoot())
    }

    /// A block in which nothing happened on either side says nothing about a ratio.
    var isInformative: Bool { value != 0 || reference != 0 }
}
