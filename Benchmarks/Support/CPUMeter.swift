// SPDX-License-Identifier: Apache-2.0

import Glibc

/// CPU time of this process and of every descendant that was waited for by its parent (getrusage(2), RUSAGE_CHILDREN):
/// make waits for its compilers, and we for make.
enum CPUMeter {
    /// User and system time in seconds that `work` took, here and in its children.
    static func seconds(_ work: () async throws -> Void) async rethrows -> Double {
        let before = total()
        try await work()
        return total() - before
    }

    private static func total() -> Double {
        [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, who in
            var usage = rusage()
            guard getrusage(Int32(truncatingIfNeeded: who.rawValue), &usage) == 0 else { return sum }
            return sum + seconds(usage.ru_utime) + seconds(usage.ru_stime)
        }
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
}
