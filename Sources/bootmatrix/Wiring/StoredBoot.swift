// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Guests
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

    /// The plain command of its guest, every file of which is still there and held.
    /// - Throws: `UnreadableCommand`, `GuestFilesGone`.
    func command() async throws -> PlainCommand {
        guard let command = PlainCommand(text: outcome.reproduce) else { throw unreadable }
        let boot = "\(outcome.cell.id) of run \(run.name)"
        for file in command.files {
            if case .damaged(let flaw) = try await Shelf.hold(entryOf: file) {
                throw GuestFilesGone(boot: boot, files: [file], flaw: flaw)
            }
        }
        let missing = command.files.filter { !FileManager.default.fileExists(atPath: $0) }
        guard missing.isEmpty else { throw GuestFilesGone(boot: boot, files: missing) }
        return command
    }

    var unreadable: UnreadableCommand {
        UnreadableCommand(path: run.attemptPath(outcome.cell.id, outcome.record.attempt))
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

/// The cache was pruned or is damaged, or the run comes from another machine.
struct GuestFilesGone: DiagnosableError {
    let boot: String
    let files: [String]
    /// What is wrong with the entry that a file belongs to; nil where the files are not there.
    var flaw: String?
    var code: String { flaw == nil ? "files-gone" : "files-damaged" }
    var blame: Blame { .host }
    var what: String {
        "files of this guest are \(flaw == nil ? "gone" : "damaged"): "
            + files.map { SafeText.line($0) }.joined(separator: ", ") + (flaw.map { " (\($0))" } ?? "")
    }
    var location: String? { boot }
    var remedy: String? { "add --fresh: it builds the kernel and the image again, as they are defined now" }
    var cause: (any Error)? { nil }
}

/// A stored command that we did not write, or cannot read any more.
struct UnreadableCommand: DiagnosableError {
    let path: String
    var code: String { "unreadable-command" }
    var blame: Blame { .harness }
    var what: String { "the stored command cannot be read" }
    var location: String? { path }
    var remedy: String? { "see reproduce.sh there, or add --fresh" }
    var cause: (any Error)? { nil }
}
