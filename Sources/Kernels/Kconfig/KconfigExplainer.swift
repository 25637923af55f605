// SPDX-License-Identifier: Apache-2.0

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
    private let entries: [String: [KconfigEntry]]
    private let values: KconfigValues

    init(entries: [String: [KconfigEntry]], values: KconfigValues) {
        self.entries = entries
        self.values = values
    }

    func explain(_ request: ConfigRequest) -> UnmetRequest {
        let got = values[request.symbol]
        guard let found = entries[request.symbol] else {
            return UnmetRequest(request: request, got: got, isUnknown: true, reasons: [])
        }
        let level = ["y": 2, "m": 1][request.value] ?? (request.value == "n" ? 0 : 1)
        var reasons: [String] = []
        if level == 0 {
            reasons = selectors(of: request.symbol)
        } else {
            reasons = causes(found, level: level, depth: 0, seen: [request.symbol])
        }
        if reasons.isEmpty, !found.contains(where: \.hasPrompt) {
            reasons = ["nobody can set it: it has no prompt"]
            if level > 0 { reasons += candidates(for: request.symbol) }
        }
        if reasons.isEmpty, request.value == "m", found.contains(where: { $0.type == "bool" }) {
            reasons = ["it can be y or n, not m"]
        }
        return UnmetRequest(request: request, got: got, isUnknown: false, reasons: reasons)
    }

    /// The false dependencies of the definition that comes nearest, each followed by its own.
    private func causes(_ found: [KconfigEntry], level: Int, depth: Int, seen: Set<String>) -> [String] {
        let all = found.map { entry in
            (entry, entry.depends.filter { (values.level(of: $0) ?? 2) < min(level, 2) })
        }
        guard let (entry, unmet) = all.min(by: { $0.1.count < $1.1.count }) else { return [] }
        var result: [String] = []
        for term in unmet {
            result.append("\(entry.symbol) depends on \(phrase(term)) (\(entry.place))")
            guard depth < 4, case .symbol(let name) = term, !seen.contains(name), let next = entries[name] else {
                continue
            }
            result += causes(next, level: level, depth: depth + 1, seen: seen.union([name]))
        }
        guard result.isEmpty else { return result }
        for term in entry.visible where values.level(of: term) == 0 {
            result.append("\(entry.symbol) can be set only with \(phrase(term)) (\(entry.place))")
        }
        if result.isEmpty, depth == 0, let sibling = sibling(of: entry) {
            result.append("\(sibling) is set, and only one of its choice can be (\(entry.place))")
        }
        for term in entry.depends where result.isEmpty && depth == 0 && values.level(of: term) == nil {
            result.append("\(entry.symbol) depends on \(phrase(term)), which this toolchain may lack (\(entry.place))")
        }
        return result
    }

    /// `SCSI_LOWLEVEL, which is n`.
    private func phrase(_ term: KconfigExpression) -> String {
        if case .symbol(let name) = term { return "\(name), which is \(values[name])" }
        let parts = term.symbols.map { "\($0)=\(values[$0])" }
        return parts.isEmpty ? "\(term)" : "\(term), with \(parts.joined(separator: ", "))"
    }

    private func sibling(of entry: KconfigEntry) -> String? {
        guard let choice = entry.choice else { return nil }
        return entries.values.joined()
            .filter { $0.choice == choice && $0.symbol != entry.symbol && values[$0.symbol] != "n" }
            .map(\.symbol).min()
    }

    /// What holds a symbol that was asked to be off.
    private func selectors(of symbol: String) -> [String] {
        selecting(symbol).filter { values[$0.symbol] != "n" }.prefix(3)
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
