// SPDX-License-Identifier: Apache-2.0

import Foundation
public import MatrixPlan
public import SourceTrees
import Vocabulary

/// A definition with everything that it names read into memory: what is hashed is what is built.
public struct KernelRecipe: Hashable, Sendable {
    public var name: KernelName
    public var source: KernelDefinition.Source
    public var base: BaseConfiguration
    /// One request a symbol, the last one made, sorted by symbol.
    public var requests: [ConfigRequest]
    public var patches: [Patch]
    /// What was left out of a patch file and might be missed, a sentence each.
    public var notes: [String]
    public var toolchain: KernelDefinition.CompilerChoice

    /// - Parameter directory: the `kernels` directory, with `fragments/NAME.config` and `patches/NAME`; paths are
    ///   relative to it.
    /// - Throws: `KernelError` for a fragment or a `.config`, `SourceTreeError` for a patch.
    public init(_ definition: KernelDefinition, in directory: String) throws {
        name = definition.name
        guard let build = definition.build else {
            throw KernelError(
                .badDefinition, blame: .user, "this kernel comes ready and cannot be built",
                at: "\(directory)/\(definition.name).yaml", remedy: "name a kernel that is built from source")
        }
        source = build.source
        toolchain = build.toolchain
        base = try Self.base(build.configuration.base, of: definition, in: directory)
        var last: [String: ConfigRequest] = [:]
        for fragment in build.configuration.fragments {
            for request in try Self.fragment(fragment, in: directory) { last[request.symbol] = request }
        }
        for (symbol, value) in build.configuration.symbols {
            last[symbol] = try .make(plain: symbol, value, place: "kernels/\(definition.name).yaml, set")
        }
        requests = last.values.sorted { $0.symbol < $1.symbol }
        let lists = try build.patches.map { try PatchList(at: "\(directory)/patches/\($0)") }
        patches = lists.flatMap(\.patches)
        notes = lists.flatMap(\.notes)
    }

    private static func base(
        _ base: KernelDefinition.Configuration.Base, of definition: KernelDefinition, in directory: String
    ) throws(KernelError) -> BaseConfiguration {
        switch base {
        case .file(let path): return try BaseConfiguration(file: NamedPath.absolute(path, in: directory))
        case .target(let target):
            guard BaseConfiguration.isTarget(target) else {
                throw KernelError(
                    .badDefinition, blame: .user, "this cannot be a base configuration",
                    at: "\(directory)/\(definition.name).yaml", remedy: "use allnoconfig, defconfig or NAME_defconfig")
            }
            return .target(target)
        }
    }

    /// The requests as Kconfig reads them.
    public var configuration: String { requests.map { $0.line + "\n" }.joined() }

    private static func fragment(_ name: String, in directory: String) throws(KernelError) -> [ConfigRequest] {
        let path = "\(directory)/fragments/\(name).config"
        guard let data = SmallFile.content(path, limit: 1 << 20) else {
            throw KernelError(
                .badFragment, blame: .user, "there is no such fragment", at: path,
                remedy: "put the file there, or correct its name under 'fragments:'")
        }
        var requests: [ConfigRequest] = []
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let place = "kernels/fragments/\(name).config:\(index + 1)"
            if let request = try ConfigRequest.read(line: String(line), place: place) { requests.append(request) }
        }
        return requests
    }
}
