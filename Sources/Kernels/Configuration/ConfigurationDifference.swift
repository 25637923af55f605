// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan

/// A symbol that two kernels have otherwise.
public struct ConfigurationDifference: Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
        /// A definition asks for it, or both do.
        case asked([Asked])
        /// Nobody asked: it came with this other symbol that differs.
        case follows(String)
        /// It is of the configuration that the requests were merged onto, which is another one, or nothing is known.
        case base
        /// The compiler's version, and what it can do.
        case toolchain
    }

    public struct Asked: Hashable, Sendable {
        public let kernel: KernelName
        public let request: ConfigRequest
    }

    public let symbol: String
    /// Its value in the first kernel; nil where it is off or not there at all, which is the same to the source.
    public let here: String?
    public let there: String?
    public let cause: Cause

    /// Sorted by symbol. What followed from what is told where a tree of either kernel is at hand, which may be one of
    /// a neighbouring source.
    @concurrent
    public static func between(
        _ here: KernelConfiguration, _ there: KernelConfiguration
    ) async -> [ConfigurationDifference] {
        between(here, there, (here.tree ?? there.tree).map { KconfigTree(directory: $0).entries() } ?? [:])
    }

    static func between(
        _ here: KernelConfiguration, _ there: KernelConfiguration, _ entries: [String: [KconfigEntry]]
    ) -> [ConfigurationDifference] {
        func value(_ symbol: String, _ configuration: KernelConfiguration) -> String? {
            configuration.symbols[symbol].flatMap { $0 == "n" ? nil : $0 }
        }
        let all = Set(here.symbols.keys).union(there.symbols.keys)
        // An empty text is as good as none.
        let differing = all.filter { symbol in
            let (one, other) = (value(symbol, here), value(symbol, there))
            return one != other && !(one ?? "\"\"" == "\"\"" && other ?? "\"\"" == "\"\"")
        }
        let causes = Causes(differing, here, there, entries)
        return differing.sorted().map { symbol in
            ConfigurationDifference(
                symbol: symbol, here: value(symbol, here), there: value(symbol, there), cause: causes.cause(of: symbol))
        }
    }
}

/// Why symbols differ.
private struct Causes {
    private let differing: Set<String>
    private let asked: [String: [ConfigurationDifference.Asked]]
    private let entries: [String: [KconfigEntry]]
    /// By symbol, the differing ones that select or imply it.
    private var selectors: [String: [String]] = [:]

    init(
        _ differing: Set<String>, _ here: KernelConfiguration, _ there: KernelConfiguration,
        _ entries: [String: [KconfigEntry]]
    ) {
        self.differing = differing
        var asked: [String: [ConfigurationDifference.Asked]] = [:]
        for configuration in [here, there] {
            for request in configuration.requests where differing.contains(request.symbol) {
                asked[request.symbol, default: []].append(.init(kernel: configuration.kernel, request: request))
            }
        }
        self.asked = asked
        self.entries = entries
        for symbol in differing.sorted() {
            for selection in (entries[symbol] ?? []).flatMap({ $0.selects + $0.implies })
            where differing.contains(selection.target) {
                selectors[selection.target, default: []].append(symbol)
            }
        }
    }

    func cause(of symbol: String) -> ConfigurationDifference.Cause {
        if let asked = asked[symbol] { return .asked(asked) }
        if Self.isOfToolchain(symbol) { return .toolchain }
        let near = (selectors[symbol] ?? []) + (entries[symbol] ?? []).flatMap(\.influences)
        let others = near.filter { $0 != symbol && differing.contains($0) && !Self.isOfToolchain($0) }
        return (others.first { asked[$0] != nil } ?? others.first).map { .follows($0) } ?? .base
    }

    /// init/Kconfig and the like ask the compiler for these; a user's own are `CC_OPTIMIZE_FOR_*`.
    private static func isOfToolchain(_ symbol: String) -> Bool {
        let names: Set = [
            "CC_VERSION_TEXT", "CC_IS_GCC", "GCC_VERSION", "CC_IS_CLANG", "CLANG_VERSION", "LLD_VERSION",
            "PAHOLE_VERSION",
        ]
        let prefixes = ["CC_HAS_", "CC_CAN_", "AS_", "LD_", "RUSTC_", "TOOLS_SUPPORT_", "GCC_ASM_"]
        return names.contains(symbol) || prefixes.contains(where: symbol.hasPrefix)
    }
}
