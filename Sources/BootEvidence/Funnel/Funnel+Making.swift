// SPDX-License-Identifier: Apache-2.0

extension Funnel {
    /// ETIME (include/uapi/asm-generic/errno.h).
    private static let timedOut: Int32 = 62

    /// - Parameters:
    ///   - bound: why the trace is not the whole of it; nil for a whole trace.
    ///   - log: the kernel log, for its warnings; nil without one.
    public init(_ activity: LoaderActivity, uevents: Uevents?, log: KernelMessages?, bound: String?) {
        self.bound = bound
        initramfs = activity.initramfs
        loads = Self.rows(activity.loads)
        requests = Self.rows(activity.requests.requests)
        // What was asked for before the probes were there would look coalesced.
        tellsModprobe = activity.tellsModprobe && !activity.requests.hasEarly
        refusedRequests =
            activity.tellsAnswers ? activity.requests.refusals.count { $0 == -Self.timedOut } : nil
        busyWarnings = log.map(Self.busyWarnings)
        guard let uevents, uevents.problem == nil else { return }
        func count(_ origin: Uevents.Origin) -> Int? {
            uevents.isWhole(origin) ? uevents.events.count { $0.origin == origin && $0.hasModalias } : nil
        }
        announced = count(.kernel)
        processed = count(.udev)
    }

    private static func rows(_ loads: [LoaderActivity.Load]) -> [Loads] {
        struct Key: Hashable {
            var module: String?
            var caller: Caller
        }
        var rows: [Key: Outcomes] = [:]
        for load in loads {
            rows[Key(module: load.module, caller: load.caller), default: Outcomes()].add(load.call)
        }
        return rows.map { Loads(module: $0.key.module, caller: $0.key.caller, outcomes: $0.value) }.sorted {
            ($1.outcomes.calls, $0.module ?? "~", $0.caller.text) < (
                $0.outcomes.calls, $1.module ?? "~", $1.caller.text
            )
        }
    }

    private static func rows(_ requests: [ModuleRequest]) -> [Requests] {
        struct Key: Hashable {
            var name: String
            var caller: String?
        }
        var rows: [Key: Requests] = [:]
        for request in requests {
            let key = Key(name: request.name, caller: request.caller)
            rows[key, default: Requests(name: request.name, caller: request.caller)].add(request)
        }
        return rows.values.sorted {
            ($1.requests, $0.name, $0.caller ?? "~") < ($0.requests, $1.name, $1.caller ?? "~")
        }
    }

    /// `request_module: modprobe NAME cannot be processed, kmod busy with 50 threads for more than 5 seconds now`, and
    /// before 6.4 `… kmod_concurrent_max (0) close to 0 …`, which is no refusal.
    private static func busyWarnings(_ log: KernelMessages) -> Int {
        log.records.count { $0.facility == 0 && $0.text.position(of: "cannot be processed, kmod busy with ") != nil }
    }
}

extension Funnel.Outcomes {
    fileprivate mutating func add(_ call: LoaderCall) {
        switch (call.result, call.module) {
        case (nil, _): unfinished += 1
        // One that got as far as its own init was no duplicate, whatever that init said.
        case (-17, nil): refused += 1
        case (let result?, let module) where (-4095..<0).contains(result):
            failed[Int(-result), default: 0] += 1
            if module == nil && !call.isRefusedAsDuplicate { turnedAway += 1 }
        case (_, nil): coalesced += 1
        default: loaded += 1
        }
    }
}

extension Funnel.Requests {
    fileprivate mutating func add(_ request: ModuleRequest) {
        requests += 1
        coalesced += request.isCoalesced ? 1 : 0
        executedForWaiting += request.executed && request.waits ? 1 : 0
        asked += request.asked ? 1 : 0
        executed += request.executed ? 1 : 0
        unanswered += request.result == nil ? 1 : 0
        unsuccessful += request.result.map { $0 != 0 } == true ? 1 : 0
    }
}
