// SPDX-License-Identifier: Apache-2.0

import Foundation
public import MatrixPlan
public import SourceTrees
import Vocabulary

/// A definition with everything that it names read into memory: what is hashed is what is built.
public struct KernelRecipe: Hashable, Sendable {
    public var name: KernelName
    public var source: KernelDefinition.Source
    public var base: String
    /// One request a symbol, the last one made, sorted by symbol.
    public var requests: [ConfigRequest]
    public var patches: [Patch]
    public var toolchain: KernelDefinition.CompilerChoice

    /// - Parameter directory: the `kernels` directory, with `fragments/NAME.config` and `patches/NAME`.
    /// - Throws: `KernelError` for a fragment, `SourceTreeError` for a patch.
    public init(_ definition: KernelDefinition, in directory: String) throws {
        name = definition.name
        guard let build = definition.build else {
            throw KernelError(
                .badDefinition, blame: .user, "this kernel comes ready and cannot be built",
                at: "\(directory)/\(definition.name).yaml", remedy: "name a kernel that is built from source")
        }
        source = build.source
        toolchain = build.toolchain
        guard case .target(let base) = build.configuration.base, Self.isBase(base) else {
            throw KernelError(
                .badDefinition, blame: .user, "this cannot be a base configuration",
                at: "\(directory)/\(definition.name).yaml", remedy: "use allnoconfig, defconfig or NAME_defconfig")
        }
        self.base = base
        var last: [String: ConfigRequest] = [:]
        for fragment in build.configuration.fragments {
            for request in try Self.fragment(fragment, in: directory) { last[request.symbol] = request }
        }
        for (symbol, value) in build.configuration.symbols {
            last[symbol] = try .make(plain: symbol, value, place: "kernels/\(definition.name).yaml")
        }
        requests = last.values.sorted { $0.symbol < $1.symbol }
        patches = try build.patches.flatMap { try PatchList(at: "\(directory)/patches/\($0)").patches }
    }

    /// The requests as Kconfig reads them.
    public var configuration: String { requests.map { $0.line + "\n" }.joined() }

    private static func fragment(_ name: String, in directory: String) throws(KernelError) -> [ConfigRequest] {
        let path = "\(directory)/fragments/\(name).config"
        guard let data = FileManager.default.contents(atPath: path) else {
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

    /// Targets that make a configuration from nothing and ask nobody (Documentation/kbuild/kconfig.rst).
    private static func isBase(_ target: String) -> Bool {
        let fixed = ["allnoconfig", "alldefconfig", "allyesconfig", "allmodconfig", "defconfig", "tinyconfig"]
        return fixed.contains(target)
            || target.hasSuffix("_defconfig") && target.utf8.allSatisfy { $0.isWordByte || $0 == 0x2D }
    }
}
