// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// Criteria that judge cell by cell: a row for each kernel, and what its failures say beside another kernel's boots.
extension Scope {
    /// Whom failures are held against.
    enum Witness {
        /// The baseline, as far as the criterion looks at it.
        case baseline
        /// The reference of a comparison, and whether each of its boots that can be judged shows itself what the judged
        /// ones fail for.
        case reference(KernelName, [CellID: Bool])
        /// No other kernel: the criterion is about this one alone.
        case nobody
    }

    /// How many boots could be judged, and how many of those failed.
    private struct Tally {
        var failed = 0
        var boots = 0
    }

    /// - Parameters:
    ///   - judged: the cells that were looked at.
    ///   - good: what is true of all cells when all pass, such as `clean`.
    ///   - offence: nil for a cell that passes.
    func outcome(
        cellByCell judged: [KnownCell], good: String, against witness: Witness = .baseline,
        offence: (KnownCell) -> Offence?
    ) -> CriterionOutcome {
        guard !judged.isEmpty else { return skipped("the cells it compares with were filtered out") }
        var offences: [Offence] = []
        var rows: [Row] = []
        var tallies: [KernelName: [KnownCell.Place: Tally]] = [:]
        let byKernel = Dictionary(grouping: judged, by: \.kernel)
        for kernel in kernels {
            guard let own = byKernel[kernel] else { continue }
            var found: [Offence] = []
            for cell in own {
                let objection = offence(cell)
                if let objection { found.append(objection) }
                guard objection == nil || objection?.status == .fail else { continue }
                tallies[kernel, default: [:]][cell.place, default: Tally()].boots += 1
                if objection != nil { tallies[kernel, default: [:]][cell.place, default: Tally()].failed += 1 }
            }
            offences += found
            rows.append(
                Row(
                    kernel: kernel, status: found.isEmpty ? .pass : .combined(found.map(\.status)),
                    reason: summary(found, of: own.count, good: good, partial: false)))
        }
        if case .reference(let kernel, let shows) = witness { tallies[kernel] = reference(kernel, shows) }
        for index in rows.indices { claim(&rows[index], tallies, witness) }
        return CriterionOutcome(
            name: criterion.name, kind: criterion.kind.word, status: .combined(rows.map(\.status)),
            reason: summary(offences, of: judged.count, good: good) + power(of: rows), rows: rows, offences: offences)
    }

    private func reference(_ kernel: KernelName, _ shows: [CellID: Bool]) -> [KnownCell.Place: Tally] {
        var tallies: [KnownCell.Place: Tally] = [:]
        for cell in board.cells where cell.kernel == kernel {
            guard let shows = shows[cell.id] else { continue }
            tallies[cell.place, default: Tally()].boots += 1
            if shows { tallies[cell.place, default: Tally()].failed += 1 }
        }
        return tallies
    }

    private func claim(_ row: inout Row, _ tallies: [KernelName: [KnownCell.Place: Tally]], _ witness: Witness) {
        let own = tallies[row.kernel] ?? [:]
        let other: KernelName? =
            switch witness {
            case .baseline: row.kernel == board.matrix.baseline ? nil : board.matrix.baseline
            case .reference(let kernel, _): kernel
            case .nobody: nil
            }
        let theirs = other.flatMap { tallies[$0] } ?? [:]
        let places = own.map { place, tally in
            FisherTest.Place(
                failed: tally.failed, boots: tally.boots, otherFailed: theirs[place]?.failed ?? 0,
                otherBoots: theirs[place]?.boots ?? 0)
        }
        let boots = places.reduce(0) { $0 + $1.boots }
        guard boots > 0 else { return }
        row.visible = FailureShare.shown(by: boots)
        guard places.contains(where: { $0.failed > 0 }) else { return }
        // A dictionary's order must not decide how floating-point sums are rounded.
        let ordered = places.sorted {
            ($0.boots, $0.failed, $0.otherBoots, $0.otherFailed) < ($1.boots, $1.failed, $1.otherBoots, $1.otherFailed)
        }
        let claim = Claim(ordered, other: other, level: board.level.fail)
        row.claim = claim
        row.reason += "; \(claim.text)"
    }

    /// What a PASS is worth: the kernel with the fewest boots decides.
    private func power(of rows: [Row]) -> String {
        guard rows.allSatisfy({ $0.status == .pass }), let least = rows.compactMap(\.visible).max() else { return "" }
        return " (95 %: at most \(Figure.percent(least)) of \(rows.count > 1 ? "a kernel's" : "its") boots are not)"
    }

    /// `3 of 54 cells FAIL: stats.4cpu.coldplug.r1 (panic), ...`, the worst first.
    private func summary(_ offences: [Offence], of count: Int, good: String, partial: Bool = true) -> String {
        let suffix = partial ? filterSuffix : ""
        guard !offences.isEmpty else { return "\(Names.count(count, "cell")) \(good)\(suffix)" }
        let worst = Status.combined(offences.map(\.status))
        let named = offences.filter { $0.status == worst }
        let names = named.map { "\($0.cell?.text ?? "\($0.coordinates.kernel)") (\($0.word))" }
        let others = offences.count - named.count
        let word = worst == .fail && criterion.severity == .warn ? "warned of" : worst.rawValue
        return "\(named.count) of \(Names.count(count, "cell")) \(word): \(Names.list(names, limit: 3))"
            + (others > 0 ? "; \(others) more not judged" : "") + suffix
    }
}
