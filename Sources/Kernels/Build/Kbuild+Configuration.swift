// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Foundation
import Glibc
import Host
import MatrixPlan
import SourceTrees
import Vocabulary

extension Kbuild {
    /// Makes a configuration, and proves that it has what was asked for. It is in a file of its own afterwards, since it
    /// decides which object directory it is for.
    ///
    /// - Parameter salt: see `KernelKey.salt`.
    /// - Returns: the final configuration.
    /// - Throws: `KernelError` `configuration-not-met` with every request that was defeated.
    func configure(_ recipe: KernelRecipe, salt: String, log: String) async throws -> KconfigValues {
        let requested = lineage.directory + "/requested.config"
        let candidate = lineage.directory + "/candidate.config"
        let text = recipe.configuration + "CONFIG_BUILD_SALT=\"\(salt)\"\n"
        try? FileManager.default.removeItem(atPath: candidate)
        try write(text, to: requested)
        if recipe.base.hasPrefix("all") {
            // Kconfig itself takes the requests before it fills in the rest (Documentation/kbuild/kconfig.rst).
            try await config(recipe.base, ["KCONFIG_CONFIG": candidate, "KCONFIG_ALLCONFIG": requested], log: log)
        } else {
            try await config(recipe.base, ["KCONFIG_CONFIG": candidate], log: log)
            let base = FileManager.default.contents(atPath: candidate) ?? Data()
            try write(String(decoding: base, as: UTF8.self) + text, to: candidate)
            try await config("olddefconfig", ["KCONFIG_CONFIG": candidate], log: log)
        }
        guard let bytes = FileManager.default.contents(atPath: candidate) else {
            throw KernelError(.badArtifact, blame: .harness, "make \(recipe.base) wrote no configuration", at: log)
        }
        let values = KconfigValues(config: String(decoding: bytes, as: UTF8.self))
        try await check(recipe.requests, against: values, name: recipe.name.rawValue)
        return values
    }

    /// Puts the configuration that was made last into this object directory. A `.config` whose bytes stay keeps its
    /// time, so that make looks at no symbol again.
    func adoptConfiguration() throws {
        let candidate = lineage.directory + "/candidate.config"
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
    @concurrent
    private func check(_ requests: [ConfigRequest], against values: KconfigValues, name: String) async throws {
        let unmet = requests.filter { !$0.isMet(by: values[$0.symbol]) }
        let absent = requests.filter { $0.value == "n" && !isMentioned($0.symbol) }
        guard !unmet.isEmpty || !absent.isEmpty else { return }
        let tree = self.tree
        var reader = KconfigReader(architecture: "x86") { path in
            FileManager.default.contents(atPath: tree + "/" + path).map { Array($0) }
        }
        reader.read(file: "Kconfig")
        let explainer = KconfigExplainer(entries: reader.entries, values: values)
        let unknown = absent.map(explainer.explain).filter(\.isUnknown)
        let found = unmet.map(explainer.explain) + unknown
        if !found.isEmpty { throw KernelError.configuration(found, name: name) }
    }

    private func isMentioned(_ symbol: String) -> Bool {
        let text = FileManager.default.contents(atPath: lineage.directory + "/candidate.config") ?? Data()
        return text.range(of: Data("# CONFIG_\(symbol) is not set\n".utf8)) != nil
    }
}
