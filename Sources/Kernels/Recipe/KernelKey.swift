// SPDX-License-Identifier: Apache-2.0

import Host
public import SourceTrees

/// The hash of everything that decides a kernel's bytes, and nothing else: not its name, nor a comment in a fragment.
public struct KernelKey: Hashable, Sendable {
    /// 64 hexadecimal digits.
    public let text: String

    /// Goes up when the way of building changes what comes out.
    static let format = "2"

    public init(_ recipe: KernelRecipe, source: KernelSource, toolchain: Toolchain) {
        var hash = ContentHash()
        hash.add("format", Self.format)
        switch source {
        case .package(let identity):
            hash.add("package", identity.package)
            hash.add("version", identity.version)
            hash.add("tarball", identity.sha256)
        case .git(let git):
            // Not the commit: another message, author or history is the same kernel.
            hash.add("git-tree", git.tree)
        case .tarball(let tarball): hash.add("tree-in-tarball", tarball.sha256)
        }
        hash.add("compiler", toolchain.compiler)
        hash.add("linker", toolchain.linker)
        hash.add("assembler", toolchain.assembler ?? "")
        if recipe.mayHaveBTF { hash.add("pahole", toolchain.pahole ?? "") }
        switch recipe.base {
        case .target(let target): hash.add("base", target)
        case .file: hash.add("base-file", recipe.base.content)
        }
        hash.add("configuration", recipe.configuration)
        for patch in recipe.patches { hash.add("patch", bytes: patch.bytes) }
        for (name, value) in KbuildEnvironment.pinned.sorted(by: { $0.key < $1.key }) { hash.add(name, value) }
        text = hash.finish()
    }

    /// `CONFIG_BUILD_SALT` (init/Kconfig): goes into a note of vmlinux, of the vDSO and of every module. Without it a
    /// patch to the core leaves every module's build-id as it was, and a modules disk of the wrong kernel would pass
    /// for the right one. It costs the linking of the modules, 3 s of 20 s for 52 of them.
    var salt: String { String(text.prefix(32)) }
    var short: String { String(text.prefix(12)) }
}
