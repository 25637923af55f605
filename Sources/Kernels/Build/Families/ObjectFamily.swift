// SPDX-License-Identifier: Apache-2.0

import Host
import MatrixPlan

/// Kernels that may share one object directory, because going from one to another compiles few objects again: a
/// configuration that differs in what every object is compiled with, or in a header that every object includes, is of
/// another family and has a directory of its own. Without it, one KASAN kernel would cost the others their objects.
///
/// Which symbols those are was counted in the records that fixdep keeps of 6.12 (`.NAME.o.cmd`): each is named by more
/// than 1,470 of 1,611 objects, or changes the command line of all.
struct ObjectFamily: Hashable, Sendable {
    /// For people: what makes it, such as `kasan+lockdep`; empty for the family of the project's own kernels.
    let words: [String]
    private let hash: String

    /// `o` is the directory of the default family, and has been since before there were others.
    var suffix: String {
        guard !words.isEmpty else { return "" }
        return "." + words.prefix(4).joined(separator: "+") + "-" + hash
    }

    /// The family whose directory Kconfig runs in, before the configuration is known.
    init(_ choice: KernelDefinition.CompilerChoice, throughCache: Bool = false) {
        self.init(KconfigValues(config: ""), choice, throughCache: throughCache, isConfigured: false)
    }

    init(_ values: KconfigValues, _ choice: KernelDefinition.CompilerChoice, throughCache: Bool = false) {
        self.init(values, choice, throughCache: throughCache, isConfigured: true)
    }

    private init(
        _ values: KconfigValues, _ choice: KernelDefinition.CompilerChoice, throughCache: Bool, isConfigured: Bool
    ) {
        var words: [String] = []
        var hash = ContentHash()
        if choice != .gcc { words.append("\(choice)") }
        // ccache is in the command line of every object.
        if throughCache { words.append("ccache") }
        hash.add("tools", words.joined(separator: " "))
        for feature in isConfigured ? ObjectFeature.all : [] {
            for (symbol, usual) in feature.symbols where values[symbol] != usual {
                if !words.contains(feature.word) { words.append(feature.word) }
                hash.add(symbol, values[symbol])
            }
        }
        self.words = words
        self.hash = String(hash.finish().prefix(6))
    }
}
