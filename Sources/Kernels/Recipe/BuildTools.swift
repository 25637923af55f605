// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import MatrixPlan
import SourceTrees
import Vocabulary

/// A chosen compiler with the programs that go with it, found on this host.
struct BuildTools: Hashable, Sendable {
    let choice: KernelDefinition.CompilerChoice
    let versions: Toolchain
    /// make's command line says which programs to run: Makefile sets `CC` whatever the environment holds.
    let variables: [String]

    /// Asks the programs of this host; installs their packages first where they are missing.
    /// - Throws: `KernelError` `no-toolchain` that names the packages, `HostError` where they cannot be installed.
    static func find(
        _ choice: KernelDefinition.CompilerChoice, _ packages: SourcePackages, note: @Sendable (String) -> Void
    ) async throws -> BuildTools {
        do {
            return try await query(choice)
        } catch {
            try Task.checkCancellation()
            try await packages.install(Toolchain.packages(for: choice), note: note)
            return try await query(choice)
        }
    }

    /// The same of what is installed, and nothing is installed.
    static func installed(_ choice: KernelDefinition.CompilerChoice) async throws -> BuildTools {
        try await query(choice)
    }

    private static func query(_ choice: KernelDefinition.CompilerChoice) async throws -> BuildTools {
        switch choice.family {
        case .gcc: try await gcc(choice)
        case .clang: try await clang(choice)
        }
    }

    /// Plain `gcc` is what Kbuild runs by itself.
    private static func gcc(_ choice: KernelDefinition.CompilerChoice) async throws -> BuildTools {
        let compiler = "\(choice)"
        guard let version = await firstLine(compiler) else { throw missing(choice, "there is no \(compiler)") }
        guard let linker = await firstLine("ld"), let assembler = await firstLine("as") else {
            throw missing(choice, "there is no ld, or no as")
        }
        return BuildTools(
            choice: choice,
            versions: Toolchain(
                compiler: version, linker: linker, assembler: assembler, pahole: await firstLine("pahole")),
            variables: choice == .gcc ? [] : ["CC=\(compiler)", "HOSTCC=\(compiler)"])
    }

    /// For make's command line.
    func makeVariables(for recipe: KernelRecipe, throughCache: Bool) -> [String] {
        var all = variables
        if throughCache {
            let compilers = all.filter { $0.hasPrefix("CC=") || $0.hasPrefix("HOSTCC=") }
            let named = compilers.isEmpty ? ["CC=gcc", "HOSTCC=gcc"] : compilers
            all.removeAll { compilers.contains($0) }
            all += named.map { $0.replacing("CC=", with: "CC=ccache ") }
        }
        return recipe.mayHaveBTF ? all : all + ["PAHOLE=/nonexistent/pahole"]
    }

    /// The versions that had a say in a kernel of this configuration.
    func versions(of configuration: KconfigValues) -> Toolchain {
        var versions = versions
        if configuration["DEBUG_INFO_BTF"] != "y" { versions.pahole = nil }
        return versions
    }

    static func missing(_ choice: KernelDefinition.CompilerChoice, _ what: String) -> KernelError {
        KernelError(
            .noToolchain, blame: .host, "the toolchain \(choice) is not whole: \(what)",
            remedy: DistributionPackages.installation(of: Toolchain.packages(for: choice)))
    }

    /// What a program answers to `--version`, in one line; nil when it cannot be run.
    static func firstLine(_ program: String) async -> String? {
        await answer(program)?.split(separator: "\n").first.map(String.init)
    }

    static func answer(_ program: String) async -> String? {
        let ask = Command(program, ["--version"], environment: KbuildEnvironment.current)
        // The version is at the beginning, and llvm-objdump lists every target below it.
        let result = try? await ask.run(keeping: 500)
        guard let result, result.succeeded, !result.tail.isEmpty else { return nil }
        return result.tail.joined(separator: "\n")
    }
}
