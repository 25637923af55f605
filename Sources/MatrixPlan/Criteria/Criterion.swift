// SPDX-License-Identifier: Apache-2.0

/// A question that the matrix answers with a status and a reason. A closed set of kinds, not an expression language:
/// each kind can state its own error rate and its own reason.
public struct Criterion: Hashable, Codable, Sendable {
    /// Unique in the matrix; `needs` and reports use it.
    public var name: String
    /// The cells it looks at.
    public var when: CellFilter
    /// The criterion without whose PASS this one is INCONCLUSIVE: a control that shows the effect can be seen at all.
    public var needs: String?
    public var kind: Kind

    public init(name: String, when: CellFilter = .everything, needs: String? = nil, kind: Kind) {
        self.name = name
        self.when = when
        self.needs = needs
        self.kind = kind
    }

    public enum Kind: Hashable, Codable, Sendable {
        /// No panic, oops, BUG, WARNING, lockup or hung task in the console or the kernel log. Absolute, per cell.
        case cleanBoot
        /// A metric of each cell within limits. Absolute, per cell.
        case bound(MetricName, Limits)
        /// A value or set equal to the reference kernel's at the same vCPU count, workload and repetition. Absolute, per cell.
        case sameAs(MetricName, reference: KernelName)
        /// The median of each coordinate reaches a limit: the positive control. Never blames the kernel:
        /// INCONCLUSIVE where it is not reached.
        case control(MetricName, Limits)
        /// The metric summed over blocks, divided by the same sum of the reference kernel. Primary, per kernel.
        case ratio(MetricName, to: KernelName, atMost: Fraction)
        /// Growth per added CPU, sum(y) / sum(n - 1) over blocks. Primary, per kernel.
        case scaling(MetricName, atMost: ScalingLimit)
    }
}

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
    /// One decimal below ten percent, none above: `1.4 %`, `12 %`.
    public var description: String {
        let percent = value * 100
        if percent >= 9.95 { return "\(Int(percent.rounded())) %" }
        let tenths = Int((percent * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}

/// What a growth is held against.
public enum ScalingLimit: Hashable, Codable, Sendable {
    /// In the metric's unit per added CPU.
    case absolute(Double)
    /// A share of the growth that the reference kernel shows in the same blocks.
    case share(Fraction, of: KernelName)
}
