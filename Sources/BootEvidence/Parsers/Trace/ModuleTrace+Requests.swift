// SPDX-License-Identifier: Apache-2.0

/// One call of request_module (`__request_module` in kernel/module/kmod.c) from its tracepoint to its return.
public struct ModuleRequest: Hashable, Sendable {
    /// What was asked for, such as `fs-xfs`.
    public var name: String
    public var command: String
    public var pid: Int32
    /// The function that asked; nil for a request that did not return, because of the probe on the return.
    public var caller: String?
    /// Microseconds of the trace clock.
    public var started: UInt64
    /// Whether the caller waits for the answer (request_module) or not (request_module_nowait).
    public var waits = true
    /// Whether it asked for a modprobe of its own.
    public var asked = false
    /// Whether that modprobe, or another one that was asked for under this name, became a program.
    public var executed = false
    /// Zero, modprobe's wait status, or a negative errno; nil when the return was not traced.
    public var result: Int32?

    /// ENOMEM (include/uapi/asm-generic/errno-base.h): call_modprobe gives up before it asks.
    private static let noMemory: Int32 = -12

    /// Whether it ended without a modprobe of its own, having waited for another's of the same name.
    public var isCoalesced: Bool { !asked && result.map { $0 != Self.noMemory } == true }
}

extension ModuleTrace {
    /// What the kernel asked of user space, and what came of it.
    public struct Requests: Hashable, Sendable {
        /// In the order of their tracepoints.
        public var requests: [ModuleRequest] = []
        /// Answers of calls that did not get as far as the tracepoint: -ETIME where 50 others were busy.
        public var refusals: [Int32] = []
        /// Tasks that the kernel started for a request.
        public var helpers: Set<Int32> = []
        /// Whether requests were made before the first probe could tell what came of them. One of which a probe saw that it
        /// asked for a modprobe was not, though it comes before all that the probes saw.
        public var hasEarly = false
    }

    /// A task is in one request at a time, and its helper is another task. A modprobe is told to be of a request by the
    /// name that it was started with; among several of one name, in the order in which they were asked for.
    public var requestCalls: Requests {
        var result = Requests()
        var running: [Int32: Int] = [:]
        var waiting: [Substring: Line] = [:]
        var started: [Int32: Int] = [:]
        var sawProbe = false
        var early: [Int] = []
        for event in events {
            switch event.action {
            case .request(let name, let waits, let caller):
                if !sawProbe { early.append(result.requests.count) }
                running[event.pid] = result.requests.count
                result.requests.append(
                    ModuleRequest(
                        name: name, command: event.command, pid: event.pid,
                        caller: Self.trampolines.contains(caller) ? nil : caller, started: event.microseconds,
                        waits: waits))
            case .helperSetup(_, let module):
                sawProbe = true
                guard let module, let index = running[event.pid],
                    Self.key(result.requests[index].name) == Self.key(module)
                else { continue }
                result.requests[index].asked = true
                waiting[Self.key(module), default: Line()].indices.append(index)
            case .helperStart(_, let module):
                sawProbe = true
                guard let module, let index = waiting[Self.key(module)]?.next() else { continue }
                result.helpers.insert(event.pid)
                started[event.pid] = index
            case .execute:
                if let index = started.removeValue(forKey: event.pid) { result.requests[index].executed = true }
            case .requestEnd(let value, let caller):
                sawProbe = true
                guard let index = running.removeValue(forKey: event.pid) else {
                    result.refusals.append(value)
                    continue
                }
                result.requests[index].result = value
                if result.requests[index].caller == nil { result.requests[index].caller = caller }
            default: break
            }
        }
        result.hasEarly = early.contains { !result.requests[$0].asked }
        return result
    }

    /// A name without the blanks at its beginning, which the tracepoint's line does not show.
    private static func key(_ name: String) -> Substring { name.drop { $0 == " " || $0 == "\t" } }

    /// What stands for the caller while the return is probed (arch/x86/kernel/rethook.c, kprobes/core.c).
    private static let trampolines: Set<String> = [
        "arch_rethook_trampoline", "__kretprobe_trampoline", "kretprobe_trampoline",
    ]

    private struct Line {
        var indices: [Int] = []
        private var taken = 0

        mutating func next() -> Int? {
            guard taken < indices.count else { return nil }
            taken += 1
            return indices[taken - 1]
        }
    }
}
