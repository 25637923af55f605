// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// Detectors that go by time (kernel/watchdog.c, kernel/hung_task.c, kernel/rcu/tree_stall.h,
    /// kernel/workqueue.c). Under an emulator with more CPUs than the host has, they can go off without a fault of the
    /// kernel; who reads the findings must know that, so they have kinds of their own.
    static let stalls: [Recogniser] = [
        Recogniser("BUG: soft lockup", .softLockup, .function("BUG: soft lockup")),
        Recogniser("BUG: workqueue lockup", .softLockup, .function("BUG: workqueue lockup")),
        Recogniser("BUG: spinlock lockup suspected", .softLockup, .function("BUG: spinlock lockup suspected")),
        Recogniser("Watchdog detected hard LOCKUP", .hardLockup, .function("hard LOCKUP")),
        Recogniser("CPU", .hardLockup, .function("hard LOCKUP"), needs: [": Watchdog detected hard LOCKUP"]),
        Recogniser(
            "INFO: task ", .hungTask, .function("INFO: task hung"),
            needs: [
                " blocked for more than ", " blocked in I/O wait for more than ", " can't die for more than ",
                " blocked on ",
            ]),
        Recogniser("INFO: rcu", .rcuStall, .function("INFO: rcu detected stall"), needs: [" stall", "-detected "]),
        Recogniser(
            "rcu_", .rcuStall, .function("INFO: rcu detected stall"),
            needs: [" kthread starved for ", "detected stall"]
        ),
    ]
}
