// SPDX-License-Identifier: Apache-2.0

/// When a guest's memory is kept as a file.
public enum CorePolicy: String, Hashable, Codable, Sendable, CaseIterable {
    case never = "none"
    /// After a kernel panic, that of a hung kernel by a non-maskable interrupt included.
    case onPanic = "on-panic"
}
