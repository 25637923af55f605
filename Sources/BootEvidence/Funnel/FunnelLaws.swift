// SPDX-License-Identifier: Apache-2.0

/// What must hold between a whole trace, the kernel's counters and its log. The trace ends before the counters and the
/// log are read, so those may know of more and never of less; a bound on the other side would be false for a boot that
/// loads something while it is collected.
public struct FunnelLaws: Sendable {
    let activity: LoaderActivity
    let funnel: Funnel

    /// The log's clock (local_clock) and the trace's (CLOCK_BOOTTIME) begin apart from one another.
    private static let clockSlack: UInt64 = 2_000_000

    public init(_ activity: LoaderActivity, _ funnel: Funnel) {
        self.activity = activity
        self.funnel = funnel
    }

    /// One sentence for each law that does not hold. Only for a trace that is whole.
    /// - Parameters:
    ///   - attempts: entries of the loader's calls in the trace, counted one by one.
    ///   - log: a log of which no record was dropped; nil without one.
    public func violations(attempts: Int, statistics: ModuleStatistics?, log: KernelMessages?) -> [String] {
        stages(attempts) + (statistics.map(counters) ?? []) + programs() + (log.map(duplicates) ?? [])
    }

    /// Each call that was entered is in one outcome.
    private func stages(_ attempts: Int) -> [String] {
        let calls = funnel.outcomes.calls
        return calls == attempts ? [] : ["the outcomes add up to \(calls) of \(attempts) calls of the loader"]
    }

    /// A request that got modprobe's exit status had a modprobe run. Not held where none ran at all: with
    /// STATIC_USERMODEHELPER the kernel may run nothing and say that it went well (kernel/umh.c).
    private func programs() -> [String] {
        guard funnel.tellsModprobe, activity.tellsAnswers, funnel.executed > 0 else { return [] }
        // The low seven bits are the signal that ended it, perhaps before it became modprobe.
        let exited = activity.requests.requests.count { request in
            request.asked && request.result.map { $0 >= 0 && $0 & 0x7F == 0 } == true
        }
        return exited <= funnel.executed
            ? [] : ["\(exited) requests have the exit status of a modprobe, and \(funnel.executed) were executed"]
    }

    /// kernel/module/dups.c: every request that ends without having asked for a modprobe was logged as a duplicate
    /// before it ended, and only such are logged. On a kernel without that code no request ends so.
    private func duplicates(_ log: KernelMessages) -> [String] {
        guard funnel.tellsModprobe, activity.tellsAnswers else { return [] }
        let logged = DuplicateRequests(log).total
        let ended = activity.requests.requests.count(where: \.isCoalesced)
        if logged < ended {
            return ["\(ended) requests ended without a modprobe, and the kernel logged \(logged) as duplicates"]
        }
        let during = DuplicateRequests(log, until: activity.end - min(activity.end, Self.clockSlack)).total
        // Those that still wait were logged already.
        let most = funnel.requestCount - funnel.asked
        return during <= most
            ? [] : ["the kernel logged \(during) duplicate requests, the trace shows at most \(most)"]
    }
}
