// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Foundation
import Glibc
import Host
import MatrixPlan
import SourceTrees
import Vocabulary

/// A final configuration that has everything that was asked for.
struct Configured: Sendable {
    let bytes: Data
    let values: KconfigValues
    /// What is worth knowing although nothing is wrong, a sentence each.
    let notes: [String]
}

extension Kbuild {
    private var candidate: String { lineage.directory + "/candidate.config" }

    /// Makes a configuration, and proves that it has what was asked for. It is in a file of its own afterwards, since it
    /// decides which object directory it is for.
    ///
    /// - Parameter salt: see `KernelKey.salt`.
    /// - Throws: `KernelError` `configuration-not-met` with every request that was defeated.
    func configuration(of recipe: KernelRecipe, salt: String, log: String) async throws -> Configured {
        let requested = lineage.directory + "/requested.config"
        let text = recipe.configuration + "CONFIG_\(ConfigRequest.salt)=\"\(salt)\"\n"
        // Kconfig keeps the one before as `.old`.
        for path in [candidate, candidate + ".old"] { unlink(path) }
        try write(text, to: requested)
        switch recipe.base {
        case .target(let target) where target.hasPrefix("all"):
            // Kconfig itself takes the requests before it fills in the rest (Documentation/kbuild/kconfig.rst).
            try await config(target, ["KCONFIG_CONFIG": candidate, "KCONFIG_ALLCONFIG": requested], log: log)
        case .target(let target):
            try await config(target, ["KCONFIG_CONFIG": candidate], log: log)
            let base = FileManager.default.contents(atPath: candidate) ?? Data()
            try write(String(decoding: base, as: UTF8.self) + text, to: candidate)
            try await config("olddefconfig", ["KCONFIG_CONFIG": candidate], log: log)
        case .file:
            try write(recipe.base.content + text, to: candidate)
            try await config("olddefconfig", ["KCONFIG_CONFIG": candidate], log: log)
        }
        guard let bytes = FileManager.default.contents(atPath: candidate) else {
            throw KernelError(.badArtifact, blame: .harness, "make \(recipe.base) wrote no configuration", at: log)
        }
        return Configured(bytes: bytes, values: KconfigValues(bytes), notes: try await check(recipe, bytes))
    }

    /// Puts the configuration that was made last into this object directory. A `.config` whose bytes stay keeps its
    /// time, so that make looks at no symbol again.
    func adoptConfiguration() throws {
        let final = objects + "/.config"
        try Directories.make(objects)
        guard FileManager.default.contents(atPath: final) != FileManager.default.contents(atPath: candidate) else {
            return
        }
        guard rename(candidate, final) == 0 else { throw HostError.file("write", final, errno: errno) }
    }

    private func config(_ target: String, _ variables: [String: String], log: String) async throws {
        let result = try await run(command([target], variables: variables), log: log)
        guard result.succeeded else {
            var reader = BuildLogReader(tree: tree)
            for line in result.tail { reader.read(line) }
            throw KernelError.build(reader.diagnosis, what: "make \(target) failed", status: result.status, log: log)
        }
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try text.write(toFile: path, atomically: false, encoding: .utf8)
        } catch {
            throw HostError(.file, "cannot write", at: path, remedy: "free disk space", cause: error)
        }
    }

    /// Kconfig drops a symbol whose dependencies are not met without a word, so each is looked up again. One that was
    /// asked to be off and is nowhere to be seen may be hidden, or misspelt: only the Kconfig files know.
    ///
    /// - Returns: notes on what became of a user's own `.config`.
    @concurrent
    private func check(_ recipe: KernelRecipe, _ bytes: Data) async throws -> [String] {
        let values = KconfigValues(bytes)
        let unmet = recipe.requests.filter { !$0.isMet(by: values[$0.symbol]) }
        let absent = recipe.requests.filter { $0.isForNothing && !Self.isMentioned($0.symbol, in: bytes) }
        let requested = Set(recipe.requests.map(\.symbol))
        var base: [ConfigRequest] = []
        if case .file(_, let symbols) = recipe.base {
            base = symbols.filter { !requested.contains($0.symbol) && !$0.isMet(by: values[$0.symbol]) }
        }
        guard !unmet.isEmpty || !absent.isEmpty || !base.isEmpty else { return [] }
        let entries = KconfigTree(directory: tree).entries()
        let explainer = KconfigExplainer(entries: entries, values: values)
        let found = unmet.map(explainer.explain) + absent.map(explainer.explain).filter(\.isUnknown)
        if !found.isEmpty { throw KernelError.configuration(found, name: recipe.name.rawValue) }
        return BaseDrift(base: base, requested: requested, values: values, entries: entries)
            .notes(file: recipe.base.description)
    }

    private static func isMentioned(_ symbol: String, in bytes: Data) -> Bool {
        ["# CONFIG_\(symbol) is not set\n", "\nCONFIG_\(symbol)="].contains { bytes.range(of: Data($0.utf8)) != nil }
    }
}
