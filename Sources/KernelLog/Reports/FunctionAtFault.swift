// SPDX-License-Identifier: Apache-2.0

/// Finds the function that a report is about: where the program counter was, or else the first frame of the stack that
/// is not machinery of reporting or of waiting.
enum FunctionAtFault {
    static func find(in body: [LogBytes], for kind: Finding.Kind) -> String? {
        // A task that hangs is in schedule(), and the CPU is elsewhere.
        if kind != .hungTask {
            let found = body.lazy.compactMap { programCounter($0.trimmed) }.first
            if let found, !Machinery.isPart(found, of: kind) { return found }
            return onStack(body, for: kind) ?? found
        }
        return onStack(body, for: kind)
    }

    /// The first frame of a stack that is not machinery.
    static func onStack(_ body: [LogBytes], for kind: Finding.Kind) -> String? {
        var inStack = false
        for line in body {
            let line = line.trimmed
            if line.begins(with: "Call Trace") || line.begins(with: "Call trace") || line.begins(with: "Backtrace") {
                inStack = true
            } else if inStack, let function = frame(line), !Machinery.isPart(function, of: kind) {
                return function
            }
        }
        return nil
    }

    /// `WARNING: CPU: 1 PID: 2 at FILE:LINE FUNCTION+0x1/0x2`, and `WARNING: FILE:LINE at FUNCTION+0x1/0x2, CPU#1: …`.
    static func inWarning(_ head: LogBytes) -> String? {
        guard let at = head.position(of: " at ") else { return nil }
        for word in head[(at + 4)...].split(separator: 0x20).prefix(3) {
            if let name = named(word) { return name }
        }
        return nil
    }

    /// `RIP: 0010:FUNCTION+0x1/0x2`, in older logs with addresses before it; segment 0033 is a program's, not the
    /// kernel's. `pc : FUNCTION+0x1/0x2` on Arm.
    private static func programCounter(_ line: LogBytes) -> String? {
        let markers: [StaticString] = ["RIP: 0010:", "IP: ", "EIP: ", "EIP is at ", "pc : ", "PC is at ", "epc : "]
        guard let rest = markers.lazy.compactMap({ line.dropping($0) }).first else { return nil }
        return rest.split { $0.isBlank || $0 == UInt8(ascii: ":") }.prefix(4).lazy.compactMap { named($0) }.first
    }

    /// `[<ffffffff812>] FUNCTION+0x1/0x2 [module]`. A frame with `?` is a guess of the unwinder.
    private static func frame(_ line: LogBytes) -> String? {
        var line = line
        if line.begins(with: "[<"), let close = line.position(of: ">] ") { line = line[(close + 3)...] }
        guard line.first != UInt8(ascii: "?"), let word = line.split(separator: 0x20, maxSplits: 1).first else {
            return nil
        }
        return named(word) ?? (line.holds("[inline]") ? identifier(word) : nil)
    }

    /// The name before `+0x`.
    private static func named(_ word: LogBytes) -> String? {
        word.position(of: "+0x").flatMap { identifier(word[..<$0]) }
    }

    /// A name without what the compiler added, which changes from build to build.
    static func identifier(_ word: LogBytes) -> String? {
        guard let first = word.first, !first.isDigit, word.count <= 200 else { return nil }
        guard word.allSatisfy({ $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "$") }) else { return nil }
        let name = word.prefix { $0 != UInt8(ascii: ".") }
        return name.isEmpty ? nil : name.text
    }
}
