// SPDX-License-Identifier: Apache-2.0

/// Finds the function in one line of a stack or of registers.
enum FrameText {
    enum Counter {
        /// Nil where the address has no name.
        case kernel(String?)
        /// A program's: what follows is no stack of the kernel.
        case user
    }

    /// The line of the program counter, by architecture: x86, Arm, RISC-V, MIPS, PowerPC, s390, SPARC, Alpha, Itanium,
    /// LoongArch, PA-RISC, m68k.
    static func counter(_ line: LogBytes) -> Counter? {
        guard let first = line.first, counterHeads.contains(first) else { return nil }
        if line.begins(withAny: ["RIP: 0033:", "RIP: 0023:", "RIP: 002b:", "EIP: 0023:", "EIP: 0073:"]) {
            return .user
        }
        guard let marker = counters.first(where: { line.begins(with: $0) }) else { return nil }
        let rest = line.dropFirst(marker.utf8CodeUnitCount).prefix(200)
        if let colon = rest.position(of: ":"), let name = decoded(rest[(colon + 1)...]) { return .kernel(name) }
        let words = rest.split { $0.isBlank || $0 == UInt8(ascii: ":") }.prefix(5)
        for word in words {
            if let name = named(word.drop { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "<") }) {
                return .kernel(name)
            }
            // The link register may stand in the same line.
            if word.begins(with: "lr") || word.begins(with: "ra") || word.begins(with: "LR") { break }
        }
        return .kernel(nil)
    }

    private static let counters: [StaticString] = [
        "RIP: ", "EIP is at ", "EIP: ", "IP: ", "pc : ", "pc: ", "PC is at ", "pc is at ", "PC: ", "epc : ", "epc: ",
        "epc   : ", "epc  : ", "NIP ", "Krnl PSW : ", "TPC: ", "ip is at ", "ERA: ", "era ", "IAOQ[0]: ",
    ]
    private static let counterHeads: Set<UInt8> = Set(counters.compactMap { Array($0.description.utf8).first })

    /// What follows the words over a stack.
    static func afterStackWords(_ line: LogBytes) -> LogBytes? {
        let words: [StaticString] = [
            "Call Trace:", "Call trace:", "Backtrace:", "stack backtrace:", "Stack backtrace:", "backtrace:",
            "backtrace (", "Trace:", "Call Trace (", "page last allocated via",
            "page_owner tracks the page as allocated",
        ]
        return words.lazy.compactMap { line.dropping($0) }.first
    }

    /// `FUNCTION+0x1/0x2 [module]`, `[<ffffffff812>] FUNCTION+0x1/0x2`, `[c000a] [c000b] FUNCTION+0x1/0x2 (unreliable)`,
    /// `[<c01>] (FUNCTION) from [<c02>] (CALLER+0x1/0x2)`, `FUNCTION from CALLER+0x1/0x2`, `FUNCTION FILE:LINE [inline]`.
    /// A frame with `?` is a guess of the unwinder.
    static func frame(_ line: LogBytes) -> String? {
        var line = line
        while line.first == UInt8(ascii: "<"), let close = line.prefix(12).firstIndex(of: UInt8(ascii: ">")) {
            line = line[(close + 1)...].drop(while: \.isBlank)
        }
        if line.first == UInt8(ascii: "(") { line = line.dropFirst() }
        while line.first == UInt8(ascii: "["), let close = line.prefix(24).firstIndex(of: UInt8(ascii: "]")) {
            let inside = line[(line.startIndex + 1)..<close].drop { $0 == UInt8(ascii: "<") }
            guard inside.prefix(while: \.isHexDigit).count >= 4 else { return nil }
            line = line[(close + 1)...].drop { $0.isBlank || $0 == UInt8(ascii: ")") }
        }
        if line.first == UInt8(ascii: "(") { line = line.dropFirst() }
        guard let first = line.first, first.isWord else { return nil }
        let word = line.firstWord
        let rest = line[word.endIndex...]
        if let name = named(word) ?? decoded(line) { return name }
        if rest.begins(with: " from ") { return identifier(word.last == UInt8(ascii: ")") ? word.dropLast() : word) }
        return rest.holds("[inline]") ? identifier(word) : nil
    }

    /// `FUNCTION (FILE:LINE)`, as scripts/decode_stacktrace.sh leaves it.
    static func decoded(_ text: LogBytes) -> String? {
        let word = text.firstWord
        guard let place = text[word.endIndex...].dropping(" (")?.firstWord, place.contains(UInt8(ascii: ".")),
            let colon = place.lastIndex(of: UInt8(ascii: ":")), place[(colon + 1)...].first?.isDigit == true
        else { return nil }
        return identifier(word)
    }

    /// The name before `+0x`.
    static func named(_ word: LogBytes) -> String? {
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
