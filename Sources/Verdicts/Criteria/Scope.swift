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
