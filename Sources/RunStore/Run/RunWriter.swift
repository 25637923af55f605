// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import Campaign
import Dispatch
import Glibc
public import MatrixPlan
import Vocabulary

/// The one writer of a run. A cell's attempt is written beside its place, synced and moved there in one step, so that
/// it is there whole or not at all whatever ends us.
public final class RunWriter: EvidencePort {
    public let directory: RunDirectory
    private let indices: [CellID: Int]
    private let scratchRoot: String
    private let lock: RunLock
    // Writing blocks on the disk for as long as the disk likes; it must not hold a thread of the cooperative pool.
    private let queue = DispatchQueue(label: "org.bootmatrix.run-store")

    private init(_ directory: RunDirectory, _ plan: Plan, scratchRoot: String, lock: RunLock) {
        self.directory = directory
        self.scratchRoot = PathText(scratchRoot).normal
        self.lock = lock
        indices = Dictionary(plan.cells.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    /// Makes a new run.
    ///
    /// - Parameters:
    ///   - path: where; nothing but an empty directory may be there. Directories above are made.
    ///   - scratchRoot: a short path for the files of running guests (socket paths end at 108 bytes, unix(7)), of this
    ///     run alone; made when the first guest needs it.
    /// - Throws: `run-exists` when the place is taken.
    public static func create(
        at path: String, matrix: Matrix, plan: Plan, facts: RunFacts, scratchRoot: String
    ) throws(RunStoreError) -> RunWriter {
        let place = PathText(path)
        let path = place.normal
        try FileWriting.makeDirectories(place.parent)
        let temporary = "\(place.parent)/\(LeftoverRuns.temporaryName(for: place.name))"
        let record = RunRecord(facts: facts, matrix: matrix, plan: plan)
        let bytes = try StoredJSON.encode(record, at: path)
        do {
            try SealedDirectory.fill(
                temporary, with: [StoredFile(name: RunDirectory.recordName, bytes: bytes)],
                subdirectories: [RunDirectory.cellsName, RunDirectory.temporaryName])
            let lock = try RunLock(temporary)
            try FileWriting.publish(temporary, as: path, in: place.parent)
            return RunWriter(RunDirectory(path: path), plan, scratchRoot: scratchRoot, lock: lock)
        } catch {
            FileWriting.removeTree(temporary)
            // rename(2) onto a directory that is not empty, or onto a file.
            guard [ENOTEMPTY, EEXIST, ENOTDIR].contains(error.errorNumber), error.location == path else { throw error }
            throw RunStoreError(
                .runExists, blame: .user, "there is already something here", at: path,
                remedy: "continue it with --resume, or choose another place", cause: error)
        }
    }

    /// Goes on with a run. What a killed writer left half done is removed.
    ///
    /// - Throws: `locked` when another process writes to it.
    public static func resume(_ directory: RunDirectory, scratchRoot: String) throws(RunStoreError) -> RunWriter {
        let lock = try RunLock(directory.path)
        let record = try directory.record()
        let temporary = "\(directory.path)/\(RunDirectory.temporaryName)"
        FileWriting.removeTree(temporary)
        if !FileReading.isDirectory(temporary) { try FileWriting.makeDirectory(temporary) }
        return RunWriter(directory, record.plan, scratchRoot: scratchRoot, lock: lock)
    }

    public func scratch(for cell: CellID) async throws -> String {
        guard let index = indices[cell] else { throw unplanned(cell) }
        let path = "\(scratchRoot)/c\(index)"
        return try await blocking { () throws(RunStoreError) in
            // A killed run may have left its guest's files here.
            FileWriting.removeTree(path)
            try FileWriting.makeDirectories(path)
            return path
        }
    }

    /// Below the run itself: the guests' own files may lie in memory.
    public func room(for cell: CellID) async throws -> String {
        guard let index = indices[cell] else { throw unplanned(cell) }
        let path = "\(directory.path)/\(RunDirectory.temporaryName)/c\(index).core"
        FileWriting.removeTree(path)
        return path
    }

    /// Stores an attempt under `record.attempt`.
    ///
    /// - Throws: `wrong-cell` for a cell that is not in the plan, `attempt-exists` rather than replace anything,
    ///   `file` when the disk says no; nothing half-written is left then.
    @discardableResult
    public func store(_ outcome: BootOutcome) async throws -> ExitCause {
        let cell = outcome.cell.id
        guard indices[cell] != nil, outcome.record.cell == cell.text, outcome.record.attempt >= 1 else {
            throw unplanned(cell)
        }
        let directory = directory
        try await blocking { () throws(RunStoreError) in try AttemptFiles.store(outcome, in: directory) }
        return outcome.record.exit
    }

    /// Keeps a report as `result.json`, replacing the last one. It is for people and programs that look into the
    /// directory; `load` never reads it.
    public func save(result: [UInt8]) async throws { try await replace(RunDirectory.resultName, with: result) }

    /// Says how the run went, once its last cell is stored. A resumed run says it again.
    public func conclude(_ conclusion: RunConclusion) async throws {
        let path = "\(directory.path)/\(ConclusionRecord.fileName)"
        let bytes = try StoredJSON.encode(try ConclusionRecord(conclusion, at: path), at: path)
        try await replace(ConclusionRecord.fileName, with: bytes)
    }

    /// Puts a small file of the run itself in its place, whole or not at all.
    private func replace(_ name: String, with bytes: [UInt8]) async throws {
        let directory = directory
        try await blocking { () throws(RunStoreError) in
            let temporary = "\(directory.path)/\(RunDirectory.temporaryName)/\(name)"
            FileWriting.removeTree(temporary)
            do throws(RunStoreError) {
                try FileWriting.write(bytes, to: temporary)
                try FileWriting.syncFile(temporary)
                try FileWriting.publish(temporary, as: "\(directory.path)/\(name)", in: directory.path)
            } catch {
                FileWriting.removeTree(temporary)
                throw error
            }
        }
    }

    private func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws(RunStoreError) -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }

    private func unplanned(_ cell: CellID) -> RunStoreError {
        RunStoreError(
            .wrongCell, blame: .harness, "\"\(SafeText.line(cell.text, limit: 80))\" is not a cell of this run's plan",
            at: directory.path, remedy: nil)
    }
}
