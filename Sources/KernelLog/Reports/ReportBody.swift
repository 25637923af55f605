// SPDX-License-Identifier: Apache-2.0

/// What the lines of a report look like after its first. Other CPUs go on printing, so this only decides where a report
/// without an end mark is over.
enum ReportBody {
    static func isPart(_ body: LogBytes) -> Bool {
        guard let first = body.first else { return false }
        if first.isBlank { return true }
        if byFirstByte[Int(first)].contains(where: { body.begins(with: $0) }) { return true }
        return body.prefix(200).holds("+0x") || body.prefix(120).holds("ot tainted")
    }

    private static let byFirstByte: [[[UInt8]]] = {
        var table = [[[UInt8]]](repeating: [], count: 256)
        for word in words {
            let bytes = Array(word.utf8)
            if let first = bytes.first { table[Int(first)].append(bytes) }
        }
        return table
    }()

    private static let words = [
        // Registers and the state of the CPU.
        "RIP:", "RSP:", "RAX:", "RBX:", "RDX:", "RBP:", "R10:", "R13:", "FS:", "CS:", "CR2:", "CR0:", "DR0:", "DR3:",
        "PKRU:", "EIP", "EAX:", "ESI:", "DS:", "Code:", "IP:", "PGD", "#PF:", "pc :", "lr :", "sp :", "pstate:",
        "PC is",
        "LR is", "x29:", "Mem abort", "Data abort", "user pgtable", "swapper pgtable", "[", "irq event", "hardirqs ",
        "softirqs ", "Kernel Offset", "Rebooting in", "Oops:", "KASAN:",
        // Who and where.
        "CPU:", "UID:", "Comm:", "Hardware name", "Workqueue:", "task:", "Tainted", "Modules linked in", "Call Trace",
        "Call trace", "Backtrace", "Stack:", "<TASK>", "</TASK>", "<IRQ>", "</IRQ>", "Preemption disabled", "in_atomic",
        "preempt_count", "RCU nest", "caller is", "invalid opcode:", "Dumping ftrace", "NMI backtrace", "Sending NMI",
        "(detected by", "(t=", "rcu:", "INFO:", "\"echo 0", "Showing all", "Kernel panic", "1 lock", "2 locks",
        "no locks",
        // Memory checkers.
        "Read of size", "Write of size", "Read at", "Write at", "Allocated by", "Freed by", "The buggy", "Memory state",
        ">ffff", "ffff", "=====", "-----", "---[", "Object ", "page:", "page dumped", "flags:", "raw:", "value changed",
        "Uninit was", "Bytes ", "Last potentially", "Local variable",
        // lockdep.
        "other info", "stack backtrace", "the existing", "Possible unsafe", "-> #", "but task", "is trying",
        "which lock",
        "but there are",
    ]
}
