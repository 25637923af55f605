// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Host
public import MatrixPlan
import SourceTrees
import Vocabulary

extension KernelWorkshop {
    /// The final configuration of a kernel: that of the stored one where there is one, else made in the place where it
    /// would be built, without building it. A kernel that comes ready is taken into the cache first.
    ///
    /// - Throws: what `artifact(for:)` throws before a compiler runs, such as `KernelError` `configuration-not-met`.
    public func configuration(of name: KernelName) async throws -> KernelConfiguration {
        let definition = try definition(of: name)
        guard definition.build != nil else {
            let artifact = try await artifact(for: name)
            let directory = (artifact.bzImage as NSString).deletingLastPathComponent
            return KernelConfiguration(
                kernel: name, origin: .cache, key: artifact.key, text: try Self.config(in: directory))
        }
        let progress = progress
        let note: @Sendable (String) -> Void = { progress.report(.note("\(name): \($0)")) }
        let kernel = try await identify(definition, note)
        let shelf = directories.kernels
        if shelf.has(kernel.key.text) {
            let path = shelf.path(of: kernel.key.text)
            return KernelConfiguration(
                kernel: name, origin: .cache, key: kernel.key.text, text: try Self.config(in: path),
                requests: kernel.recipe.requests, notes: try KernelRecord.read(from: path).notes ?? [],
                tree: tree(of: kernel.source))
        }
        let configured = try await configure(kernel, note)
        return KernelConfiguration(
            kernel: name, origin: .configured, key: kernel.key.text, text: configured.bytes,
            requests: kernel.recipe.requests, notes: configured.notes, tree: tree(of: kernel.source))
    }

    /// In the lineage, whose objects are left as they are.
    @concurrent
    private func configure(
        _ kernel: IdentifiedKernel, _ note: @escaping @Sendable (String) -> Void
    ) async throws -> Configured {
        let preparation = KernelPreparation(
            kernel: kernel, directories: directories, packages: packages, limits: limits, note: note)
        return try await preparation.run(log: "\(directories.cache)/logs/config-\(kernel.recipe.name).log").configured
    }

    private func tree(of source: KernelSource) -> String? {
        let tree = "\(directories.cache)/builds/\(source.directoryName)/tree"
        return FileManager.default.fileExists(atPath: tree) ? tree : nil
    }

    private static func config(in directory: String) throws -> Data {
        guard let data = FileManager.default.contents(atPath: directory + "/config") else {
            throw KernelError(
                .badArtifact, blame: .host, "the stored kernel has no configuration", at: directory,
                remedy: "for a kernel that came ready, name its .config under 'source:'")
        }
        return data
    }
}
