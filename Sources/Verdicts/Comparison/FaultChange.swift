// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
public import Vocabulary

/// Boots in which a kernel failed by itself: a report in its log, a panic, a hang, failed loads that are no duplicates.
public struct FaultChange: Hashable, Codable, Sendable {
    public var change: AbsoluteChange
    /// What went wrong with the patched kernel, such as `panic`: the word and in how many boots.
    public var patchedWords: [String: Int]
    public var baseWords: [String: Int]
    /// The first of the patched kernel's faults in one sentence, with its boot.
    public var example: String?
    /// Boots of either side that can be counted neither as faulty nor as clean, with the first reason.
    public var unjudged: Int
    public var unjudgedStatus: Status?
    public var unjudgedReason: String?

    /// Clean only where every boot is.
    public var status: Status { .combined([change.status] + (unjudgedStatus.map { [$0] } ?? [])) }
}

extension FaultChange {
    /// What became of one boot.
    private enum Fate {
        case clean
        case faulty(word: String, text: String)
        case unjudged(Status, text: String)
    }

    init(_ boots: ComparedBoots, _ base: Board, _ patched: Board, level: Double) {
        let fates = (base: Self.fates(boots.base, base), patched: Self.fates(boots.patched, patched))
        let places = boots.vcpus.map { vcpus in
            (
                base: Self.share(fates.base.filter { $0.cell.coordinates.vcpus == vcpus }),
                patched: Self.share(fates.patched.filter { $0.cell.coordinates.vcpus == vcpus })
            )
        }
        let open = (fates.base + fates.patched).compactMap { item -> (status: Status, text: String)? in
            if case .unjudged(let status, let text) = item.fate { (status, "\(item.cell.id): \(text)") } else { nil }
        }
        let worst = open.isEmpty ? nil : Status.combined(open.map(\.status))
        self.init(
            change: AbsoluteChange(places: places, level: level), patchedWords: Self.words(fates.patched),
            baseWords: Self.words(fates.base),
            example: fates.patched.lazy.compactMap { item in
                if case .faulty(_, let text) = item.fate { "\(item.cell.id): \(text)" } else { nil }
            }.first,
            unjudged: open.count, unjudgedStatus: worst, unjudgedReason: open.first { $0.status == worst }?.text)
    }

    private static func fates(_ cells: [KnownCell], _ board: Board) -> [(cell: KnownCell, fate: Fate)] {
        guard !cells.isEmpty else { return [] }
        // What a clean boot is the criterion says.
        let scope = Scope(
            criterion: Criterion(name: "clean", kind: .cleanBoot), board: board, cells: cells, filteredOut: 0)
        let offences = Dictionary(scope.cleanBoot().offences.map { ($0.cell, $0) }) { first, _ in first }
        return cells.map { cell in
            if let offence = offences[cell.id], offence.status == .fail {
                return (cell, .faulty(word: offence.word, text: offence.text))
            }
            if cell.verdict.status == .fail {
                return (cell, .faulty(word: cell.verdict.word ?? "fault", text: cell.verdict.reason))
            }
            if let offence = offences[cell.id] { return (cell, .unjudged(offence.status, text: offence.text)) }
            // The set of modules may be whole all the same, because udev asks again for the next CPU: 6.4-rc4 was such.
            if let count = cell.value(.loadsTurnedAway), count > 0 {
                return (
                    cell,
                    .faulty(
                        word: "turned-away",
                        text: "\(Figure.number(count)) calls of the module loader got an error, and were no duplicates")
                )
            }
            return (cell, .clean)
        }
    }

    private static func share(_ items: [(cell: KnownCell, fate: Fate)]) -> AbsoluteChange.Share {
        var share = AbsoluteChange.Share(hits: 0, boots: 0)
        for item in items {
            switch item.fate {
            case .clean: share.boots += 1
            case .faulty:
                share.boots += 1
                share.hits += 1
            case .unjudged: break
            }
        }
        return share
    }

    private static func words(_ items: [(cell: KnownCell, fate: Fate)]) -> [String: Int] {
        items.reduce(into: [:]) { words, item in
            if case .faulty(let word, _) = item.fate { words[word, default: 0] += 1 }
        }
    }
}
