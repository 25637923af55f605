// SPDX-License-Identifier: Apache-2.0

extension ModuleTrace {
    /// Calls that asked for a module: finit_module and init_module.
    public var attempts: Int {
        events.count { if case .enter(let call, _, _) = $0.action { call.loads } else { false } }
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
            case .enter(let call, let flags, let length):
                running[event.pid] = calls.count
                calls.append(
                    LoaderCall(
                        call: call, command: event.command, pid: event.pid, started: event.microseconds, flags: flags,
                        given: length))
            case .exit(let call, let result):
                guard let index = running.removeValue(forKey: event.pid), calls[index].call == call else { continue }
                calls[index].ended = event.microseconds
                calls[index].result = result
            default:
                if let index = running[event.pid] { calls[index].add(event.action) }
            }
        }
        return calls
    }

    /// The errno of a call's result: 0 for success. (MAX_ERRNO in include/linux/err.h is 4095.)
    private static func errno(_ result: Int64) -> Int {
        (-4095..<0).contains(result) ? Int(-result) : 0
    }
}
