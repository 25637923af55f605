// SPDX-License-Identifier: Apache-2.0

/// One report in a kernel log.
public struct Finding: Codable, Sendable, Hashable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case panic, oops, bug, warning
        case softLockup = "soft-lockup"
        case hardLockup = "hard-lockup"
        case hungTask = "hung-task"
        case rcuStall = "rcu-stall"
        /// A second boot banner: the guest went through the firmware again.
        case reboot
    }

    public var kind: Kind
    /// Stable across runs: no addresses, process ids or times.
    public var title: String
    /// The function that the report is about, without the compiler's suffixes; nil where the report names none.
    public var function: String?
    /// The line number in the log, from 1, of the first line of the report.
    public var line: Int
    /// The exact lines, at most 60, control characters made visible.
    public var lines: [String]

    public init(kind: Kind, title: String, function: String? = nil, line: Int, lines: [String]) {
        self.kind = kind
        self.title = title
        self.function = function
        self.line = line
        self.lines = lines
    }
}
