// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
public import MatrixPlan
import Synchronization
import Vocabulary

/// A run of which each attempt was read and made smaller.
public struct Survey<Digest: Sendable>: Sendable {
    public var facts: RunFacts
    public var matrix: Matrix
    public var plan: Plan
    public var conclusion: RunConclusion?
    /// As in `StoredRun`.
    public var problems: [RunStoreError]
    /// Of every attempt: cells in the order of the plan, attempts by number.
    public var digests: [Digest]
    /// How many attempts were read; the others were known from an earlier survey.
    public var attemptsRead: Int
}

extension RunDirectory {
    private struct Part<Digest: Sendable>: Sendable {
        var digests: [Digest] = []
        var entries: [DigestFile.Entry] = []
        var problems: [RunStoreError] = []
        var attemptsRead = 0
    }

    /// Reads a run as `load` does, on all CPUs, and keeps of each attempt only what `digest` makes of it: ten thousand
    /// boots are a gigabyte. Digests of attempts that were read and verified are kept beside them; an attempt whose
    /// files did not change since is not read again.
    ///
    /// - Parameters:
    ///   - rereads: whether attempts that did not change are read and verified again too. Their digests are then whole,
    ///     also in what their coding leaves out.
    ///   - digest: pure; equal attempts of a run give equal digests. It is given the run's matrix.
    /// - Throws: only when `run.json` itself cannot be trusted.
    public func survey<Digest: Codable & Sendable>(
        rereads: Bool = false, _ digest: @escaping @Sendable (Cell, StoredAttempt, Matrix) -> Digest
    ) throws(RunStoreError) -> Survey<Digest> {
        let record = try record()
        let cells = record.plan.cells
        let known = rereads ? nil : DigestFile("\(path)/\(DigestFile.name)")
        let size = max(1, min(256, (cells.count + 7) / 8))
        let count = (cells.count + size - 1) / size
        let parts = Mutex([Part<Digest>](repeating: Part(), count: count))
        DispatchQueue.concurrentPerform(iterations: count) { index in
            var part = Part<Digest>()
            for cell in cells[(index * size)..<min((index + 1) * size, cells.count)] {
                survey(cell, known: known, into: &part) { digest($0, $1, record.matrix) }
            }
            let done = part
            parts.withLock { $0[index] = done }
        }
        let all = parts.withLock(\.self)
        let read = all.reduce(0) { $0 + $1.attemptsRead }
        if read > 0 { DigestFile.write(all.flatMap(\.entries), in: self) }
        let (conclusion, others) = surroundings(of: record.plan)
        return Survey(
            facts: record.facts, matrix: record.matrix, plan: record.plan, conclusion: conclusion,
            problems: all.flatMap(\.problems) + others, digests: all.flatMap(\.digests), attemptsRead: read)
    }

    private func survey<Digest: Codable & Sendable>(
        _ cell: Cell, known: DigestFile?, into part: inout Part<Digest>,
        _ digest: (Cell, StoredAttempt) -> Digest
    ) {
        let (numbers, problems) = attemptNumbers(of: cell)
        part.problems += problems
        for number in numbers {
            // Before the reading: what changes during it gives the next survey another stamp.
            let stamp = AttemptStamp(of: attemptPath(cell.id, number))
            let key = DigestFile.key(cell.id.text, number)
            if let stamp, let json = known?.json(of: key, if: stamp),
                let value = try? JSONDecoder().decode(Digest.self, from: Data(json))
            {
                part.digests.append(value)
                part.entries.append(DigestFile.Entry(key: key, stamp: stamp, json: Array(json)))
                continue
            }
            let (attempt, problems) = readAttempt(number, of: cell)
            let value = digest(cell, attempt)
            part.digests.append(value)
            part.problems += problems
            part.attemptsRead += 1
            // Only what is whole and has nothing beside it, so that a known attempt never has a problem to tell.
            if problems.isEmpty, attempt.outcome != nil, let stamp, stamp.isSettled,
                let json = try? JSONEncoder().encode(value)
            {
                part.entries.append(DigestFile.Entry(key: key, stamp: stamp, json: Array(json)))
            }
        }
    }
}
