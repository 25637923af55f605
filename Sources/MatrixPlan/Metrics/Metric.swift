// SPDX-License-Identifier: Apache-2.0

/// The name of a measured quantity, such as `loads.failed`.
public struct MetricName: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }
    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
    public static func < (left: MetricName, right: MetricName) -> Bool { left.text < right.text }
    public var description: String { text }
}

/// One entry of the registry: what a metric is, and where in the kernel it comes from.
public struct Metric: Sendable {
    public enum Unit: String, Sendable {
        case count = ""
        case bytes = "B"
        case seconds = "s"
        /// A set of module names; only `same-as` can look at it.
        case moduleSet = "set"
    }

    public let name: MetricName
    public let unit: Unit
    public let meaning: String
    /// The kernel file, tracepoint or guest record that it is read from.
    public let source: String
    /// What a kernel must have to give it; nil where every kernel does.
    public let ground: Ground?
    /// The metric of the trace that means the same, for kernels without the counter.
    public let traced: MetricName?

    /// What some kernels have and others have not.
    public enum Ground: Sendable {
        /// CONFIG_MODULE_STATS, from Linux 6.4 on.
        case statistics
        /// Tracing with probes: FTRACE_SYSCALLS, KPROBES and KPROBE_EVENTS, and the functions that are probed.
        case probes
    }

    init(
        name: MetricName, unit: Unit, meaning: String, source: String, ground: Ground? = nil, traced: MetricName? = nil
    ) {
        self.name = name
        self.unit = unit
        self.meaning = meaning
        self.source = source
        self.ground = ground
        self.traced = traced
    }

    /// Why a boot that can be trusted is without it, and what to ask for instead; nil where nothing is known.
    public var absence: String? {
        switch ground {
        case .statistics: "the kernel has no MODULE_STATS" + (traced.map { "; \($0) means the same" } ?? "")
        case .probes: "a probe that it rests on is absent, or the trace is not whole"
        case nil: nil
        }
    }
}
