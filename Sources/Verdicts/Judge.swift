// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// Evidence in, verdict out. Equal arguments give an equal result, whatever the order of the readings.
public enum Judge {
    /// - Parameters:
    ///   - plan: what was to be run; a filter has already been applied to it.
    ///   - readings: one for each attempt that left evidence, in any order.
    ///   - unavailable: kernels that could not be had, with the blame and one sentence.
    ///   - run: the run's identifier, nil outside of a store.
    ///   - took: from the start of the run to the end of its last cell, as it was stored.
    ///   - level: how often the primary endpoints may be wrong; one look's part of it where a run has several, for which
    ///     there is `conclude`.
    public static func judge(
        matrix: Matrix, plan: Plan, readings: [CellReading], unavailable: [KernelName: (Blame, String)] = [:],
        run: String? = nil, took: Duration? = nil, level: DecisionLevel = .single
    ) -> MatrixResult {
        let board = Board(matrix: matrix, plan: plan, readings: readings, unavailable: unavailable, level: level)
        var judge = CriterionJudge(board: board)
        let criteria = matrix.criteria.map { judge.outcome(of: $0) }
        let figure = figure(of: matrix)
        let coordinates = CoordinateSummary.all(board, criteria, figure: figure)
        let kernels = KernelSummary.all(board, coordinates, criteria, unavailable)
        return MatrixResult(
            run: RunFacts(board, seed: plan.seed, run: run, took: took),
            status: overall(board, criteria), kernels: kernels, coordinates: coordinates,
            criteria: criteria, notes: Notes.of(board, criteria),
            funnels: FunnelSummary.all(board), againstBaseline: BaselineComparison.all(board),
            projections: Projection.all(board), figure: figure)
    }

    private static func figure(of matrix: Matrix) -> MetricName {
        var best: (weight: Int, metric: MetricName)?
        for kind in matrix.criteria.map(\.kind) {
            guard let metric = kind.figure, kind.figureWeight > best?.weight ?? 0 else { continue }
            best = (kind.figureWeight, metric)
        }
        return best?.metric ?? .loadsFailed
    }

    /// Without one criterion that counts and was judged nothing was asked, and nothing is PASS. What only warns counts for
    /// nothing: it neither proves a run nor leaves it open.
    private static func overall(_ board: Board, _ outcomes: [CriterionOutcome]) -> Status {
        let cells = Status.combined(board.cells.map(\.verdict.status))
        let judged = outcomes.filter(\.decides).map(\.status)
        return .combined([cells] + (judged.isEmpty ? [.inconclusive] : judged))
    }
}
