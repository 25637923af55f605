// SPDX-License-Identifier: Apache-2.0

import SourceTrees

/// A definition, and what it stands for at this moment.
struct IdentifiedKernel: Sendable {
    let recipe: KernelRecipe
    let source: KernelSource
    let toolchain: Toolchain
    let key: KernelKey

    init(recipe: KernelRecipe, source: KernelSource, toolchain: Toolchain) {
        self.recipe = recipe
        self.source = source
        self.toolchain = toolchain
        key = KernelKey(recipe, source: source, toolchain: toolchain)
    }
}
