// SPDX-License-Identifier: Apache-2.0

import Glibc
import Vocabulary

/// The one table of exit codes, safe under `git bisect run`, which reads 0 as good, 1 to 127 but 125 as bad, 125 as
/// "skip" and everything from 128 as "stop" (git-bisect(1)). So no mistake of ours may leave with 1 to 124.
enum ProcessExit: Int32, Error {
    /// Every verdict passed.
    case good = 0
    /// A kernel failed a criterion.
    case bad = 1
    /// No verdict: inconclusive, a broken test, infrastructure.
    case noVerdict = 125
    /// Usage or configuration.
    case usage = 129
    case interrupted = 130

    init(_ status: Status) {
        self =
            switch status {
            case .pass: .good
            case .fail: .bad
            case .error, .miss, .inconclusive, .skip: .noVerdict
            }
    }

    func leave() -> Never { exit(rawValue) }
}
