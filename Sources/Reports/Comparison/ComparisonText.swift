// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

/// The verdicts of a comparison, a line each.
struct ComparisonText {
    private let margins: ComparisonMargins

    init(_ comparison: PatchComparison) { margins = comparison.margins }

    /// `faults: in 0 of 18 boots, 0 of 18 of the base; one in 15 % of boots would have been seen`.
    func faults(_ faults: FaultChange) -> String {
        let change = faults.change
        var text = "faults: in \(share(change.patched))\(words(faults.patchedWords))"
        text += ", \(change.base.hits) of \(change.base.boots) of the base\(words(faults.baseWords))"
        text += verdict(change)
        if let example = faults.example { text += "; \(example)" }
        if let reason = faults.unjudgedReason {
            text += "; \(faults.unjudged) \(faults.unjudged == 1 ? "boot" : "boots") cannot be judged: \(reason)"
        }
        return text
    }

    func modules(_ modules: ModuleSetChange) -> String {
        guard modules.baseBoots > 0, modules.patchedBoots > 0 else {
            return "modules: \(modules.baseBoots == 0 ? "no boot of the base" : "no patched boot") tells which it has"
        }
        // Modules that go together are told together.
        var groups: [(change: AbsoluteChange, names: [String])] = []
        for item in modules.missing {
            if let index = groups.firstIndex(where: { $0.change == item.change }) {
                groups[index].names.append(item.module)
            } else {
                groups.append((item.change, [item.module]))
            }
        }
        var parts = groups.map { group in
            "\(group.names.joined(separator: ", ")) missing in \(share(group.change.patched)), \(group.change.base.hits) of"
                + " \(group.change.base.boots) of the base\(verdict(group.change))"
        }
        if parts.isEmpty { parts.append("none missing in \(boots(modules.patchedBoots))") }
        if !modules.extra.isEmpty { parts.append("extra: \(modules.extra.joined(separator: ", "))") }
        return "modules: \(parts.joined(separator: "; "))"
    }

    /// `loads.failed: 3 against 7 in 18 blocks, 57 % less; at most 43.7 would pass (110 % and 2 more a boot)`.
    func endpoint(_ endpoint: EndpointChange) -> String {
        func text(_ value: Double) -> String { Figure.text(value, of: endpoint.metric) }
        let name = endpoint.kind == .growth ? "growth of \(endpoint.metric)" : endpoint.metric.text
        let (floor, unit) =
            switch endpoint.kind {
            case .failures: (margins.floor, "a boot")
            case .bytes: (margins.bytesFloor, "a boot")
            case .growth: (margins.growthFloor, "for each vCPU added")
            }
        return "\(name): \(endpoint.figures); at most \(endpoint.allowedText) would pass"
            + " (\(Figure.percent(margins.share)) and \(text(floor)) more \(unit))"
            + (endpoint.detectable.map { "; \(text($0)) more \(unit) would FAIL in 95 of 100 comparisons" } ?? "")
            + (endpoint.lineText.map { "; \($0)" } ?? "") + evidence(endpoint)
            + (endpoint.lack.map { "; \($0)" } ?? "")
    }

    /// Why a FAIL is held to be no accident.
    private func evidence(_ endpoint: EndpointChange) -> String {
        guard endpoint.status == .fail, let standing = endpoint.standing else { return "" }
        guard let largest = endpoint.tests.largest, standing.largest < standing.all else {
            return "; p \(Figure.chance(standing.all)) over all endpoints"
        }
        return "; p \(Figure.chance(standing.largest)) over all endpoints, at \(largest.vcpus) vCPUs"
    }

    private func share(_ share: AbsoluteChange.Share) -> String { "\(share.hits) of \(boots(share.boots))" }
    private func boots(_ count: Int) -> String { "\(count) \(count == 1 ? "boot" : "boots")" }

    private func words(_ words: [String: Int]) -> String {
        guard !words.isEmpty else { return "" }
        let sorted = words.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return " (\(sorted.prefix(4).map { "\($0.key) \($0.value)" }.joined(separator: ", ")))"
    }

    private func verdict(_ change: AbsoluteChange) -> String {
        let chance = change.pValue.map { ", p \(Figure.chance($0)) (Fisher)" } ?? ""
        let bound =
            change.base.hits == 0 ? "; the base may in up to \(Figure.percent(change.base.atMost)) of boots" : ""
        return switch change.verdict {
        case .absent: "; one in \(Figure.percent(change.patched.atMost)) of boots would have been seen"
        case .inBaseToo: "; no more often than chance allows\(chance)"
        case .seen: ": seen, not yet a regression\(chance)\(bound)"
        case .regression: ": a regression\(chance)\(bound)"
        case .notBuilt: ": no module of the patched kernel's build; its configuration says whether it is built in"
        }
    }
}
