// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// The plan's cells in the order of the matrix, found by their place. The order in which boots ran or were read never
/// matters to a verdict.
struct Board {
    let matrix: Matrix
    /// How often the verdicts over blocks may err.
    let level: DecisionLevel
    let cells: [KnownCell]
    /// Coordinates of the matrix that the plan leaves out.
    let filteredOut: Set<Coordinates>
    private let coordinates: Set<Coordinates>
    private let ownRepeats: [Coordinates: Int]
    /// Readings of cells that the plan does not have.
    let strangers: Int
    private let places: [Cell: Int]

    init(
        matrix: Matrix, plan: Plan, readings: [CellReading], unavailable: [KernelName: (Blame, String)],
        level: DecisionLevel = .single
    ) {
        self.matrix = matrix
        self.level = level
        let coordinates = matrix.coordinates
        let ranks = Dictionary(zip(coordinates, coordinates.indices)) { first, _ in first }
        func rank(_ cell: Cell) -> Int { ranks[cell.coordinates] ?? coordinates.count }
        let planned = Set(plan.cells).map { (rank: rank($0), id: $0.id, cell: $0) }.sorted { left, right in
            (left.rank, left.cell.repetition, left.id) < (right.rank, right.cell.repetition, right.id)
        }.map(\.cell)
        let byCell = Dictionary(grouping: readings.map { $0.allowing(matrix.allow) }, by: \.cell)
        cells = planned.map { cell in
            KnownCell(
                cell, readings: byCell[cell] ?? [],
                unavailable: unavailable[cell.coordinates.kernel].map { (blame: $0.0, text: $0.1) })
        }
        let places = Dictionary(zip(planned, planned.indices)) { first, _ in first }
        self.places = places
        self.coordinates = Set(coordinates)
        ownRepeats = matrix.ownRepeats
        filteredOut = self.coordinates.subtracting(planned.map(\.coordinates))
        strangers = readings.count { places[$0.cell] == nil }
    }

    func known(_ cell: Cell) -> KnownCell? { places[cell].map { cells[$0] } }

    /// The cell of another kernel in the same block.
    enum Partner {
        case found(KnownCell)
        /// The matrix has it, the plan does not.
        case filteredOut
        /// The matrix never boots that kernel there, or not so often.
        case notInMatrix
    }

    func partner(of cell: Cell, kernel: KernelName) -> Partner {
        let place = Coordinates(
            kernel: kernel, vcpus: cell.coordinates.vcpus, workload: cell.coordinates.workload)
        if let found = known(Cell(place, repetition: cell.repetition)) { return .found(found) }
        let isInMatrix = coordinates.contains(place) && cell.repetition <= ownRepeats[place] ?? matrix.repeats
        return isInMatrix ? .filteredOut : .notInMatrix
    }

    /// The planned cells that a criterion looks at, and how many coordinates of the matrix it would have besides.
    func selection(_ filter: CellFilter) -> (cells: [KnownCell], left: Int) {
        (cells.filter { filter.contains($0.coordinates) }, filteredOut.count { filter.contains($0) })
    }
}
