// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// What the kernel found wrong with itself and outlived. `BUG: ` at the start of a message is always a report.
    static let bugs: [Recogniser] = [
        Recogniser(
            "BUG: sleeping function called from invalid context", .sleepInAtomic,
            .caller("BUG: sleeping function called from invalid context")),
        Recogniser(
            "Debug: sleeping function called from", .sleepInAtomic,
            .caller("BUG: sleeping function called from invalid context")),
        Recogniser("BUG: assuming atomic context", .sleepInAtomic, .caller("BUG: assuming atomic context")),
        Recogniser(
            "BUG: scheduling while atomic", .schedulingWhileAtomic, .caller("BUG: scheduling while atomic")),
        Recogniser("scheduling while atomic: ", .schedulingWhileAtomic, .caller("BUG: scheduling while atomic")),
        Recogniser("bad: scheduling while atomic", .schedulingWhileAtomic, .caller("BUG: scheduling while atomic")),
        Recogniser(
            "BUG: scheduling in a non-blocking section", .schedulingWhileAtomic,
            .caller("BUG: scheduling in a non-blocking section")),
        Recogniser(
            "BUG: using ", .bug, .caller("BUG: using a per-CPU access in preemptible code"),
            needs: [" in preemptible "]),

        Recogniser("BUG: Bad page state", .bug, .caller("BUG: Bad page state")),
        Recogniser("Bad page state in process", .bug, .caller("BUG: Bad page state")),
        Recogniser("Bad page state at ", .bug, .caller("BUG: Bad page state")),
        Recogniser("BUG: Bad page map", .bug, .caller("BUG: Bad page map")),
        Recogniser("BUG: Bad page cache", .bug, .caller("BUG: Bad page cache")),
        Recogniser("BUG: Bad rss-counter state", .bug, .fixed("BUG: Bad rss-counter state")),
        Recogniser("BUG: non-zero ", .bug, .message, needs: [" on freeing mm"]),
        Recogniser("BUG: Dentry ", .bug, .tail("BUG: Dentry still in use", from: " [")),
        Recogniser("BUG: ", .bug, .message),
        Recogniser("[ BUG: ", .bug, .message),
        Recogniser("BUG ", .bug, .message, needs: [" (Tainted", " (Not tainted"]),
        Recogniser("BUG at ", .bug, .message, needs: [" assert(", "!"]),
        Recogniser("BUG in ", .bug, .message),
        Recogniser("rust_kernel: panicked at ", .bug, .message),
        // SLUB's lines below a header that was lost.
        Recogniser("INFO: Freed in ", .bug, .fixed("slab object reported, its report's beginning lost")),
        Recogniser("INFO: Allocated in ", .bug, .fixed("slab object reported, its report's beginning lost")),
        Recogniser("INFO: Slab 0x", .bug, .fixed("slab object reported, its report's beginning lost")),
        Recogniser("INFO: Object 0x", .bug, .fixed("slab object reported, its report's beginning lost")),
    ]

    /// The sanitizers (mm/kasan, mm/kmsan, kernel/kcsan, lib/ubsan.c, mm/kfence).
    static let checkers: [Recogniser] =
        [("KASAN", .kasan), ("KMSAN", .kmsan), ("KCSAN", .kcsan), ("KFENCE", .kfence)].map {
            (name: String, kind: Finding.Kind) in
            Recogniser("BUG: \(name): ", kind, .checker(name), isUnmistakable: true)
        } + [
            Recogniser("UBSAN: ", .ubsan, .checker("UBSAN")),
            Recogniser("BUG: KASan: ", .kasan, .checker("KASAN")),
            Recogniser("BUG: KTSAN: ", .kcsan, .checker("KTSAN")),
        ]
}
