// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
public import MatrixPlan
import SourceTrees
import Vocabulary

/// A definition, and whether its kernel is stored.
public struct KernelStatus: Sendable {
    public let kernel: KernelName
    public let title: String
    /// What it comes from, as far as it is known: `linux-source-6.12 6.12.117-1`, `~/linux main, 0123456789ab ("...")`.
    public let source: String
    /// The content key; nil where it cannot be told without installing or reading something large.
    public let key: String?
    /// Nil where it cannot be told.
    public let isCached: Bool?
    /// Why it cannot be built as it is defined, in one line.
    public let problem: String?
}

extension KernelWorkshop {
    /// Whether a kernel is in the cache. Installs and builds nothing.
    public func status(of name: KernelName) async throws -> KernelStatus {
        let definition = try definition(of: name)
        func status(_ source: String, key: String? = nil, problem: (any Error)? = nil) -> KernelStatus {
            KernelStatus(
                kernel: name, title: definition.title, source: source, key: key,
                isCached: key.map(directories.kernels.has), problem: problem.map(errorLine))
        }
        var source = Self.text(of: definition.origin)
        do {
            guard let build = definition.build else {
                guard case .ready(let origin) = definition.origin else { return status(source) }
                return status(source, key: try await ready.knownKey(origin))
            }
            let recipe = try KernelRecipe(definition, in: definitionsDirectory)
            guard let found = try await sources.known(build.source) else { return status(source) }
            switch found {
            case .package(let identity): source = "\(identity.package) \(identity.version)"
            case .git(let git): source += ", \(git.label)"
            case .tarball(let tarball): source += ", \(tarball.top)"
            }
            let tools = try await BuildTools.installed(recipe.toolchain)
            return status(source, key: KernelKey(recipe, source: found, toolchain: tools.versions).text)
        } catch {
            return status(source, problem: error)
        }
    }

    private static func text(of source: KernelDefinition.Source) -> String {
        switch source {
        case .package(let name): name
        case .git(let path, let revision): "\(path) \(revision)"
        case .tarball(let path): path
        }
    }

    private static func text(of origin: KernelDefinition.Origin) -> String {
        switch origin {
        case .built(let build): text(of: build.source)
        case .ready(.files(let image, _, _)): image
        case .ready(.package(let name)): name
        }
    }
}
