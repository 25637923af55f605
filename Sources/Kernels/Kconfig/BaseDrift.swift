// SPDX-License-Identifier: Apache-2.0

/// What became of a user's `.config` that was written for another kernel. It is a start and no request, so what changed
/// is told and is no error.
struct BaseDrift: Hashable {
    /// Symbols that somebody can set and that have another value now, in order.
    private(set) var changed: [String] = []
    /// Symbols that this source does not have.
    private(set) var unknown: [String] = []

    /// - Parameters:
    ///   - base: the `.config`.
    ///   - requested: symbols that the definition asks for itself.
    init(
        base: [ConfigRequest], requested: Set<String>, values: KconfigValues, entries: [String: [KconfigEntry]]
    ) {
        for symbol in base where !requested.contains(symbol.symbol) && !symbol.isMet(by: values[symbol.symbol]) {
            guard let found = entries[symbol.symbol] else {
                unknown.append(symbol.symbol)
                continue
            }
            // What has no prompt follows from others, and from the compiler: nobody wrote it there.
            guard found.contains(where: \.hasPrompt) else { continue }
            changed.append("\(symbol.symbol) \(symbol.value) -> \(values[symbol.symbol])")
        }
    }

    private static let shown = 6

    /// A sentence each.
    func notes(file: String) -> [String] {
        func list(_ items: [String]) -> String {
            let more = items.count - Self.shown
            return items.prefix(Self.shown).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        }
        var notes: [String] = []
        if !changed.isEmpty {
            let count = changed.count == 1 ? "1 symbol is" : "\(changed.count) symbols are"
            notes.append("\(count) not as \(file) has them: \(list(changed))")
        }
        if !unknown.isEmpty {
            let count = unknown.count == 1 ? "1 symbol" : "\(unknown.count) symbols"
            notes.append("\(count) of \(file) that this source does not have: \(list(unknown))")
        }
        return notes
    }
}
