// SPDX-License-Identifier: Apache-2.0

/// A question that the matrix answers with a status and a reason. A closed set of kinds, not an expression language:
/// each kind can state its own error rate and its own reason.
public struct Criterion: Hashable, Sendable {
    /// Unique in the matrix; `needs` and reports use it.
    public var name: String
    /// The cells it looks at.
    public var when: CellFilter
    /// The criteria without whose PASS this one is INCONCLUSIVE: controls that show the effect can be seen at all.
    public var needs: [String]
    public var severity: Severity
    public var kind: Kind

    public init(
        name: String, when: CellFilter = .everything, needs: [String] = [], severity: Severity = .fail, kind: Kind
    ) {
        self.name = name
        self.when = when
        self.needs = needs
        self.severity = severity
        self.kind = kind
    }

    /// What it means when a criterion does not hold.
    public enum Severity: String, Codable, Hashable, Sendable, CaseIterable {
        /// It counts: the kernel fails, and so does the run.
        case fail
        /// It is shown, and changes neither the kernel's status nor the exit code; nor does it where it is not decided.
        case warn
    }

    public enum Kind: Hashable, Codable, Sendable {
        /// No panic, oops, BUG, WARNING, lockup or hung task in the console or the kernel log. Absolute, per cell.
        case cleanBoot
        /// A metric of each cell within limits. Absolute, per cell.
        case bound(MetricName, Limits)
        /// The failed loads of each single module, as the kernel's table of duplicates has them. Absolute, per cell.
        case perModule(atMost: ModuleLimit)
        /// What the loader's counters of a kernel with a known policy must look like. Absolute, per cell.
        case law(LoaderLaw)
        /// A value or set equal to the reference kernel's at the same vCPU count, workload and repetition. Absolute, per cell.
        case sameAs(MetricName, reference: KernelName)
        /// The median of each coordinate reaches a limit: the positive control. Never blames the kernel:
        /// INCONCLUSIVE where it is not reached.
        case control(MetricName, Limits)
        /// The metric summed over blocks, against a share of the same sum of the reference kernel and a floor, in the
        /// metric's unit per boot, that never matters; nil is 0. Primary, per kernel and workload.
        case ratio(MetricName, to: KernelName, atMost: Fraction, floor: Double?)
        /// By how much the metric is above the reference kernel's, in its unit per boot. Primary, per kernel and workload.
        case difference(MetricName, to: KernelName, atMost: Double)
        /// Growth per added CPU, sum(y) / sum(n - 1) over blocks; the floor is per added CPU, nil is 0. Primary, per
        /// kernel and workload.
        case scaling(MetricName, atMost: ScalingLimit, floor: Double?)
        /// The median, over blocks, of the metric's share of the reference kernel's. Host time, and so only ever a
        /// warning.
        case timing(MetricName, to: KernelName, atMost: Fraction)
    }
}

/// By field, so that a matrix without new keys is stored as it always was, and one stored before is still read.
extension Criterion: Codable {
    private enum CodingKeys: CodingKey { case name, when, needs, severity, kind }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = try values.decode(String.self, forKey: .name)
        when = try values.decode(CellFilter.self, forKey: .when)
        // One name is stored as text.
        if let only = try? values.decodeIfPresent(String.self, forKey: .needs) {
            needs = [only]
        } else {
            needs = try values.decodeIfPresent([String].self, forKey: .needs) ?? []
        }
        severity = try values.decodeIfPresent(Severity.self, forKey: .severity) ?? .fail
        kind = try values.decode(Kind.self, forKey: .kind)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(name, forKey: .name)
        try values.encode(when, forKey: .when)
        if needs.count == 1 {
            try values.encode(needs[0], forKey: .needs)
        } else if !needs.isEmpty {
            try values.encode(needs, forKey: .needs)
        }
        if severity != .fail { try values.encode(severity, forKey: .severity) }
        try values.encode(kind, forKey: .kind)
    }
}

extension Criterion.Kind {
    /// The kernel that others are held against; nil where none is.
    public var reference: KernelName? {
        switch self {
        case .sameAs(_, let kernel), .ratio(_, let kernel, _, _), .difference(_, let kernel, _),
            .scaling(_, .share(_, let kernel), _), .timing(_, let kernel, _):
            kernel
        case .cleanBoot, .bound, .perModule, .law, .control, .scaling(_, .absolute, _): nil
        }
    }
}
