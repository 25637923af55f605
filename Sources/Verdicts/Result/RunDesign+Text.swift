// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

/// Sentences about a design, without a full stop.
extension RunDesign.Row {
    /// - Parameters:
    ///   - effect: nil where none is foreseen.
    ///   - isGrown: some boots have more than one vCPU, so that a reference is known by its growth.
    func finding(_ question: Question, _ effect: ForeseenEffect?, isGrown: Bool) -> String {
        let limit = "(limit \(question.limit))"
        guard let effect else {
            let reference = question.reference.map(\.rawValue) ?? "its reference"
            guard isGrown else { return "what FAILs is not foreseen for boots of one vCPU \(limit)" }
            return "what FAILs depends on what \(reference) shows, and is said after its first boots \(limit)"
        }
        let twice = effect.twice.map { ", twice the limit in \(Int(100 * $0))" } ?? ""
        var text = ""
        if let ratio = effect.ratio {
            let figure = question.text(ratio)
            text += question.reference == nil ? "a growth of \(figure) FAILs" : "\(figure) FAILs"
        } else if let addition = effect.addition {
            let unit = question.overOne ? "per added vCPU" : "a boot"
            text += "\(Figure.text(addition, of: question.metric)) \(effect.isMore ? "more " : "")\(unit) FAIL"
        } else {
            text += "no effect FAILs"
        }
        text += " in 95 of 100 runs\(twice) \(limit)"
        if effect.ratio == nil && effect.addition == nil { text += ": raise repeat" }
        guard let reference = question.reference, let growth else { return text }
        return text + "; with \(Figure.number(growth)) per added vCPU in \(reference)"
            + (isAssumed ? ", which is assumed" : "")
    }
}

extension RunDesign {
    /// Of each criterion and workload one sentence for all kernels of which the same is true.
    var texts: [String] {
        var groups: [[Row]] = []
        for row in rows {
            let place = groups.firstIndex { group in
                group[0].criterion == row.criterion && group[0].workload == row.workload
                    && group[0].blocks == row.blocks && group[0].finding == row.finding
            }
            if let place { groups[place].append(row) } else { groups.append([row]) }
        }
        return groups.map(Self.text)
    }

    /// - Parameter rows: alike but for the kernel.
    static func text(_ rows: [Row]) -> String {
        guard let first = rows.first else { return "" }
        return "'\(first.criterion)', \(Names.list(rows.map(\.kernel.rawValue))),"
            + " \(Names.count(first.blocks, "block"))\(rows.count > 1 ? " each" : ""): \(first.finding)"
    }

    /// Endpoints that there is no room for; nil without any.
    var moreText: String? {
        more > 0 ? "and \(Names.count(more, "more endpoint")), which \(more == 1 ? "is" : "are") not shown" : nil
    }

    /// Endpoints of bytes and times; nil without any.
    var uncountedText: String? {
        guard !uncounted.isEmpty else { return nil }
        var kernels: [String: [String]] = [:]
        for name in uncounted where kernels[name.criterion]?.contains(name.kernel.rawValue) != true {
            kernels[name.criterion, default: []].append(name.kernel.rawValue)
        }
        var seen: Set<String> = []
        let criteria = uncounted.map(\.criterion).filter { seen.insert($0).inserted }
        let list = Names.list(criteria.map { "'\($0)' (\(Names.list(kernels[$0] ?? [])))" })
        return "decided too, but what FAILs is foreseen for counts only: \(list)"
    }

    /// How rare a fault may be that the boots of a kernel are likely to show; nil without any boot.
    func seenText(looks: Int) -> String? {
        let groups = Dictionary(grouping: seenFaults.keys, by: { seenFaults[$0] ?? 1 }).sorted { $0.key < $1.key }
        guard !groups.isEmpty else { return nil }
        let shares = groups.enumerated().map { index, group in
            "\(Figure.percent(group.key))\(index == 0 ? " of boots" : "")"
                + " (\(Names.list(group.value.map(\.rawValue).sorted())))"
        }
        return "seen with 95 %\(looks > 1 ? " by the last look" : ""): a fault in \(shares.joined(separator: ", "))"
    }
}
