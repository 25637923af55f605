// SPDX-License-Identifier: Apache-2.0

import SourceTrees

/// A definition, and what it stands for at this moment.
struct IdentifiedKernel: Sendable {
    let recipe: KernelRecipe
    let source: KernelSource
    let tools: BuildTools
    let key: KernelKey

    init(recipe: KernelRecipe, source: KernelSource, tools: BuildTools) {
        self.recipe = recipe
        self.source = source
        self.tools = tools
        key = KernelKey(recipe, source: source, toolchain: tools.versions)
    }
}
