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
}
