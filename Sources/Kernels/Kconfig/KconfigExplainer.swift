// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A requested symbol that the final configuration does not have as requested, and why.
struct UnmetRequest: Hashable, Sendable {
    var request: ConfigRequest
    /// What it is instead.
    var got: String
    /// No Kconfig file defines it.
    var isUnknown: Bool
    /// What defeated it, the outermost cause last; each is a phrase.
    var reasons: [String]
}

/// Answers why a symbol has the value it has.
struct KconfigExplainer {
    let entries: [String: [KconfigEntry]]
    let values: KconfigValues

    func explain(_ request: ConfigRequest) -> UnmetRequest {
        let got = values[request.symbol]
        guard let found = entries[request.symbol] else {
            let near = Closest.match(request.symbol, among: entries.keys.sorted())
            return UnmetRequest(
                request: request, got: got, isUnknown: true, reasons: near.map { ["did you mean \($0)?"] } ?? [])
        }
        let reasons = Self.levels[request.value] == nil ? [] : self.reasons(found, request, got)
        // A symbol may depend on another twice, by itself and by the menu that it is in.
        var distinct: [String] = []
        for reason in reasons.isEmpty ? formReasons(found, request) : reasons where !distinct.contains(reason) {
            distinct.append(reason)
        }
        return UnmetRequest(request: request, got: got, isUnknown: false, reasons: distinct)
    }

    /// A symbol that is y or m where less was asked for is held up; one that is less is held down.
    private func reasons(_ found: [KconfigEntry], _ request: ConfigRequest, _ got: String) -> [String] {
        let level = Self.levels[request.value] ?? 1
        var reasons: [String] = []
        if level < Self.levels[got] ?? 0 {
            reasons = selectors(of: request.symbol, above: level)
            if reasons.isEmpty { reasons = formReasons(found, request) }
            if reasons.isEmpty { reasons = hidden(found) }
        } else {
            var seen: Set = [request.symbol]
            reasons = causes(found, level: level, depth: 0, seen: &seen)
        }
        if reasons.isEmpty, !found.contains(where: \.hasPrompt) {
            reasons = ["nobody can set it: it has no prompt"]
            if level > 0 { reasons += candidates(for: request.symbol) }
        }
        return reasons
    }

    static let levels = ["n": 0, "m": 1, "y": 2]

    /// The false dependencies of the definition that comes nearest, each followed by its own.
    func causes(_ found: [KconfigEntry], level: Int, depth: Int, seen: inout Set<String>) -> [String] {
        let all = found.map { entry in
            // What is y or n and depends on a module may be y (scripts/kconfig/symbol.c, sym_calc_visibility).
            let needed = entry.type == "bool" ? min(level, 1) : level
            return (entry, needed, entry.depends.filter { (values.level(of: $0) ?? 2) < needed })
        }
        guard let (entry, needed, unmet) = all.min(by: { $0.2.count < $1.2.count }) else { return [] }
        var result: [String] = []
        for term in unmet {
            guard term != .symbol("m") else {
                result.append("\(entry.symbol) can be a module only (\(entry.place))")
                continue
            }
            result.append("\(entry.symbol) depends on \(phrase(term)) (\(entry.place))")
            guard depth < 4, case .symbol(let name) = term, let next = entries[name], seen.insert(name).inserted else {
                continue
            }
            result += causes(next, level: needed, depth: depth + 1, seen: &seen)
        }
        guard result.isEmpty else { return result }
        result = hidden([entry])
        if result.isEmpty, depth == 0, let sibling = sibling(of: entry) {
            result.append("\(sibling) is set, and only one of its choice can be (\(entry.place))")
        }
        for term in entry.depends where result.isEmpty && depth == 0 && values.level(of: term) == nil {
            result.append("\(entry.symbol) depends on \(phrase(term)), which this toolchain may lack (\(entry.place))")
        }
        return result
    }

    /// Conditions without which it is not shown, so that nobody can set it.
    private func hidden(_ found: [KconfigEntry]) -> [String] {
        found.flatMap { entry in
            entry.visible.filter { values.level(of: $0) == 0 }
                .map { "\(entry.symbol) can be set only with \(phrase($0)) (\(entry.place))" }
        }
    }

    /// `SCSI_LOWLEVEL, which is n`.
    func phrase(_ term: KconfigExpression) -> String {
        if case .symbol(let name) = term { return "\(name), which is \(values[name])" }
        let parts = term.symbols.map { "\($0)=\(values[$0])" }
        return parts.isEmpty ? "\(term)" : "\(term), with \(parts.joined(separator: ", "))"
    }

    private func sibling(of entry: KconfigEntry) -> String? {
        siblings(of: entry).first { values[$0] != "n" }
    }

    /// The others of its choice.
    func siblings(of entry: KconfigEntry) -> [String] {
        guard let choice = entry.choice else { return [] }
        return Set(entries.values.joined().filter { $0.choice == choice && $0.symbol != entry.symbol }.map(\.symbol))
            .sorted()
    }

    /// What holds a symbol up that was asked to be less.
    private func selectors(of symbol: String, above level: Int) -> [String] {
        func strength(_ entry: KconfigEntry) -> Int { Self.levels[values[entry.symbol]] ?? 0 }
        let found = selecting(symbol).filter { strength($0) > level }
        return found.sorted { (-strength($0), $0.symbol) < (-strength($1), $1.symbol) }.prefix(3)
            .map { "\($0.symbol), which is \(values[$0.symbol]), selects it (\($0.place))" }
    }

    private func candidates(for symbol: String) -> [String] {
        let names = Set(selecting(symbol).map(\.symbol)).sorted().prefix(5)
        return names.isEmpty ? [] : ["it comes with one of: \(names.joined(separator: ", "))"]
    }

    private func selecting(_ symbol: String) -> [KconfigEntry] {
        entries.values.joined().filter { entry in
            entry.selects.contains {
                $0.target == symbol && ($0.condition.flatMap { values.level(of: $0) } ?? 2) > 0
            }
        }.sorted { $0.symbol < $1.symbol }
    }
}
