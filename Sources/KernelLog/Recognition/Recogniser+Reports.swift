// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// What the kernel found wrong with itself and outlived.
    ///
    /// `BUG: ` at the start of a message is always a report. `WARNING: ` is not: deprecated mount options, mitigations
    /// that are off and broken firmware say it too. So the warnings are those of WARN() (kernel/panic.c), of lockdep
    /// (kernel/locking/lockdep.c) and of the stack unwinder.
    static let reports: [Recogniser] =
        [
            Recogniser("WARNING: CPU: ", .warning, .warning),
            // Linux 6.18 and later: `WARNING: FILE:LINE at FUNCTION, CPU#N: TASK/PID`.
            Recogniser("WARNING: ", .warning, .warning, needs: [", CPU#"]),
            Recogniser("WARNING: kernel stack ", .warning, .function("WARNING: kernel stack has a bad value")),

            Recogniser("BUG: sleeping function called from invalid context", .bug, .caller(sleeping)),
            Recogniser("BUG: scheduling while atomic", .bug, .caller("BUG: scheduling while atomic")),
            Recogniser("BUG: using ", .bug, .caller("BUG: using a per-CPU access in preemptible code")),
            Recogniser("BUG: Bad page state", .bug, .caller("BUG: Bad page state")),
            Recogniser("BUG: Bad page map", .bug, .caller("BUG: Bad page map")),
            Recogniser("BUG: Bad rss-counter state", .bug, .caller("BUG: Bad rss-counter state")),
            Recogniser("BUG: Dentry ", .bug, .caller("BUG: Dentry still in use")),
            Recogniser("BUG: workqueue leaked", .bug, .caller("BUG: workqueue leaked lock or atomic")),
            Recogniser("BUG: ", .bug, .message),
            Recogniser("BUG ", .bug, .message, needs: [" (Tainted", " (Not tainted"]),
            Recogniser("[ BUG: ", .bug, .message),
            Recogniser(
                "[ BUG: ", .bug, .caller("BUG: still has locks held"), needs: [" still has locks held"]),
            Recogniser("UBSAN: ", .bug, .message),
        ] + lockdep

    private static let sleeping = "BUG: sleeping function called from invalid context"

    /// lockdep's own words; until Linux 4.12 some stood in brackets as `[ INFO: … ]`.
    private static let lockdep: [Recogniser] = [
        "possible circular locking dependency detected", "possible recursive locking detected",
        "possible irq lock inversion dependency detected", "inconsistent lock state", "suspicious RCU usage",
        "bad unlock balance detected", "held lock freed", "lock held when returning to user space",
        "bad contention detected", "nested lock was not taken", "Nested lock was not taken",
        "SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected", "HARDIRQ-safe -> HARDIRQ-unsafe lock order detected",
        "SOFTIRQ-READ-safe -> SOFTIRQ-READ-unsafe lock order detected",
        "HARDIRQ-READ-safe -> HARDIRQ-READ-unsafe lock order detected", "Possible nested lock", "Invalid wait context",
    ].flatMap { words in
        [
            Recogniser("WARNING: " + words, .warning, .caller("WARNING: " + words)),
            Recogniser("[ INFO: " + words, .warning, .caller("WARNING: " + words)),
        ]
    }
}
