// SPDX-License-Identifier: Apache-2.0

/// Tells what a running system prints from what comes before the first kernel.
enum RunningSystem {
    /// What no firmware, no loader and no launcher of guests prints: programs of a running system, and dumps of registers.
    static func says(_ line: LogBytes) -> Bool {
        guard line.count > 6 else { return false }
        return line.holds(" login: ") || line.begins(with: "executing program") || line.begins(with: "[  OK  ] ")
            || isRegister(line) || isCall(line) || (line.first?.isBlank == true && line.holds("+0x"))
    }

    /// `EFER = 0x0000000000000d01`.
    private static func isRegister(_ line: LogBytes) -> Bool {
        let name = line.prefix(while: \.isWord)
        guard name.count >= 2, let value = line[name.endIndex...].dropping(" = 0x") else { return false }
        return value.prefix(while: \.isHexDigit).count == 16
    }

    /// A traced system call, `tkill(0x8, 0x13)` or `read(3, "", 10) = 0`.
    private static func isCall(_ line: LogBytes) -> Bool {
        var line = line
        // `r3 = socket(…)`, as fuzzers note what a call gave.
        let result = line.firstWord
        if result.first == UInt8(ascii: "r"), let call = line[result.endIndex...].dropping(" = ") { line = call }
        guard let call = calls.first(where: { line.begins(with: $0) }) else { return false }
        let next = line.dropFirst(call.utf8CodeUnitCount).first
        return next == UInt8(ascii: "(") || next == UInt8(ascii: "$")
    }

    /// The first words of a firmware, a boot loader or a kernel's decompressor.
    static func isFirmware(_ line: LogBytes) -> Bool { line.begins(withAny: firmware) }

    static let firmware: [StaticString] = [
        "SeaBIOS (version ", "Decompressing Linux...", "Booting the kernel", "early console in ", "U-Boot SPL ",
        "U-Boot 20",
        "UEFI firmware (version ", "OpenSBI v", "SLOF **", "NOTICE:  BL1: ",
    ]

    private static let calls: [StaticString] = [
        "mmap", "munmap", "openat", "open", "read", "write", "close", "ioctl", "socket", "connect", "bind", "sendmsg",
        "sendto", "recvmsg", "setsockopt", "getsockopt", "tkill", "kill", "clone", "execve", "mount", "ptrace", "futex",
        "prctl", "bpf", "perf_event_open", "keyctl", "rt_sigaction", "wait4", "exit_group",
    ]
}
