// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

extension RunDirectory {
    /// Reads and verifies everything. A damaged cell is reported in its place and does not stop the others.
    ///
    /// - Throws: only when `run.json` itself cannot be trusted.
    public func load() throws(RunStoreError) -> StoredRun {
        let record = try record()
        var problems: [RunStoreError] = []
        var cells: [StoredCell] = []
        for cell in record.plan.cells {
            let (attempts, found) = load(cell)
            cells.append(StoredCell(cell: cell, attempts: attempts))
            problems += found
        }
        let planned = Set(record.plan.cells.map(\.id.text))
        let present = (try? FileReading.entries(of: "\(path)/\(Self.cellsName)")) ?? []
        for name in present where !planned.contains(name) {
            problems.append(stranger("cells/\(name)", at: path, "a cell of the plan"))
        }
        var conclusion: RunConclusion?
        do throws(RunStoreError) {
            conclusion = try self.conclusion()
        } catch {
            problems.append(error)
        }
        return StoredRun(
            facts: record.facts, matrix: record.matrix, plan: record.plan, cells: cells, conclusion: conclusion,
            problems: problems)
    }

    /// The numbers of a cell's attempts, sorted, readable or not.
    public func attempts(of cell: CellID) -> [Int] {
        guard SafeFileName.isSafe(cell.text) else { return [] }
        let names = (try? FileReading.entries(of: "\(path)/\(Self.cellsName)/\(cell.text)")) ?? []
        return names.compactMap(AttemptFiles.number).sorted()
    }

    func load(_ cell: Cell) -> ([StoredAttempt], [RunStoreError]) {
        let directory = "\(path)/\(Self.cellsName)/\(cell.id.text)"
        var problems: [RunStoreError] = []
        guard SafeFileName.isSafe(cell.id.text), FileReading.exists(directory) else { return ([], []) }
        var numbers: [Int] = []
        do {
            for name in try FileReading.entries(of: directory) {
                guard let number = AttemptFiles.number(name) else {
                    problems.append(stranger(name, at: directory, "an attempt"))
                    continue
                }
                numbers.append(number)
            }
        } catch {
            return ([], [error])
        }
        var attempts: [StoredAttempt] = []
        for number in numbers.sorted() {
            do {
                let place = attemptPath(cell.id, number)
                let files = try SealedDirectory.read(place)
                let outcome = try AttemptFiles.outcome(files, cell: cell, attempt: number, at: place)
                problems += SealedDirectory.strangers(place, known: files.keys).map {
                    stranger($0, at: place, "evidence")
                }
                attempts.append(StoredAttempt(number: number, content: .success(outcome)))
            } catch {
                problems.append(error)
                attempts.append(StoredAttempt(number: number, content: .failure(error)))
            }
        }
        return (attempts, problems)
    }

    private func stranger(_ name: String, at path: String, _ wanted: String) -> RunStoreError {
        RunStoreError(
            .unreadable, blame: .user, "\"\(SafeText.line(name, limit: 80))\" is not \(wanted); it is left alone",
            at: path, remedy: "move it elsewhere")
    }
}
