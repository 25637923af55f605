// SPDX-License-Identifier: Apache-2.0

public import Campaign
public import MatrixPlan

/// A run as it was found on disk: what reports, compare and resume start from.
public struct StoredRun: Sendable {
    public var facts: RunFacts
    public var matrix: Matrix
    public var plan: Plan
    /// Every cell of the plan in its order, also those that were never booted.
    public var cells: [StoredCell]
    /// How the run went; nil while it goes on, after it was killed, or when the record is damaged (then `problems` says so).
    public var conclusion: RunConclusion?
    /// What was found beside readable attempts: damage, and files that belong to nothing. In the order of the plan.
    public var problems: [RunStoreError]
}

/// A cell and its attempts.
public struct StoredCell: Sendable {
    public var cell: Cell
    /// By number; a retry stands beside the first attempt and never replaces it.
    public var attempts: [StoredAttempt]

    /// The attempts that could be read.
    public var outcomes: [BootOutcome] { attempts.compactMap(\.outcome) }
}

public struct StoredAttempt: Sendable {
    /// Counted from 1.
    public var number: Int
    /// The boot; or `unreadable`, in which case the cell is ERROR with the harness to blame.
    public var content: Result<BootOutcome, RunStoreError>

    public var outcome: BootOutcome? { try? content.get() }
}
