// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Host
import MatrixPlan
import RunStore
import Vocabulary

/// A stored boot of which there was a guest.
struct StoredBoot: Sendable {
    let run: RunDirectory
    let matrix: Matrix
    let outcome: BootOutcome

    /// The boot that a reference means: of the run that was named, or of the newest that has one; of several at one
    /// place the last.
    ///
    /// - Returns: nil for a place of which nothing is stored, when no run was named.
    /// - Throws: `NoBoot` where a run or a boot was named that is not there; `RunStoreError` where it is damaged.
    static func find(_ reference: CellReference, run name: String?) throws -> StoredBoot? {
        let state = StateDirectory(path: Directories().state)
        let runs = try name.map { [try state.resolve($0)] } ?? state.list().map { try state.resolve($0.text) }
        var damage: (any Error)?
        for run in runs {
            for id in run.storedCells().reversed() where reference.means(id) {
                do {
                    guard let (matrix, cell) = try run.load(id) else { continue }
                    if let outcome = cell.outcomes.last(where: { !$0.reproduce.isEmpty }) {
                        return StoredBoot(run: run, matrix: matrix, outcome: outcome)
                    }
                    for case .failure(let error) in cell.attempts.map(\.content) { damage = damage ?? error }
                } catch {
                    damage = damage ?? error
                }
            }
        }
        if let damage { throw damage }
        guard name == nil, reference.repetition == nil else {
            throw NoBoot(reference: reference, run: runs.first, isNamed: name != nil)
        }
        return nil
    }

    /// Nothing is stored under the name.
    struct NoBoot: DiagnosableError {
        let reference: CellReference
        let run: RunDirectory?
        let isNamed: Bool
        var code: String { "no-such-boot" }
        var blame: Blame { .user }
        var what: String { (isNamed ? "this run has no" : "no stored run has a") + " guest of \(reference)" }
        var location: String? { isNamed ? run?.path : nil }
        var remedy: String? {
            let place = CellReference(reference.coordinates)
            return "leave the repetition out, `\(place)`, or add --fresh for a guest as the kernel is defined now"
        }
        var cause: (any Error)? { nil }
    }
}

extension CellReference {
    /// Whether a stored cell is the boot, or at the place.
    func means(_ id: CellID) -> Bool {
        guard let other = CellReference(text: id.text) else { return false }
        return other.coordinates == coordinates && (repetition == nil || repetition == other.repetition)
    }
}
