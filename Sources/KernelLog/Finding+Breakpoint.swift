// SPDX-License-Identifier: Apache-2.0

/// Breakpoints that nobody set. A kernel that patches its own code puts one over the place while it does
/// (text_poke_bp(), arch/x86/kernel/alternative.c). A translator that misses what another virtual CPU patches executes it
/// after it was taken out (Red Hat bug 2216496; mended in QEMU 8.1).
extension Finding {
    public var isStrayBreakpoint: Bool { kind == .oops && Self.isTitleOfStrayBreakpoint(title) }

    public static func isTitleOfStrayBreakpoint(_ title: String) -> Bool { title.hasPrefix("int3") }

    /// The breakpoint that was executed is not in the guest's memory: the report itself shows the bytes that are
    /// (show_opcodes(), arch/x86/kernel/dumpstack.c), the one after the breakpoint in angle brackets. No kernel can bring
    /// that about by what it holds. False where the bytes are not shown.
    public var isPhantomBreakpoint: Bool {
        guard isStrayBreakpoint, let line = lines.first(where: { $0.contains("Code: ") }) else { return false }
        let bytes = line.split(separator: " ").drop { $0 != "Code:" }.dropFirst()
        guard let place = bytes.firstIndex(where: { $0.hasPrefix("<") }), place > bytes.startIndex else { return false }
        let before = bytes[place - 1].lowercased()
        return before.count == 2 && before.allSatisfy(\.isHexDigit) && before != "cc"
    }

    /// oops_end() panics because of the exception, and the death of process 1 because of its death; neither is a second
    /// report (arch/x86/kernel/dumpstack.c, kernel/exit.c).
    var isPanicOfAnException: Bool {
        guard kind == .panic else { return false }
        return ["Fatal exception", "Attempted to kill init!", "Attempted to kill the idle task!"].contains {
            title.contains("not syncing: \($0)")
        }
    }
}
