// SPDX-License-Identifier: Apache-2.0

/// How often a decision over the primary endpoints may be wrong, as shares, both one-sided.
public struct DecisionLevel: Codable, Hashable, Sendable {
    /// Of FAIL, over all endpoints together.
    public var fail: Double
    /// Of PASS, for each endpoint: a matrix passes only if all do.
    public var pass: Double

    public init(fail: Double, pass: Double) {
        self.fail = fail
        self.pass = pass
    }

    /// What a run may spend in all: at its only look, or over its looks together.
    public static let single = DecisionLevel(fail: 0.01, pass: 0.025)
}
