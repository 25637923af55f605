// SPDX-License-Identifier: Apache-2.0

/// What the lines of a report look like after its first. Other CPUs go on printing, so this only decides where a report
/// without an end mark is over.
enum ReportBody {
    static func isPart(_ body: LogBytes) -> Bool {
        guard let first = body.first else { return false }
        if first.isBlank { return true }
        if byFirstByte[Int(first)].contains(where: { body.begins(with: $0) }) || isRegister(body) { return true }
        return body.prefix(200).holds("+0x") || body.prefix(120).holds("ot tainted")
    }

    /// `x27: ffffa00017c462a0`, `r10: 9684b874  r9 : 000001ff`, `GPR00: c0000`, `dd60: 977bdda0 000001ff`.
    private static func isRegister(_ body: LogBytes) -> Bool {
        let name = body.prefix(while: \.isWord)
        guard (1...6).contains(name.count) else { return false }
        let colon = body[name.endIndex...].drop(while: \.isBlank)
        guard colon.first == UInt8(ascii: ":") else { return false }
        let value = colon.dropFirst().drop { $0.isBlank || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "<") }
        return value.prefix(while: \.isHexDigit).count >= 4
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
        "RIP:", "RSP:", "FS:", "CS:", "CR2:", "CR0:", "PKRU:", "EIP", "DS:", "Code:", "IP:", "PGD", "pgd", "#PF:",
        "pc :", "lr :", "sp :", "pstate:", "PC is", "LR is", "pc is", "Mem abort", "Data abort", "user pgtable",
        "swapper pgtable", "[", "irq event", "hardirqs ", "softirqs ", "Kernel Offset", "Rebooting in", "Oops",
        "KASAN:", "Internal error", "Flags:", "Control:", "Process ", "Exception stack", "NIP", "LR [", "REGS:", "MSR:",
        "CFAR:", "Instruction dump", "Faulting", "LE PAGE", "BE PAGE", "Krnl ", "epc", "status:", "Status:", "Cause",
        "BadVA", "PrId", "Hi ", "Lo ", "$ ", "ESR", "EC =", "SET =", "FSC", "ISV", "CM =", "TPC:", "RPC:",
        "Last Breaking",
        // Who and where.
        "CPU:", "CPU ", "UID:", "Comm:", "Hardware name", "Workqueue:", "task:", "Tainted", "Modules linked in",
        "Call Trace",
        "Call trace", "Backtrace", "Stack:", "<TASK>", "</TASK>", "<IRQ>", "</IRQ>", "Preemption disabled", "in_atomic",
        "preempt_count", "RCU nest", "caller is", "invalid opcode:", "Dumping ftrace", "NMI backtrace", "Sending NMI",
        "(detected by", "(t=", "rcu:", "INFO:", "\"echo 0", "Showing all", "Kernel panic", "1 lock", "2 locks",
        "no locks", "All QSes", "comm ", "backtrace", "page last", "page_owner", "Task dump",
        // Memory checkers.
        "Read of size", "Write of size", "Read at", "Write at", "Allocated by", "Freed by", "The buggy", "Memory state",
        ">ffff", "ffff", "=====", "-----", "---[", "Object ", "page:", "page dumped", "flags:", "raw:", "value changed",
        "Uninit was", "Bytes ", "Last potentially", "Local variable", "write to 0x", "read to 0x", "Pointer tag",
        "Reported by", "allocated by", "freed by", "kfence-#", "Padding", "Redzone", "Slab 0x",
        // lockdep.
        "other info", "stack backtrace", "the existing", "Possible unsafe", "-> #", "but task", "is trying",
        "which lock", "but there are", "... which", "and this task", "which would", "the dependencies",
        "inconsistent {",
    ]
}
