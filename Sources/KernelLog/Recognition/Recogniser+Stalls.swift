// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// Detectors that go by time (kernel/watchdog.c, kernel/hung_task.c, kernel/rcu/tree_stall.h,
    /// kernel/workqueue.c, arch/powerpc/kernel/watchdog.c). Under an emulator with more CPUs than the host has, they can go
    /// off without a fault of the kernel; who reads the findings must know that, so they have kinds of their own.
    static let stalls: [Recogniser] = [
        Recogniser("BUG: soft lockup", .softLockup, .function("BUG: soft lockup"), isUnmistakable: true),
        Recogniser("BUG: workqueue lockup", .softLockup, .fixed("BUG: workqueue lockup")),
        Recogniser("BUG: spinlock lockup", .softLockup, .caller("BUG: spinlock lockup suspected")),
        Recogniser("BUG: rwlock-lockup", .softLockup, .caller("BUG: rwlock lockup suspected")),
        Recogniser("BUG: rwlock lockup", .softLockup, .caller("BUG: rwlock lockup suspected")),

        Recogniser("Watchdog detected hard LOCKUP", .hardLockup, .function("hard LOCKUP")),
        Recogniser("Watchdog CPU:", .hardLockup, .function("hard LOCKUP"), needs: [" Hard LOCKUP"]),
        Recogniser("CPU", .hardLockup, .function("hard LOCKUP"), needs: hard),
        Recogniser("NMI Watchdog detected LOCKUP", .hardLockup, .function("hard LOCKUP")),
        Recogniser("BUG: NMI Watchdog detected LOCKUP", .hardLockup, .function("hard LOCKUP")),

        Recogniser(
            "INFO: task ", .hungTask, .function("INFO: task hung"),
            needs: [
                " blocked for more than ", " blocked in I/O wait for more than ", " can't die for more than ",
            ], isUnmistakable: true),
        Recogniser(
            "unregister_netdevice: waiting for ", .hungTask,
            .fixed("unregister_netdevice: waiting for a device to become free"), needs: [" to become free"]),

        Recogniser("INFO: rcu", .rcuStall, .function(rcu), needs: [" stall", "detected"], isUnmistakable: true),
        Recogniser("rcu_", .rcuStall, .function(rcu), needs: [" kthread starved for ", "detected stall"]),
        Recogniser("RCU detected CPU", .rcuStall, .function(rcu), needs: [" stall"]),
    ]

    private static let rcu = "INFO: rcu detected stall"
    private static let hard: [StaticString] = [
        ": Watchdog detected hard LOCKUP", "detected hard LOCKUP", " Hard LOCKUP",
    ]
}
