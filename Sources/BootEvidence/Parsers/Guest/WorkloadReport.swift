// SPDX-License-Identifier: Apache-2.0

/// The item `workload`: what the guest's program did, and how its parts ended.
public struct WorkloadReport: Hashable, Sendable {
    public var values: [String: String]
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        let lines = KeyValues(bytes)
        values = lines.values
        problem = lines.problem ?? (lines.values["name"] == nil ? "no name" : nil)
    }

    public var name: String? { values["name"] }

    /// By part, such as `udevd`, `trigger` and `settle`: the exit status; 0 is good, a signal is 128 and its number.
    public var exits: [String: Int] {
        var exits: [String: Int] = [:]
        for (key, value) in values where key.hasSuffix(".exit") {
            exits[String(key.dropLast(5))] = Int(value)
        }
        return exits
    }

    /// How long `udevadm settle` took.
    public var settled: Duration? {
        guard let text = values["settle.seconds"], let seconds = Double(text), seconds >= 0, seconds < 1e6 else {
            return nil
        }
        return .seconds(seconds)
    }
}
