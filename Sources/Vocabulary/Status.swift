// SPDX-License-Identifier: Apache-2.0

/// The outcome of a cell, a criterion or a run, in the words of KCIDB plus INCONCLUSIVE.
/// Anything unknown is never `pass`.
public enum Status: String, Codable, Sendable, CaseIterable {
    case pass = "PASS"
    /// The kernel failed a criterion.
    case fail = "FAIL"
    /// The evidence does not decide.
    case inconclusive = "INCONCLUSIVE"
    /// The test itself broke.
    case error = "ERROR"
    /// Infrastructure: it could not be run.
    case miss = "MISS"
    /// It does not apply, or was not asked for.
    case skip = "SKIP"

    /// When several apply the highest wins: FAIL > ERROR > MISS > INCONCLUSIVE > PASS > SKIP.
    private var weight: Int {
        switch self {
        case .fail: 5
        case .error: 4
        case .miss: 3
        case .inconclusive: 2
        case .pass: 1
        case .skip: 0
        }
    }

    /// The status of several together; nothing at all is MISS, because nothing was proved.
    public static func combined(_ statuses: some Sequence<Status>) -> Status {
        statuses.max { $0.weight < $1.weight } ?? .miss
    }
}
