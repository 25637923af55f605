// SPDX-License-Identifier: Apache-2.0

extension Recogniser {
    /// The end of the kernel, and exceptions in kernel code (kernel/panic.c, arch/*/mm/fault.c, arch/*/kernel/traps.c).
    static let exceptions: [Recogniser] = [
        Recogniser(
            "Kernel panic", .panic, .message, needs: [" - not syncing", "Kernel panic: "], isUnmistakable: true),

        Recogniser("kernel BUG at ", .kernelBug, .function("kernel BUG"), exception: .announced),
        Recogniser("Kernel BUG at ", .kernelBug, .function("kernel BUG"), exception: .announced),
        Recogniser("Kernel BUG [#", .kernelBug, .function("kernel BUG"), exception: .itself),
        Recogniser("Kernel bug detected[#", .kernelBug, .function("kernel BUG"), exception: .itself),
        Recogniser("Internal error: Oops - BUG", .kernelBug, .function("kernel BUG"), exception: .itself),

        fault("BUG: unable to handle kernel NULL pointer dereference"),
        fault("BUG: unable to handle kernel paging request"),
        fault("BUG: unable to handle page fault"),
        fault("BUG: unable to handle kernel"),
        fault("BUG: unable to handle"),
        fault("BUG: Unable to handle kernel instruction fetch"),
        fault("BUG: Unable to handle kernel data access"),
        fault("BUG: Unable to handle kernel"),
        fault("BUG: Unable to handle"),
        fault("BUG: Kernel NULL pointer dereference"),
        fault("BUG: kernel NULL pointer dereference"),
        fault("Unable to handle kernel NULL pointer dereference"),
        fault("Unable to handle kernel paging request"),
        fault("Unable to handle kernel access to user memory"),
        fault("Unable to handle kernel"),
        Recogniser(
            "CPU ", .pageFault, .function("Unable to handle kernel paging request"), exception: .announced,
            needs: [" Unable to handle kernel paging request"]),
        Recogniser("Kernel Fault: ", .pageFault, .function("Kernel Fault"), exception: .announced),

        announced("BUG: stack guard page was hit"),
        announced("BUG: TASK stack guard page was hit"),
        announced("BUG: IRQ stack guard page was hit"),
        announced("Insufficient stack space to handle exception!"),
        announced("Kernel stack overflow"),
        announced("kernel stack overflow"),
        announced("Unhandled fault: "),
        announced("Unhandled prefetch abort"),
        announced("Alignment trap: not handling instruction"),
        announced("Bad mode in "),
        announced("Bad kernel stack pointer"),
        announced("Unexpected kernel BRK exception"),
        announced("Unrecoverable exception"),
        announced("PANIC: double fault"),

        general("general protection fault"),
        general("segment-related general protection fault"),
        general("Oops: general protection fault"),
        die("Oops: invalid opcode", "invalid opcode"),
        die("Oops: divide error", "divide error"),
        die("Oops: int3", "int3"),
        die("Oops: stack segment", "stack segment"),
        Recogniser("Internal error: ", .oops, .function("Internal error"), exception: .itself, needs: ["[#"]),
    ]

    private static func announced(_ words: String) -> Recogniser {
        let title = words.hasSuffix(": ") ? String(words.dropLast(2)) : words
        return Recogniser(words, .oops, .function(title), exception: .announced)
    }

    private static func fault(_ words: String) -> Recogniser {
        Recogniser(
            words, .pageFault, .function(words), exception: .announced, isUnmistakable: words.hasPrefix("BUG: "))
    }

    /// At the start of a message it is the kernel's own; a program's fault has the program's name before it.
    private static func die(_ words: String, _ title: String) -> Recogniser {
        Recogniser(words, .oops, .function(title), exception: .itself)
    }

    private static func general(_ words: String) -> Recogniser {
        Recogniser(words, .generalProtection, .function("general protection fault"), exception: .itself)
    }
}
