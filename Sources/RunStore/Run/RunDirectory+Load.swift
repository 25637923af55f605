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
        let (conclusion, others) = surroundings(of: record.plan)
        return StoredRun(
            facts: record.facts, matrix: record.matrix, plan: record.plan, cells: cells, conclusion: conclusion,
            problems: problems + others)
    }

    /// What lies beside the cells of a plan: how the run went, and what belongs to nothing.
    func surroundings(of plan: Plan) -> (RunConclusion?, [RunStoreError]) {
        var problems: [RunStoreError] = []
        let planned = Set(plan.cells.map(\.id.text))
        let present = (try? FileReading.entries(of: "\(path)/\(Self.cellsName)")) ?? []
        for name in present where !planned.contains(name) {
            problems.append(stranger("cells/\(name)", at: path, "a cell of the plan"))
        }
        do throws(RunStoreError) {
            return (try conclusion(), problems)
        } catch {
            return (nil, problems + [error])
        }
    }

    /// The numbers of a cell's attempts, sorted, readable or not.
    public func attempts(of cell: CellID) -> [Int] {
        guard SafeFileName.isSafe(cell.text) else { return [] }
        let names = (try? FileReading.entries(of: "\(path)/\(Self.cellsName)/\(cell.text)")) ?? []
        return names.compactMap(AttemptFiles.number).sorted()
    }

    func load(_ cell: Cell) -> ([StoredAttempt], [RunStoreError]) {
        var (numbers, problems) = attemptNumbers(of: cell)
        var attempts: [StoredAttempt] = []
        for number in numbers {
            let (attempt, found) = readAttempt(number, of: cell)
            attempts.append(attempt)
            problems += found
        }
        return (attempts, problems)
    }

    /// The numbers of a cell's attempts, sorted, and what else lies there.
    func attemptNumbers(of cell: Cell) -> ([Int], [RunStoreError]) {
        let directory = "\(path)/\(Self.cellsName)/\(cell.id.text)"
        guard SafeFileName.isSafe(cell.id.text), FileReading.exists(directory) else { return ([], []) }
        var problems: [RunStoreError] = []
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
        return (numbers.sorted(), problems)
    }

    /// Reads and verifies one attempt.
    func readAttempt(_ number: Int, of cell: Cell) -> (StoredAttempt, [RunStoreError]) {
        do {
            let place = attemptPath(cell.id, number)
            let files = try SealedDirectory.read(place)
            let outcome = try AttemptFiles.outcome(files, cell: cell, attempt: number, at: place)
            let problems = SealedDirectory.strangers(place, known: files.keys).map {
                stranger($0, at: place, "evidence")
            }
            return (StoredAttempt(number: number, content: .success(outcome)), problems)
        } catch {
            return (StoredAttempt(number: number, content: .failure(error)), [error])
        }
    }

    private func stranger(_ name: String, at path: String, _ wanted: String) -> RunStoreError {
        RunStoreError(
            .unreadable, blame: .user, "\"\(SafeText.line(name, limit: 80))\" is not \(wanted); it is left alone",
            at: path, remedy: "move it elsewhere")
    }
}
