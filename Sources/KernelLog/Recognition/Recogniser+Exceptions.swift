// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// The end of the kernel, and exceptions in kernel code (arch/x86/kernel/dumpstack.c, arch/x86/mm/fault.c,
    /// arch/x86/kernel/traps.c, kernel/panic.c; the Arm words for kernels of that kind).
    static let exceptions: [Recogniser] = [
        Recogniser("Kernel panic - not syncing", .panic, .message),

        Recogniser("kernel BUG at ", .bug, .function("kernel BUG"), exception: .announced),
        Recogniser("Kernel BUG at ", .bug, .function("kernel BUG"), exception: .announced),

        announced("BUG: unable to handle kernel NULL pointer dereference"),
        announced("BUG: unable to handle kernel paging request"),
        announced("BUG: unable to handle page fault"),
        announced("BUG: unable to handle kernel"),
        announced("BUG: unable to handle"),
        announced("BUG: Unable to handle kernel"),
        announced("BUG: kernel NULL pointer dereference"),
        announced("Unable to handle kernel NULL pointer dereference"),
        announced("Unable to handle kernel paging request"),
        announced("Unable to handle kernel"),
        announced("BUG: stack guard page was hit"),
        announced("BUG: TASK stack guard page was hit"),
        announced("BUG: IRQ stack guard page was hit"),
        announced("Insufficient stack space to handle exception!"),
        announced("Unhandled fault: "),
        announced("Alignment trap: not handling instruction"),
        announced("PANIC: double fault"),

        die("general protection fault"),
        die("segment-related general protection fault", "general protection fault"),
        die("Oops: general protection fault", "general protection fault"),
        die("Oops: invalid opcode", "invalid opcode"),
        die("Oops: divide error", "divide error"),
        die("Oops: int3", "int3"),
        die("Oops: stack segment", "stack segment"),
        Recogniser("Oops: ", .oops, .function("Oops"), exception: .itself, needs: ["[#"]),
        Recogniser("Internal error: ", .oops, .function("Internal error"), exception: .itself, needs: ["[#"]),
        dieWithCount("invalid opcode"),
        dieWithCount("divide error"),
        dieWithCount("stack segment"),
        dieWithCount("int3"),
        dieWithCount("double fault"),
        dieWithCount("invalid TSS"),
        dieWithCount("segment not present"),
        dieWithCount("alignment check"),
        dieWithCount("coprocessor segment overrun"),
        dieWithCount("bounds"),
        dieWithCount("Bad pagetable"),
    ]

    private static func announced(_ words: String) -> Recogniser {
        let title = words.hasSuffix(": ") ? String(words.dropLast(2)) : words
        return Recogniser(words, .oops, .function(title), exception: .announced)
    }

    /// At the start of a message it is the kernel's own; a program's fault has the program's name before it.
    private static func die(_ words: String, _ title: String? = nil) -> Recogniser {
        Recogniser(words, .oops, .function(title ?? words), exception: .itself)
    }

    /// Words that say too little without die()'s count, `[#1]`.
    private static func dieWithCount(_ words: String) -> Recogniser {
        Recogniser(words + ": ", .oops, .function(words), exception: .itself, needs: ["[#"])
    }
}
