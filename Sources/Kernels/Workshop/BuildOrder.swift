// SPDX-License-Identifier: Apache-2.0

import SourceTrees

/// Which kernel to build next, so that all of them together rebuild least.
enum BuildOrder {
    /// The place in `waiting` of the kernel that is nearest to the one built last; the first of them when there was
    /// none, or when several are as near.
    static func next(among waiting: [KernelRecipe], after last: KernelRecipe?) -> Int? {
        guard let last else { return waiting.isEmpty ? nil : 0 }
        return waiting.indices.min { distance(last, waiting[$0]) < distance(last, waiting[$1]) }
    }

    /// Another source is another tree. A patch weighs more than a symbol: most symbols of a variant touch a handful
    /// of files, a header in a patch may touch thousands.
    static func distance(_ one: KernelRecipe, _ other: KernelRecipe) -> Int {
        let sources = one.source == other.source ? 0 : 1
        let patches = Set(one.patches.map(\.bytes)).symmetricDifference(other.patches.map(\.bytes)).count
        let bases = one.base == other.base ? 0 : 1
        let symbols = Set(one.requests.map(\.line)).symmetricDifference(other.requests.map(\.line)).count
        return sources * 1_000_000 + bases * 100_000 + patches * 1000 + symbols
    }
}
