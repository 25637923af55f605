// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

extension Scope {
    /// The reference's boots that can be trusted, and what follows from all of them together.
    struct References {
        /// Of each that can be judged: whether it shows itself what a boot of another kernel would fail for.
        let shows: [CellID: Bool]
        private let boots: [KnownCell.Place: [KnownCell]]
        private let modules: [WorkloadName: ReferenceBoots]
        private let lost: [Kernel: Set<String>]

        private struct Kernel: Hashable {
            var kernel: KernelName
            var workload: WorkloadName
        }

        init(_ metric: MetricName, _ reference: KernelName, _ judged: [KnownCell], _ board: Board) {
            let trusted = board.cells.filter { $0.kernel == reference && $0.isTrusted }
            boots = Dictionary(grouping: trusted, by: \.place)
            guard metric == .modulesSet else {
                (modules, lost) = ([:], [:])
                shows = boots.values.reduce(into: [:]) { shows, boots in
                    let known = boots.compactMap { boot in boot.value(metric).map { (boot.id, $0) } }
                    for (boot, isOutside) in zip(known, ReferenceBoots.outside(known.map(\.1))) {
                        shows[boot.0] = isOutside
                    }
                }
                return
            }
            let modules = Dictionary(grouping: trusted, by: \.coordinates.workload)
                .mapValues { ReferenceBoots(Self.sets($0)) }
            let others = Dictionary(grouping: judged.filter(\.isTrusted)) {
                Kernel(kernel: $0.kernel, workload: $0.coordinates.workload)
            }
            var lost: [Kernel: Set<String>] = [:]
            for (other, cells) in others {
                guard let own = modules[other.workload], !own.unsteady.isEmpty else { continue }
                lost[other] = own.lost(by: Self.sets(cells), level: board.level.fail)
            }
            let gone = lost.reduce(into: [WorkloadName: Set<String>]()) {
                $0[$1.key.workload, default: []].formUnion($1.value)
            }
            shows = trusted.reduce(into: [:]) { shows, boot in
                guard let own = boot.reading?.modules else { return }
                shows[boot.id] = !(gone[boot.coordinates.workload] ?? []).isSubset(of: own)
            }
            (self.modules, self.lost) = (modules, lost)
        }

        private static func sets(_ cells: [KnownCell]) -> ReferenceBoots.Boots {
            cells.reduce(into: [:]) { sets, cell in
                guard let modules = cell.reading?.modules else { return }
                sets[cell.coordinates.vcpus, default: []].append(modules)
            }
        }

        /// The reference's boots at the place of a boot.
        func boots(as cell: KnownCell) -> [KnownCell] { boots[cell.place] ?? [] }

        func unsteady(for cell: KnownCell) -> Set<String> { modules[cell.coordinates.workload]?.unsteady ?? [] }

        /// The unsteady modules that the boot's kernel lacks more often than the reference.
        func lost(by cell: KnownCell) -> Set<String> {
            lost[Kernel(kernel: cell.kernel, workload: cell.coordinates.workload)] ?? []
        }
    }

    /// How a boot differs from its reference.
    struct Difference {
        enum From {
            case partner
            /// Every boot of the reference there, which differ from one another.
            case all
            /// The reference's boots, more often than they do from one another.
            case most
            /// Some of the reference's boots, as those do from one another: nothing follows.
            case some
        }

        let text: String
        let from: From

        init?(_ own: Set<String>, _ theirs: Set<String>, _ cell: KnownCell, _ likes: References) {
            let others = likes.boots(as: cell).compactMap { $0.reading?.modules }
            let common = others.reduce(theirs) { $0.intersection($1) }
            let all = others.reduce(theirs) { $0.union($1) }
            let unsteady = likes.unsteady(for: cell)
            func text(missing: Set<String>, extra: Set<String>) -> String? {
                let parts = [("missing", missing), ("extra", extra)].filter { !$0.1.isEmpty }
                guard !parts.isEmpty else { return nil }
                return parts.map { "\($0.0): \(Names.list($0.1.sorted(), limit: 12))" }.joined(separator: "; ")
            }
            let (missing, extra) = (common.subtracting(own), own.subtracting(all))
            if let certain = text(missing: missing.subtracting(unsteady), extra: extra.subtracting(unsteady)) {
                (self.text, from) = (certain, common == all ? .partner : .all)
                return
            }
            if let lost = text(missing: likes.lost(by: cell).intersection(all).subtracting(own), extra: []) {
                (self.text, from) = (lost, .most)
                return
            }
            guard let open = text(missing: theirs.subtracting(own), extra: own.subtracting(theirs)) else { return nil }
            (self.text, from) = (open, .some)
        }

        init?(_ own: Double, _ theirs: Double, among others: [Double], _ metric: MetricName) {
            guard own != theirs, let range = Spread(of: others + [theirs]) else { return nil }
            let figure = Figure.text(own, of: metric)
            guard range.low < range.high else {
                text = "\(metric) is \(figure) and not \(Figure.text(theirs, of: metric))"
                from = .partner
                return
            }
            let span = "\(Figure.text(range.low, of: metric)) to \(Figure.text(range.high, of: metric))"
            text = "\(metric) is \(figure) and not \(span)"
            from = own < range.low || own > range.high ? .all : .some
        }
    }
}
