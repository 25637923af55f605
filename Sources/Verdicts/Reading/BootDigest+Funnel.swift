// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

extension BootDigest {
    /// Why what the trace shows is a lower bound; nil where it is all there is.
    static func bound(of trace: ModuleTrace, _ items: EvidenceItems, isSealed: Bool) -> String? {
        if !isSealed { return "the boot did not seal its evidence" }
        if items.items["trace"]?.isCut == true { return "the trace was cut at the guest's bound" }
        if let problem = trace.problem { return "in the trace, \(problem)" }
        switch trace.overruns {
        case .none: return "the trace does not say whether it is whole"
        case .some(0): return nil
        case .some(let lost): return "the trace lost \(lost) events; raise trace_buf_size="
        }
    }

    /// What the trace, the counters and the log say of the same loads. A contradiction is a bad reading of ours.
    func funnelLaws() -> [CellReading.Problem] {
        guard isSealed, let activity, let funnel, funnel.bound == nil, let trace = evidence.trace else { return [] }
        let isLogWhole = evidence.messages.map { $0.dropped == 0 && $0.problem == nil } ?? false
        return FunnelLaws(activity, funnel).violations(
            attempts: trace.attempts, statistics: evidence.statistics,
            log: isLogWhole && items.items["kmsg"]?.isCut == false ? evidence.messages : nil
        ).map { problem(.law, .harness, $0) }
    }

    /// Extremes of memory. Guests whose trace has another clock than their samples cannot say what went on at the time.
    static func peaks(_ evidence: Evidence, _ items: EvidenceItems, _ activity: LoaderActivity?) -> Peaks? {
        guard let samples = evidence.samples, samples.problem == nil, items.items["memory-samples"]?.isCut == false
        else { return nil }
        let isOneClock = evidence.cmdline?.split(separator: " ").contains("trace_clock=boot") ?? false
        return Peaks(samples, isOneClock && evidence.trace?.problem == nil ? activity : nil)
    }
}

extension Funnel {
    /// A guest's names are any text: made fit to be kept and shown.
    func safe() -> Funnel {
        func safe(_ text: String) -> String { SafeText.line(text, limit: 80) }
        var copy = self
        for index in loads.indices {
            copy.loads[index].module = loads[index].module.map(safe)
            if case .command(let name) = loads[index].caller { copy.loads[index].caller = .command(safe(name)) }
        }
        for index in requests.indices {
            copy.requests[index].name = safe(requests[index].name)
            copy.requests[index].caller = requests[index].caller.map(safe)
        }
        return copy
    }
}

extension Peaks {
    func safe() -> Peaks {
        func safe(_ peak: Peak?) -> Peak? {
            var peak = peak
            guard let loads = peak?.loads else { return peak }
            for index in loads.indices {
                peak?.loads?[index].module = loads[index].module.map { SafeText.line($0, limit: 80) }
            }
            return peak
        }
        var copy = self
        copy.lowestAvailable = safe(lowestAvailable)
        copy.highestVmalloc = safe(highestVmalloc)
        copy.highestModules = safe(highestModules)
        return copy
    }
}
