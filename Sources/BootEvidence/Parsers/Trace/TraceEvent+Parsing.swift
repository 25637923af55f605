// SPDX-License-Identifier: Apache-2.0

extension TraceEvent {
    /// What a line of the trace says.
    enum Reading {
        case event(TraceEvent)
        /// A line that is well-formed and has nothing to do with modules.
        case other
        case strange
    }

    static func reading(of line: ByteText) -> Reading {
        guard let line = TraceLine(line) else { return .strange }
        switch action(line.event) {
        case .some(.some(let action)):
            return .event(
                TraceEvent(
                    command: line.command, pid: line.pid, cpu: line.cpu, microseconds: line.microseconds,
                    action: action))
        case .some(.none): return .strange
        case .none: return .other
        }
    }

    /// Nil for another kind of event, `.some(nil)` for one of ours that makes no sense.
    private static func action(_ event: ByteText) -> Action?? {
        if let rest = event.dropping("module_load:") { return .some(load(rest)) }
        if let rest = event.dropping("module_free:") {
            return .some(rest.words.first.map { .free(module: $0.text) })
        }
        if let rest = event.dropping("module_request:") { return .some(request(rest.trimmed)) }
        if event.begins(with: "sys_") { return call(event) }
        if let rest = event.dropping("sched_process_exec:") { return .some(execution(rest.trimmed)) }
        return probe(event)
    }

    /// `NAME TAINTS` (TP_printk of module_load in include/trace/events/module.h).
    private static func load(_ text: ByteText) -> Action? {
        let words = text.words
        guard let name = words.first, words.count <= 2 else { return nil }
        return .load(module: name.text, taints: words.count == 2 ? words[1].text : "")
    }

    /// `NAME wait=1 call_site=FUNCTION`. The name can be any text that user space could make the kernel ask for, so the
    /// fixed parts are looked for from the end.
    private static func request(_ text: ByteText) -> Action? {
        guard let site = text.lastPosition(of: " call_site="), let wait = text[..<site].lastPosition(of: " wait="),
            let waits = text[(wait + 6)..<site].number, waits <= 1
        else { return nil }
        return .request(name: text[..<wait].text, waits: waits == 1, caller: text[(site + 11)...].text)
    }

    /// `filename=PATH pid=N old_pid=N`.
    private static func execution(_ text: ByteText) -> Action? {
        guard let rest = text.dropping("filename="), let end = rest.lastPosition(of: " pid=") else { return nil }
        return .execute(path: rest[..<end].text)
    }

    /// `sys_finit_module(fd: 3, uargs: 7f0, flags: 0)` and `sys_finit_module -> 0x0`: hexadecimal digits
    /// (kernel/trace/trace_syscalls.c).
    private static func call(_ event: ByteText) -> Action?? {
        let name = event.prefix { $0 != UInt8(ascii: "(") && !$0.isBlank }
        guard let call = Call(rawValue: name.text) else { return nil }
        let rest = event[name.endIndex...]
        if rest.first == UInt8(ascii: "(") {
            return .some(.enter(call, flags: argument(", flags: ", rest), length: argument(", len: ", rest)))
        }
        guard let bits = rest.trimmed.dropping("-> 0x")?.hexNumber else {
            return .some(nil)
        }
        return .some(.exit(call, result: Int64(bitPattern: bits)))
    }

    private static func argument(_ name: StaticString, _ text: ByteText) -> UInt64? {
        guard let start = text.position(of: name) else { return nil }
        return text[(start + name.utf8CodeUnitCount)...].prefix { $0.hexDigit != nil }.hexNumber
    }
}
