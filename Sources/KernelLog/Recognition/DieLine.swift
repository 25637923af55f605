// SPDX-License-Identifier: Apache-2.0

/// The line of die(), which counts the exceptions of kernel code: `[#1]`. Each architecture has words of its own before
/// the count (arch/*/kernel/traps.c, dumpstack.c): `Oops: 0002 [#1] SMP`, `Oops: Kernel access of bad area, sig: 11 [#1]`,
/// `Kernel bug detected[#1]:`, `addressing exception: 0005 ilc:2 [#1]`, `Internal error: Oops - BUG: 0 [#1] ARM`.
enum DieLine {
    static let triggers = (1...99).map { Array("[#\($0)]".utf8) }

    static func recogniser(_ line: LogLine) -> Recogniser? {
        guard let words = words(line.head) else { return nil }
        return Recogniser(line.head.text, .oops, .function(words), exception: .itself)
    }

    /// What stands before the code and the count; nil in another line.
    private static func words(_ head: LogBytes) -> String? {
        guard let open = head.position(of: "[#"), open > head.startIndex, open - head.startIndex <= 120 else {
            return nil
        }
        let count = head[(open + 2)...].prefix(while: \.isDigit)
        let after = head[count.endIndex...]
        guard (1...4).contains(count.count), after.first == UInt8(ascii: "]") else { return nil }
        // What follows are the kernel's options, in capitals, or nothing.
        let tail = after.dropFirst().drop { $0 == UInt8(ascii: ":") || $0.isBlank }
        guard tail.first.map({ (0x41...0x5A).contains($0) }) ?? true else { return nil }
        let before = head[..<open].trimmed
        let isKernels =
            before.begins(withAny: ["Oops", "Kernel ", "Internal error"]) || before.holds("): Oops")
            || before.holds("): Kernel") || (after.count == 2 && before.holds("ernel"))
        if isKernels { return ReportTitle.cleaned(beforeCode(before)) }
        // The code has four figures or more, and on s390 the length of the instruction behind it.
        let coded = before.position(of: " ilc:").map { before[..<$0] } ?? before
        let code = coded.split(separator: 0x20).last ?? []
        guard code.count >= 4, code.allSatisfy(\.isHexDigit), code.contains(where: \.isDigit),
            coded[..<code.startIndex].trimmed.last == UInt8(ascii: ":")
        else { return nil }
        return ReportTitle.cleaned(beforeCode(coded))
    }

    /// `Oops` of `Oops: 0002`, `addressing exception` of `addressing exception: 0005 ilc:2`.
    private static func beforeCode(_ text: LogBytes) -> LogBytes {
        guard let blank = text.position(of: ": ") else { return text }
        var end = blank
        while let next = text[(end + 2)...].position(of: ": ") { end = next }
        let words = text[..<end]
        return words.position(of: ", sig").map { words[..<$0] } ?? words
    }
}
