// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan

extension RunDirectory {
    /// The cells that have an attempt, readable or not, by name. Reads no evidence.
    public func storedCells() -> [CellID] {
        let names = (try? FileReading.entries(of: "\(path)/\(Self.cellsName)")) ?? []
        return names.map { CellID(text: $0) }.filter { !attempts(of: $0).isEmpty }
    }

    /// One cell, verified as by `load()`, and the matrix that it belongs to; the other cells are not read. Nil when the
    /// plan has no such cell.
    public func load(_ id: CellID) throws(RunStoreError) -> (matrix: Matrix, cell: StoredCell)? {
        let record = try record()
        guard let cell = record.plan.cells.first(where: { $0.id == id }) else { return nil }
        return (record.matrix, StoredCell(cell: cell, attempts: load(cell).0))
    }
}
