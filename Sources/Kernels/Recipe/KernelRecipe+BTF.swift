// SPDX-License-Identifier: Apache-2.0

extension KernelRecipe {
    /// Whether pahole may have a say in the kernel's bytes. It is asked before there is a configuration, so where the
    /// base may switch BTF on and nobody asked otherwise, the answer is yes.
    ///
    /// Where it is no, Kbuild is shown no pahole at all: `CONFIG_PAHOLE_VERSION` is in every `.config`, and a package
    /// that was installed meanwhile must not make another kernel of the same recipe.
    var mayHaveBTF: Bool {
        if let request = requests.first(where: { $0.symbol == "DEBUG_INFO_BTF" }) { return request.value == "y" }
        return switch base {
        case .target(let target): !["allnoconfig", "tinyconfig"].contains(target)
        case .file(_, let symbols): symbols.contains { $0.symbol == "DEBUG_INFO_BTF" && $0.value == "y" }
        }
    }
}
