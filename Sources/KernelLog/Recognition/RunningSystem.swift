// SPDX-License-Identifier: Apache-2.0

/// What no firmware, no loader and no launcher of guests prints before the first kernel: programs of a running system, and
/// dumps of registers.
enum RunningSystem {
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
        guard let call = calls.first(where: { line.begins(with: $0) }) else { return false }
        let next = line.dropFirst(call.utf8CodeUnitCount).first
        return next == UInt8(ascii: "(") || next == UInt8(ascii: "$")
    }

    private static let calls: [StaticString] = [
        "mmap", "munmap", "openat", "open", "read", "write", "close", "ioctl", "socket", "connect", "bind", "sendmsg",
        "sendto", "recvmsg", "setsockopt", "getsockopt", "tkill", "kill", "clone", "execve", "mount", "ptrace", "futex",
        "prctl", "bpf", "perf_event_open", "keyctl", "rt_sigaction", "wait4", "exit_group",
    ]
}
