// SPDX-License-Identifier: Apache-2.0

extension TraceEvent {
    /// The events of our own probes, `NAME: (FUNCTION+0x0/0x1a0) ARGUMENTS` (print_kprobe_event in
    /// kernel/trace/trace_kprobe.c). Nil for another kind of event, `.some(nil)` for one of ours that makes no sense.
    static func probe(_ event: ByteText) -> Action?? {
        if let rest = event.dropping("helper_setup: ") { return .some(helper(rest).map(Action.helperSetup)) }
        if let rest = event.dropping("helper_exec: ") { return .some(helper(rest).map(Action.helperStart)) }
        if let rest = event.dropping("request_end: ") { return .some(requestEnd(rest)) }
        if let rest = event.dropping("load_file: ") { return .some(loadFile(rest)) }
        if let rest = event.dropping("load_wait: ") { return .some(loadWait(rest)) }
        if let rest = event.dropping("load_read: ") { return .some(loadRead(rest)) }
        if let rest = event.dropping("load_begin: ") { return .some(length(rest).map { .loadBegin(length: $0) }) }
        if let rest = event.dropping("load_signed: ") { return .some(length(rest).map { .loadSigned(length: $0) }) }
        if let rest = event.dropping("load_undo: ") {
            return .some(arguments(rest)?.dropping("module=").map { .loadUndo(module: unquoted($0)) })
        }
        return nil
    }

    /// `path="/sbin/modprobe" module="fs-xfs"`. The module can be any text that user space could make the kernel ask
    /// for, so it is what is left; memory that could not be read is `(fault)`.
    private static func helper(_ text: ByteText) -> (path: String, module: String?)? {
        guard let arguments = arguments(text)?.dropping("path="), let end = arguments.position(of: " module=") else {
            return nil
        }
        return (unquoted(arguments[..<end]) ?? "", unquoted(arguments[(end + 8)...]))
    }

    /// `(crypto_alg_mod_lookup+0x173/0x230 <- __request_module) result=256`; a caller in a module has ` [NAME]` behind
    /// its offset.
    private static func requestEnd(_ text: ByteText) -> Action? {
        guard let arguments = arguments(text), let arrow = text.position(of: " <- "),
            let result = arguments.dropping("result=")?.signedNumber.flatMap(Int32.init(exactly:))
        else { return nil }
        let words = text[(text.startIndex + 1)..<arrow].words
        guard let symbol = words.first else { return nil }
        let name = symbol.prefix { $0 != UInt8(ascii: "+") }.text
        return .requestEnd(result: result, caller: words.count > 1 ? "\(name) \(words[1].text)" : name)
    }

    /// `name="aesni-intel.ko" inode=0xffff888100772368`. A file's name can hold anything, so the end is looked for first.
    private static func loadFile(_ text: ByteText) -> Action? {
        guard let arguments = arguments(text)?.dropping("name="), let end = arguments.lastPosition(of: " inode=0x"),
            let inode = arguments[(end + 9)...].hexNumber
        else { return nil }
        return .loadFile(name: unquoted(arguments[..<end]) ?? "", inode: inode)
    }

    private static func loadWait(_ text: ByteText) -> Action? {
        arguments(text)?.dropping("inode=0x")?.hexNumber.map { .loadWait(inode: $0) }
    }

    private static func loadRead(_ text: ByteText) -> Action? {
        arguments(text)?.dropping("bytes=")?.signedNumber.map { .loadRead(bytes: $0) }
    }

    private static func length(_ text: ByteText) -> UInt64? { arguments(text)?.dropping("length=")?.number }

    /// What follows the parentheses.
    private static func arguments(_ text: ByteText) -> ByteText? {
        guard text.first == UInt8(ascii: "("), let close = text.position(of: ") ") else { return nil }
        return text[(close + 2)...]
    }

    private static func unquoted(_ text: ByteText) -> String? {
        let quote = UInt8(ascii: "\"")
        guard text.count >= 2, text.first == quote, text.last == quote else { return nil }
        return text.dropFirst().dropLast().text
    }
}
