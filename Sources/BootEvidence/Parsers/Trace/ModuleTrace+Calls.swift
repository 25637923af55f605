// SPDX-License-Identifier: Apache-2.0

/// One call of the module loader from its entry to its return.
public struct LoaderCall: Hashable, Sendable {
    public var call: TraceEvent.Call
    public var command: String
    public var pid: Int32
    /// Microseconds of the trace clock.
    public var started: UInt64
    /// Nil when the return was not traced: the call still ran, or the event was lost.
    public var ended: UInt64?
    /// Zero, or a negative errno.
    public var result: Int64?
    /// The module that the task got as far as module_load in this call; none for a call that was refused or that waited
    /// for another's load of the same file.
    public var module: String?
    /// The file that this call read for itself, such as `aesni-intel.ko`; nil for a waiter, and where no probe told.
    public var file: String?
    /// Its inode, or that of the file whose load this call waited for.
    public var inode: UInt64?
    /// Whether it waited for another's load of the same file.
    public var waited = false
}

extension ModuleTrace {
    /// Calls that asked for a module: finit_module and init_module.
    public var attempts: Int {
        events.count { if case .enter(let call) = $0.action { call.loads } else { false } }
    }

    /// How calls that asked for a module ended, by errno; 0 is success.
    public var results: [Int: Int] {
        var results: [Int: Int] = [:]
        for event in events {
            guard case .exit(let call, let result) = event.action, call.loads else { continue }
            results[Self.errno(result), default: 0] += 1
        }
        return results
    }

    /// Modules that got as far as their init, by the command of the task that loaded them.
    public var loadsByCommand: [String: Int] {
        var loads: [String: Int] = [:]
        for event in events {
            if case .load = event.action { loads[event.command, default: 0] += 1 }
        }
        return loads
    }

    /// Modules that udev's workers loaded.
    public var loadsByUdev: Int {
        events.count { if case .load = $0.action { $0.isUdev } else { false } }
    }

    /// How often each name was requested by the kernel, duplicates included.
    public var requests: [String: Int] {
        var requests: [String: Int] = [:]
        for event in events {
            if case .request(let name, _, _) = event.action { requests[name, default: 0] += 1 }
        }
        return requests
    }

    /// The sum of `requests`.
    public var requestCount: Int {
        events.count { if case .request = $0.action { true } else { false } }
    }

    /// The calls of the loader, in the order of their entries. A task is in one call at a time, so events are put
    /// together by task.
    public var calls: [LoaderCall] {
        var calls: [LoaderCall] = []
        var running: [Int32: Int] = [:]
        for event in events {
            switch event.action {
            case .enter(let call):
                running[event.pid] = calls.count
                calls.append(
                    LoaderCall(call: call, command: event.command, pid: event.pid, started: event.microseconds))
            case .exit(let call, let result):
                guard let index = running.removeValue(forKey: event.pid), calls[index].call == call else { continue }
                calls[index].ended = event.microseconds
                calls[index].result = result
            case .load(let module, _):
                if let index = running[event.pid] { calls[index].module = module }
            case .loadFile(let name, let inode):
                if let index = running[event.pid] { (calls[index].file, calls[index].inode) = (name, inode) }
            case .loadWait(let inode):
                // A call that reads for itself may wait for other things inside of its module's init.
                if let index = running[event.pid], calls[index].call == .finitModule, calls[index].inode == nil {
                    (calls[index].inode, calls[index].waited) = (inode, true)
                }
            default: break
            }
        }
        return calls
    }

    /// The errno of a call's result: 0 for success. (MAX_ERRNO in include/linux/err.h is 4095.)
    private static func errno(_ result: Int64) -> Int {
        (-4095..<0).contains(result) ? Int(-result) : 0
    }
}
