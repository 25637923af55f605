// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// A comparison in one sentence.
struct Conclusion {
    private let comparison: PatchComparison
    private let base: String
    private let patched: String
    private let isDamaged: Bool

    init(_ comparison: PatchComparison, isDamaged: Bool = false) {
        self.comparison = comparison
        self.isDamaged = isDamaged
        base = comparison.label(comparison.base)
        patched = comparison.label(comparison.patched)
    }

    var sentence: String {
        guard !comparison.parts.isEmpty else {
            return "\(patched) and \(base) cannot be compared: they have no place of the matrix in common."
        }
        switch comparison.status {
        case .pass: return "\(patched) is no worse than \(base): \(list(passing))."
        case .fail: return "\(patched) is a regression against \(base): \(list(failing))."
        default:
            let rest = passing
            return "Whether \(patched) is worse than \(base) is not decided: \(list(undecided))"
                + (rest.isEmpty ? "." : "; as for the rest, \(list(rest)).")
        }
    }

    private func list(_ clauses: [String]) -> String {
        guard let last = clauses.last, clauses.count > 1 else { return clauses.joined() }
        return "\(clauses.dropLast().joined(separator: ", ")), and \(last)"
    }

    private var endpoints: [(workload: WorkloadName, endpoint: EndpointChange)] {
        comparison.parts.filter(\.decides).flatMap { part in part.endpoints.map { (part.workload, $0) } }
    }

    // MARK: What holds

    /// Each of what is decided in the patched kernel's favour, over all workloads.
    private var passing: [String] {
        var clauses = endpoints.filter { $0.endpoint.kind == .failures && $0.endpoint.status == .pass }.map { item in
            let pooled = item.endpoint.pooled
            guard item.endpoint.base > 0 || item.endpoint.patched > 0 else {
                return "neither throws away a load in \(Names.count(item.endpoint.blocks, "block")) of \(item.workload)"
            }
            let isFewer = pooled.method != .none && (pooled.interval.high.map { $0 < 1 } ?? false)
            return "it throws away \(isFewer ? "fewer" : "no more") loads in \(item.workload)"
                + " (\(item.endpoint.figures)\(isFewer ? "" : "; at most \(item.endpoint.allowedText) would pass"))"
        }
        if comparison.parts.allSatisfy({ $0.modules.status == .pass }) { clauses.append("no module is lost") }
        if comparison.parts.allSatisfy({ $0.faults.status == .pass }) {
            let clean = comparison.parts.reduce(AbsoluteChange.Share(hits: 0, boots: 0)) {
                $0 + $1.faults.change.patched
            }
            clauses.append(
                "nothing crashed in \(Names.count(clean.boots, "boot")) (a fault in \(Figure.percent(clean.atMost)) of"
                    + " boots would have been seen)")
        }
        return clauses
    }

    // MARK: What does not

    private var failing: [String] {
        let faults = comparison.parts.filter { $0.faults.change.verdict == .regression }.map { part in
            "in \(part.workload) \(fault(part.faults))"
        }
        let modules = comparison.parts.compactMap { missing($0, .regression) }
        // All parts: too few blocks to decide by are still enough to fail by.
        let waste = comparison.parts.flatMap { part in
            part.endpoints.filter { $0.status == .fail }.map { endpoint in
                let what =
                    switch endpoint.kind {
                    case .failures: "it throws away more loads"
                    case .bytes: "it wastes more bytes"
                    case .growth: "its failed loads grow faster"
                    }
                return "\(what) in \(part.workload) (\(endpoint.figures))"
            }
        }
        return faults + modules + waste
    }

    private func fault(_ faults: FaultChange) -> String {
        let words = faults.patchedWords.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        let change = faults.change
        return
            "\(change.patched.hits) of \(Names.count(change.patched.boots, "boot")) fail (\(Names.list(words, limit: 3)))"
            + " against \(change.base.hits) of \(change.base.boots)"
    }

    /// `it lacks the modules a, b and 2 more in request-storm`.
    private func missing(_ part: PatchComparison.Part, _ verdict: AbsoluteChange.Verdict) -> String? {
        let items = part.modules.missing.filter { $0.change.verdict == verdict }
        guard let first = items.first else { return nil }
        let names = "the \(items.count == 1 ? "module" : "modules") \(Names.list(items.map(\.module), limit: 3))"
        guard items.count == 1 else { return "it lacks \(names) in \(part.workload)" }
        let share = first.change.patched
        return "it lacks \(names) in \(share.hits) of \(Names.count(share.boots, "boot")) of \(part.workload)"
    }

    private var undecided: [String] {
        var clauses = isDamaged ? ["files of a run are damaged"] : []
        for part in comparison.parts {
            if part.faults.change.status == .inconclusive {
                clauses.append("in \(part.workload) \(fault(part.faults)), which may be chance")
            } else if let reason = part.faults.unjudgedReason {
                clauses.append(
                    "\(Names.count(part.faults.unjudged, "boot")) of \(part.workload) cannot be judged (\(reason))")
            }
            clauses += [AbsoluteChange.Verdict.seen, .inBaseToo].compactMap { missing(part, $0) }.map {
                "\($0), which may be chance"
            }
            if let modules = missing(part, .notBuilt) {
                clauses.append("\(modules), and no such module was built for it")
            }
            if part.modules.baseBoots == 0 || part.modules.patchedBoots == 0 {
                clauses.append("no boot of \(part.workload) tells which modules it has")
            }
        }
        // One reason for all is said once.
        let open = endpoints.filter { ![.pass, .fail].contains($0.endpoint.status) }
        for reason in Set(open.compactMap(\.endpoint.lack)).sorted() {
            guard let first = open.first(where: { $0.endpoint.lack == reason }) else { continue }
            clauses.append("\(first.endpoint.metric) in \(first.workload) is \(first.endpoint.figures): \(reason)")
        }
        return clauses
    }
}
