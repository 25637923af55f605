// SPDX-License-Identifier: Apache-2.0

internal import Vocabulary

/// A closed interval of a metric's unit; at least one side is given.
public struct Limits: Hashable, Codable, Sendable {
    public var atLeast: Double?
    public var atMost: Double?

    public init(atLeast: Double? = nil, atMost: Double? = nil) {
        self.atLeast = atLeast
        self.atMost = atMost
    }

    public func contains(_ value: Double) -> Bool { value >= atLeast ?? -.infinity && value <= atMost ?? .infinity }
}

/// A share: `10 %` is 0.1.
public struct Fraction: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    public var value: Double

    public init(_ value: Double) { self.value = value }

    /// Reads `10 %` or `0.5%`; nil for anything else.
    public init?(text: String) {
        let compact = text.filter { $0 != " " }
        guard compact.hasSuffix("%"), let percent = Double(compact.dropLast()), percent.isFinite, percent >= 0
        else { return nil }
        value = percent / 100
    }

    public static func < (left: Fraction, right: Fraction) -> Bool { left.value < right.value }

    /// As matrix.yaml writes it, the fewest decimals that say it exactly: `10 %`, `112.5 %`, `0.04 %`.
    public var description: String {
        let percent = value * 100
        for decimals in 0...15 {
            guard let text = Decimals.text(percent, decimals) else { break }
            if Double(text).map({ $0 / 100 == value }) == true { return text + " %" }
        }
        return "\(percent) %"
    }
}

/// What a growth is held against.
public enum ScalingLimit: Hashable, Codable, Sendable {
    /// In the metric's unit per added CPU.
    case absolute(Double)
    /// A share of the growth that the reference kernel shows in the same blocks.
    case share(Fraction, of: KernelName)
}

/// How often one module's load may fail in a boot.
public enum ModuleLimit: Hashable, Codable, Sendable, CustomStringConvertible {
    /// So often at any vCPU count.
    case count(Int)
    /// n - 1 at n vCPUs: each CPU's uevent asks for the module once, and one of those loads it. It holds for *one*
    /// coldplug; a workload that asks again has no such bound.
    case othersThanOne

    /// The limit at so many vCPUs.
    public func limit(at vcpus: Int) -> Int {
        switch self {
        case .count(let count): count
        case .othersThanOne: vcpus - 1
        }
    }

    /// As matrix.yaml writes it.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .othersThanOne: "n-1"
        }
    }
}
