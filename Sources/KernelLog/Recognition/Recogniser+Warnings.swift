// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// WARN() (kernel/panic.c) through the decades, and the stack unwinder's own.
    ///
    /// `WARNING: ` alone is no report: deprecated mount options, mitigations that are off and broken firmware say it too.
    /// What else begins so is one if the kernel shows its stack with it; see `Suspect`.
    static let warnings: [Recogniser] = [
        Recogniser("WARNING: CPU: ", .warning, .warning),
        // Linux 6.18 and later: `WARNING: FILE:LINE at FUNCTION, CPU#N: TASK/PID`.
        Recogniser("WARNING: ", .warning, .warning, needs: [", CPU#"]),
        Recogniser("WARNING: at ", .warning, .warning),
        Recogniser("Badness at ", .warning, .warning),
        Recogniser("Badness in ", .warning, .warning),
        Recogniser("BUG: warning at ", .warning, .warning),
        Recogniser("WARNING: kernel stack ", .warning, .function("WARNING: kernel stack has a bad value")),
    ]

    /// lockdep (kernel/locking/lockdep.c), which until Linux 4.12 wrote some of its words in brackets, and the checks of
    /// spinlocks (kernel/locking/spinlock_debug.c).
    static let lockdep: [Recogniser] =
        findings.flatMap { words in
            ["WARNING: ", "[ INFO: ", "INFO: ", "[ BUG: ", "BUG: "].map {
                Recogniser($0 + words, .lockdep, .caller("WARNING: " + words), isUnmistakable: $0 == "WARNING: ")
            }
        } + [
            Recogniser(
                "WARNING: ", .lockdep, .caller("WARNING: still has locks held"), needs: [" still has locks held"]),
            Recogniser(
                "BUG: ", .lockdep, .caller("WARNING: still has locks held"), needs: [" still has locks held"]),
            Recogniser(
                "[ BUG: ", .lockdep, .caller("WARNING: still has locks held"), needs: [" still has locks held"]),
            Recogniser("WARNING: ", .lockdep, .caller("WARNING: unsafe lock order detected"), needs: order),
            Recogniser("[ INFO: ", .lockdep, .caller("WARNING: unsafe lock order detected"), needs: order),
            Recogniser(
                "INFO: trying to register non-static key", .lockdep, .caller("INFO: trying to register non-static key")),
            Recogniser("BUG: spinlock ", .lockdep, .caller("BUG: spinlock"), needs: [" on CPU#"]),
            Recogniser("BUG: spinlock bad magic", .lockdep, .caller("BUG: spinlock bad magic")),
            Recogniser("BUG: spinlock recursion", .lockdep, .caller("BUG: spinlock recursion")),
            Recogniser("BUG: rwlock bad magic", .lockdep, .caller("BUG: rwlock bad magic")),
            Recogniser("BUG: rwlock ", .lockdep, .caller("BUG: rwlock"), needs: [" on CPU#"]),
            Recogniser("BUG: workqueue leaked", .lockdep, .caller("BUG: workqueue leaked lock or atomic")),
            Recogniser("BUG: MAX_", .lockdep, .message, needs: [" too low"]),
            Recogniser(
                "BUG: key ", .lockdep, .fixed("BUG: key has not been registered"), needs: [" has not been registered"]),
            Recogniser("BUG: looking up invalid subclass", .lockdep, .message),
        ]

    /// `HARDIRQ-safe -> HARDIRQ-unsafe lock order detected`, of each class of context.
    private static let order: [StaticString] = ["-unsafe lock order detected"]

    private static let findings = [
        "possible circular locking dependency detected", "possible recursive locking detected",
        "possible irq lock inversion dependency detected", "possible deadlock", "inconsistent lock state",
        "suspicious RCU usage", "suspicious rcu_dereference_check() usage", "bad unlock balance detected",
        "held lock freed", "lock held when returning to user space", "lock held at task exit time",
        "bad contention detected", "nested lock was not taken", "Nested lock was not taken", "chain_key collision",
        "Possible nested lock", "Invalid wait context", "circular locking deadlock detected",
    ]
}
