// SPDX-License-Identifier: Apache-2.0

extension KconfigExplainer {
    /// What of a request's value the symbol cannot have, whatever the rest of the configuration is. Kconfig itself cuts
    /// a number to its range, and takes no notice of a text without quotes.
    func formReasons(_ found: [KconfigEntry], _ request: ConfigRequest) -> [String] {
        guard let entry = found.first(where: { !$0.type.isEmpty }) else { return [] }
        switch entry.type {
        case "string":
            guard !request.value.hasPrefix("\"") else { break }
            return ["it is a text: write \"\(request.value)\", with the quotes (\(entry.place))"]
        case "int", "hex":
            guard let number = KconfigValues.number(request.value) else {
                return ["it is a \(entry.type == "int" ? "number" : "hexadecimal number") (\(entry.place))"]
            }
            return range(found, number)
        case "bool", "tristate":
            guard Self.levels[request.value] != nil else {
                return ["it is y\(entry.type == "bool" ? "" : ", m") or n (\(entry.place))"]
            }
            if request.value == "m", entry.type == "bool" { return ["it can be y or n, not m"] }
            if request.value == "m", values["MODULES"] == "n" { return ["there are no modules: MODULES is n"] }
            if request.value == "n", entry.choice != nil {
                let others = siblings(of: entry).prefix(8)
                return [
                    "one of its choice must be set; ask for another: \(others.joined(separator: ", ")) (\(entry.place))"
                ]
            }
        default: break
        }
        // It would take the value if it could be set at all.
        var seen: Set = [entry.symbol]
        return Self.levels[request.value] == nil ? causes(found, level: 1, depth: 0, seen: &seen) : []
    }

    private func range(_ found: [KconfigEntry], _ number: Int64) -> [String] {
        let ranges = found.flatMap { entry in entry.ranges.map { (entry, $0) } }
        let holds = ranges.first { ($0.1.condition.map { values.level(of: $0) ?? 2 } ?? 2) > 0 }
        if let (entry, range) = holds, let least = values.number(range.least),
            let greatest = values.number(range.greatest),
            !(least...max(least, greatest)).contains(number)
        {
            func shown(_ bound: KconfigExpression, _ number: Int64) -> String {
                KconfigValues.number("\(bound)") == nil ? "\(number) (\(bound))" : "\(bound)"
            }
            return [
                "it must be from \(shown(range.least, least)) to \(shown(range.greatest, greatest)) (\(entry.place))"
            ]
        }
        guard let symbol = found.first?.symbol else { return [] }
        var seen: Set = [symbol]
        let reasons = causes(found, level: 1, depth: 0, seen: &seen)
        if reasons.isEmpty, !found.contains(where: \.hasPrompt) { return ["nobody can set it: it has no prompt"] }
        return reasons
    }
}
