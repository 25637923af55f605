// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import SourceTrees
import Testing
import Vocabulary

@testable import Kernels

@Suite struct RecipeTests {
    private let scratch: Scratch
    private let package = SourceIdentity(package: "linux-source-6.12", version: "6.12.1-1", sha256: "00")
    private var source: KernelSource { .package(package) }
    private let toolchain = Toolchain(compiler: "gcc 12", linker: "ld 2.40")

    init() throws {
        scratch = try Scratch()
        try scratch.write(
            "# why\nCONFIG_SMP=y\nCONFIG_NR_CPUS=256\n# CONFIG_BAR is not set\n", to: "fragments/one.config")
        try scratch.write("CONFIG_SMP=m\n\nCONFIG_NAME=\"a b\"\n", to: "fragments/two.config")
        try scratch.write("--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n", to: "patches/p.patch")
        try scratch.write("--- a/g\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n", to: "patches/q.patch")
    }

    private func recipe(
        _ fragments: [String] = ["one", "two"], symbols: [String: String] = [:], patches: [String] = [],
        base: String = "allnoconfig", name: String = "k"
    ) throws -> KernelRecipe {
        try KernelRecipe(
            KernelDefinition(
                name: KernelName(unchecked: name), title: "", source: .package("linux-source-6.12"),
                configuration: .init(base: .target(base), fragments: fragments, symbols: symbols), patches: patches),
            in: scratch.path)
    }
    private func key(_ recipe: KernelRecipe) -> String {
        KernelKey(recipe, source: source, toolchain: toolchain).text
    }

    @Test func laterFragmentsWinAndSymbolsComeLast() throws {
        let result = try recipe(symbols: ["NR_CPUS": "64", "BAR": "y", "TEXT": "x \"y\""])
        #expect(
            result.configuration == """
                CONFIG_BAR=y
                CONFIG_NAME="a b"
                CONFIG_NR_CPUS=64
                CONFIG_SMP=m
                CONFIG_TEXT="x \\"y\\""

                """)
        #expect(result.requests.first { $0.symbol == "SMP" }?.place == "kernels/fragments/two.config:1")
        #expect(result.requests.first { $0.symbol == "BAR" }?.place == "kernels/k.yaml, set")
    }

    @Test func badLinesAreNamed() throws {
        try scratch.write("CONFIG_A=y\nCONFIG_B\n", to: "fragments/bad.config")
        let error = #expect(throws: KernelError.self) { try recipe(["bad"]) }
        #expect(error?.location == "kernels/fragments/bad.config:2")
        #expect(error?.blame == .user)
        #expect(throws: KernelError.self) { try recipe(["absent"]) }
        #expect(throws: KernelError.self) { try recipe(symbols: ["BUILD_SALT": "x"]) }
        #expect(throws: KernelError.self) { try recipe(symbols: ["A B": "y"]) }
        #expect(throws: KernelError.self) { try recipe(base: "menuconfig") }
        #expect(throws: KernelError.self) { try recipe(base: "x; rm_defconfig") }
        #expect(throws: SourceTreeError.self) { try recipe(patches: ["absent.patch"]) }
    }

    @Test func keyFollowsWhatDecidesTheBytes() throws {
        let plain = key(try recipe())
        #expect(key(try recipe(name: "other")) == plain)
        try scratch.write(
            "# another reason\nCONFIG_NR_CPUS=256\nCONFIG_SMP=y\n# CONFIG_BAR is not set\n", to: "fragments/one.config")
        #expect(key(try recipe()) == plain)

        var keys: Set = [plain]
        keys.insert(key(try recipe(["two", "one"])))
        keys.insert(key(try recipe(symbols: ["BAR": "y"])))
        keys.insert(key(try recipe(base: "defconfig")))
        keys.insert(key(try recipe(patches: ["p.patch"])))
        keys.insert(key(try recipe(patches: ["p.patch", "q.patch"])))
        keys.insert(key(try recipe(patches: ["q.patch", "p.patch"])))
        var other = toolchain
        other.linker = "ld 2.41"
        keys.insert(KernelKey(try recipe(), source: source, toolchain: other).text)
        other = toolchain
        other.assembler = "as 2.41"
        keys.insert(KernelKey(try recipe(), source: source, toolchain: other).text)
        // pahole counts where it may be used.
        other = toolchain
        other.pahole = "v1.25"
        #expect(KernelKey(try recipe(), source: source, toolchain: other).text == plain)
        let btf = try recipe(symbols: ["DEBUG_INFO_BTF": "y"])
        keys.insert(key(btf))
        keys.insert(KernelKey(btf, source: source, toolchain: other).text)
        var later = package
        later.sha256 = "01"
        keys.insert(KernelKey(try recipe(), source: .package(later), toolchain: toolchain).text)
        #expect(keys.count == 12)
    }

    @Test func valuesAreComparedAsKconfigWritesThem() {
        func met(_ wanted: String, _ got: String) -> Bool {
            ConfigRequest(symbol: "X", value: wanted, place: "").isMet(by: got)
        }
        #expect(met("y", "y") && met("0x10", "16") && met("0x1F", "0x1f") && met("\"a\"", "\"a\""))
        #expect(met("\"\"", "n") && met("\"\"", "\"\"") && !met("\"\"", "\"a\""))
        #expect(!met("y", "m") && !met("n", "y") && !met("16", "17") && !met("\"1\"", "1"))
    }

    @Test func environmentIsPinned() {
        let changes = KbuildEnvironment.changes(to: [
            "PATH": "/usr/bin:/bin", "MAKEFLAGS": "-j --jobserver-auth=3,4", "LOCALVERSION": "-x", "HOME": "/home/u",
            "KBUILD_BUILD_USER": "me",
        ])
        #expect(changes["MAKEFLAGS"] == .some(nil))
        #expect(changes["LOCALVERSION"] == .some(nil))
        #expect(changes["HOME"] == nil)
        #expect(changes["KBUILD_BUILD_USER"] == "bootmatrix")
        #expect(changes["PATH"] == "/usr/bin:/bin:/usr/sbin:/sbin")
    }
}
