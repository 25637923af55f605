// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// One criterion at work: the cells that it looks at, and how its outcome is put together.
struct Scope {
    typealias Offence = CriterionOutcome.Offence
    typealias Row = CriterionOutcome.Row

    let criterion: Criterion
    let board: Board
    /// Never empty.
    let cells: [KnownCell]
    /// Coordinates that it would look at, had a filter not taken them out of the plan.
    let filteredOut: Int

    init(criterion: Criterion, board: Board, cells: [KnownCell], filteredOut: Int) {
        self.criterion = criterion
        self.board = board
        self.cells = cells
        self.filteredOut = filteredOut
    }

    /// Nil where the plan has no cell for the criterion.
    init?(_ criterion: Criterion, _ board: Board) {
        let (cells, left) = board.selection(criterion.when)
        guard !cells.isEmpty else { return nil }
        self.init(criterion: criterion, board: board, cells: cells, filteredOut: left)
    }

    /// The selected kernels in the order of the matrix.
    var kernels: [KernelName] {
        var seen: Set<KernelName> = []
        return cells.map(\.kernel).filter { seen.insert($0).inserted }
    }

    /// A cell that cannot be judged: its own verdict says why, and the criterion cannot pass.
    func unjudged(_ cell: KnownCell) -> Offence {
        Offence(
            coordinates: cell.coordinates, cell: cell.id, status: cell.verdict.status == .miss ? .miss : .inconclusive,
            word: cell.verdict.word ?? "not-judged", text: "not judged: \(cell.verdict.reason)")
    }

    /// A trusted cell that lacks what the criterion is about.
    func lacking(_ metric: MetricName, _ cell: KnownCell) -> Offence {
        guard cell.isTrusted else { return unjudged(cell) }
        return Offence(
            coordinates: cell.coordinates, cell: cell.id, status: .inconclusive, word: "no-figure",
            text: "the boot gave no \(metric)\(Self.absence(of: metric))")
    }

    /// Why a trusted boot is without a figure, as the end of a sentence.
    static func absence(of metric: MetricName) -> String {
        Metric.named(metric)?.absence.map { " (\($0))" } ?? ""
    }

    /// The outcome of a criterion that judges cell by cell.
    /// - Parameters:
    ///   - judged: the cells that were looked at.
    ///   - offence: nil for a cell that passes.
    ///   - good: what is true of all cells when all pass, such as `clean`.
    func outcome(cellByCell judged: [KnownCell], good: String, offence: (KnownCell) -> Offence?) -> CriterionOutcome {
        guard !judged.isEmpty else { return skipped("the cells it compares with were filtered out") }
        var offences: [Offence] = []
        var rows: [Row] = []
        let byKernel = Dictionary(grouping: judged, by: \.kernel)
        for kernel in kernels {
            guard let own = byKernel[kernel] else { continue }
            let found = own.compactMap(offence)
            offences += found
            rows.append(row(kernel, found, of: own.count, good: good))
        }
        return CriterionOutcome(
            name: criterion.name, kind: criterion.kind.word, status: .combined(rows.map(\.status)),
            reason: summary(offences, of: judged.count, good: good), rows: rows, offences: offences)
    }

    private func row(_ kernel: KernelName, _ offences: [Offence], of count: Int, good: String) -> Row {
        Row(
            kernel: kernel, status: offences.isEmpty ? .pass : .combined(offences.map(\.status)),
            reason: summary(offences, of: count, good: good, partial: false))
    }

    /// `3 of 54 cells FAIL: stats.4cpu.coldplug.r1 (panic), ...`, the worst first.
    private func summary(_ offences: [Offence], of count: Int, good: String, partial: Bool = true) -> String {
        let suffix = partial ? filterSuffix : ""
        guard !offences.isEmpty else { return "\(Names.count(count, "cell")) \(good)\(suffix)" }
        let worst = Status.combined(offences.map(\.status))
        let named = offences.filter { $0.status == worst }
        let names = named.map { "\($0.cell?.text ?? "\($0.coordinates.kernel)") (\($0.word))" }
        let others = offences.count - named.count
        return "\(named.count) of \(Names.count(count, "cell")) \(worst.rawValue): \(Names.list(names, limit: 3))"
            + (others > 0 ? "; \(others) more not judged" : "") + suffix
    }

    /// Nothing is left to compare. A filter may do that; a matrix that does it by itself is mistaken, and must not look
    /// like one whose criterion holds.
    func skipped(_ why: String) -> CriterionOutcome {
        let mistaken = board.filteredOut.isEmpty
        return CriterionOutcome(
            name: criterion.name, kind: criterion.kind.word, status: mistaken ? .error : .skip,
            reason: mistaken ? "it has nothing to compare; correct its `when` or its reference" : why)
    }

    /// Said in the reason when a filter left only a part of the cells: a PASS then means that part.
    var filterSuffix: String {
        filteredOut == 0 ? "" : "; \(Names.count(filteredOut, "place")) of the matrix filtered out"
    }
}
