// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
public import Vocabulary

/// Which modules the patched kernel's boots lack that the base's have, and the other way round, at the same vCPU counts.
public struct ModuleSetChange: Hashable, Codable, Sendable {
    public struct Item: Hashable, Codable, Sendable {
        public var module: String
        /// Boots without it, of the boots at vCPU counts where either kernel ever has it.
        public var change: AbsoluteChange
    }

    /// Modules that the patched kernel's boots lack more often, by name.
    public var missing: [Item]
    /// Modules that the base's boots lack more often, by name. No fault by itself.
    public var extra: [String]
    /// Boots that say which modules they have.
    public var baseBoots: Int
    public var patchedBoots: Int

    public var status: Status {
        baseBoots == 0 || patchedBoots == 0 ? .inconclusive : .combined([.pass] + missing.map(\.change.status))
    }
}

extension ModuleSetChange {
    /// - Parameter built: the patched kernel's modules. The loader cannot lose what is none of them.
    init(_ boots: ComparedBoots, _ built: Set<String>?, level: Double) {
        let (base, patched) = (Self.sets(boots.base), Self.sets(boots.patched))
        var missing: [Item] = []
        var extra: [String] = []
        let modules = (base + patched).reduce(into: Set<String>()) { $0.formUnion($1.modules) }
        let level = level / Double(max(1, Self.questions(modules, base + patched)))
        for module in modules.sorted() {
            let places = boots.vcpus.compactMap { vcpus in
                Self.lacks(module, base.filter { $0.vcpus == vcpus }, patched.filter { $0.vcpus == vcpus })
            }
            var change = AbsoluteChange(places: places, level: level)
            if let built, !built.contains(module) { change.verdict = .notBuilt }
            // Compared as shares: the sides may have different numbers of boots.
            let own = change.patched.hits * change.base.boots
            let theirs = change.base.hits * change.patched.boots
            if own > theirs { missing.append(Item(module: module, change: change)) }
            if own < theirs { extra.append(module) }
        }
        self.init(missing: missing, extra: extra, baseBoots: base.count, patchedBoots: patched.count)
    }

    private typealias Loaded = (vcpus: Int, modules: Set<String>)

    private static func sets(_ cells: [KnownCell]) -> [Loaded] {
        cells.compactMap { cell in
            guard cell.isTrusted, let modules = cell.reading?.modules else { return nil }
            return (cell.coordinates.vcpus, Set(modules))
        }
    }

    /// In how many ways modules come and go among boots at one vCPU count; those that go together are one. It takes no
    /// regard of the kernel, so that to share the error among so many keeps it.
    private static func questions(_ modules: Set<String>, _ boots: [Loaded]) -> Int {
        let places = Dictionary(grouping: boots, by: \.vcpus).values
        let varying = modules.filter { module in
            places.contains { place in
                let having = place.count { $0.modules.contains(module) }
                return having > 0 && having < place.count
            }
        }
        return Set(varying.map { module in boots.map { $0.modules.contains(module) } }).count
    }

    /// Nil at a place where nobody has the module, or where one side has no boot.
    private static func lacks(
        _ module: String, _ base: [Loaded], _ patched: [Loaded]
    ) -> (base: AbsoluteChange.Share, patched: AbsoluteChange.Share)? {
        func share(_ boots: [Loaded]) -> AbsoluteChange.Share {
            .init(hits: boots.count { !$0.modules.contains(module) }, boots: boots.count)
        }
        guard !base.isEmpty, !patched.isEmpty, (base + patched).contains(where: { $0.modules.contains(module) }) else {
            return nil
        }
        return (share(base), share(patched))
    }
}
