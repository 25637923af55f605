// SPDX-License-Identifier: Apache-2.0

/// Whose doing the loads of a boot are, and what came of each: uevents, loads that udev's workers and modprobe asked for,
/// requests of the kernel. From the trace and udev's own record.
public struct Funnel: Codable, Hashable, Sendable {
    /// Why the figures are lower bounds; nil where they are exact.
    public var bound: String?
    /// Uevents with a modalias; nil where messages were lost or nobody listened.
    public var announced: Int?
    public var processed: Int?
    /// How long the initramfs took, by the guest's clock; nil where there was none.
    public var initramfs: Duration?
    /// By module and caller, the most calls first.
    public var loads: [Loads]
    /// By name and the function that asked, the most requests first.
    public var requests: [Requests]
    /// request_module calls that got ETIME, because 50 others were busy and stayed so; nil where no probe told.
    public var refusedRequests: Int?
    /// The kernel's warnings that it refused requests so ("kmod busy"); it leaves some out (pr_warn_ratelimited).
    public var busyWarnings: Int?
    /// Whether it is known which requests asked for a modprobe and which of those ran. A kernel without kprobes does not
    /// tell; `asked` and `executed` are then zero everywhere and mean nothing.
    public var tellsModprobe: Bool

    /// Who asked the loader for a module.
    public enum Caller: Codable, Hashable, Sendable {
        case udev
        /// A modprobe that the kernel started for a request.
        case modprobe
        /// Our own initramfs, for the drivers of the root disk and the evidence port.
        case initramfs
        /// Another program, by its command name.
        case command(String)

        public var text: String {
            switch self {
            case .udev: "udev"
            case .modprobe: "modprobe"
            case .initramfs: "initramfs"
            case .command(let name): "command \(name)"
            }
        }
    }

    /// finit_module and init_module calls by how they ended. Every call is in one of them.
    public struct Outcomes: Codable, Hashable, Sendable {
        /// Success after a load of its own.
        public var loaded = 0
        /// Success without one: it waited for another's load of the same file.
        public var coalesced = 0
        /// EEXIST before its init: the module was there or being loaded. A waiter gets the EEXIST of the load that it
        /// waited for.
        public var refused = 0
        /// Any other failure, by errno.
        public var failed: [Int: Int] = [:]
        /// Of `failed`: no module came of it, and it was no duplicate, which EBUSY says too where the other load failed
        /// meanwhile. A module's own init may fail for want of hardware; that is not counted here.
        public var turnedAway = 0
        /// Not ended when the trace was.
        public var unfinished = 0

        public init() {}

        public var calls: Int { loaded + coalesced + refused + failures + unfinished }
        public var failures: Int { failed.values.reduce(0, +) }

        public static func + (left: Outcomes, right: Outcomes) -> Outcomes {
            var sum = left
            sum.loaded += right.loaded
            sum.coalesced += right.coalesced
            sum.refused += right.refused
            sum.failed.merge(right.failed, uniquingKeysWith: +)
            sum.turnedAway += right.turnedAway
            sum.unfinished += right.unfinished
            return sum
        }
    }

    public struct Loads: Codable, Hashable, Sendable {
        /// Nil where nothing tells which module a call was for.
        public var module: String?
        public var caller: Caller
        public var outcomes: Outcomes
    }

    public struct Requests: Codable, Hashable, Sendable {
        public var name: String
        /// The kernel's function that asked; nil where the request did not return.
        public var caller: String?
        public var requests = 0
        /// Those that ended without a modprobe of their own: they waited for another's of the same name. One that is
        /// still under way may yet ask, and one that got ENOMEM gave up before it did.
        public var coalesced = 0
        /// Those that asked for a modprobe of their own.
        public var asked = 0
        /// Modprobes that became programs.
        public var executed = 0
        /// Modprobes of callers that wait. Those of request_module_nowait() are never joined (kernel/module/dups.c).
        public var executedForWaiting = 0
        /// Those that did not return before the trace ended.
        public var unanswered = 0
        /// Those that returned something else than 0: no modprobe could be run, or it found no module.
        public var unsuccessful = 0
    }
}

extension Funnel {
    /// All calls together.
    public var outcomes: Outcomes { loads.reduce(Outcomes()) { $0 + $1.outcomes } }

    /// What is measured: all calls but the initramfs's, which some kernels need and others do not.
    public var measured: Outcomes { outcomes { $0 != .initramfs } }

    /// The calls of one kind of caller.
    public func outcomes(_ isMeant: (Caller) -> Bool) -> Outcomes {
        loads.reduce(Outcomes()) { isMeant($1.caller) ? $0 + $1.outcomes : $0 }
    }

    public var requestCount: Int { requests.reduce(0) { $0 + $1.requests } }
    public var distinctRequests: Int { Set(requests.map(\.name)).count }
    public var asked: Int { requests.reduce(0) { $0 + $1.asked } }
    public var executed: Int { requests.reduce(0) { $0 + $1.executed } }
    public var coalescedRequests: Int { requests.reduce(0) { $0 + $1.coalesced } }
    /// Modprobe runs beyond the first for each name, of callers that wait.
    public var repeatedRuns: Int {
        let waiting = requests.filter { $0.executedForWaiting > 0 }
        return waiting.reduce(0) { $0 + $1.executedForWaiting } - Set(waiting.map(\.name)).count
    }
}
