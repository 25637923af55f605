// SPDX-License-Identifier: Apache-2.0

/// A row of the table of modules that were loaded although they were there, or on their way.
public struct DuplicateRow: Hashable, Codable, Sendable {
    /// At what point the kernel noticed (mod_fail_to_str in kernel/module/stats.c).
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// Before memory was allocated for the module.
        case becoming = "Becoming"
        /// After it was.
        case load = "Load"
        case both = "Becoming & Load"
        /// The kernel recorded neither, which its own text calls a bug of the statistics.
        case bug = "Bug-on-stats"
    }

    /// As the kernel prints it, with underscores.
    public var module: String
    public var times: UInt64
    public var reason: Reason

    public init(module: String, times: UInt64, reason: Reason) {
        self.module = module
        self.times = times
        self.reason = reason
    }

    /// Reads `"%25s\t%15lu\t%25s"`. A module's name has no blanks, and one longer than 25 characters only moves the
    /// rest to the right.
    init?(_ line: ByteText) {
        let words = line.words
        guard words.count >= 3, let times = words[1].number else { return nil }
        let reasonText = words[2...].map(\.text).joined(separator: " ")
        guard let reason = Reason(rawValue: reasonText) else { return nil }
        self.init(module: words[0].text, times: times, reason: reason)
    }
}
