// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Vocabulary

/// What a reader must know to read the figures rightly.
enum Notes {
    static func of(_ board: Board, _ criteria: [CriterionOutcome]) -> [String] {
        var notes: [String] = []
        let accelerators = Set(board.cells.compactMap { $0.reading?.machine.accelerator })
        if accelerators.contains(.tcg) {
            notes.append(
                "Under TCG, QEMU's translator: compare kernels within this run; counts and times are not those of"
                    + " hardware.")
        }
        if accelerators.count > 1 {
            notes.append("Cells ran under different accelerators; blocks that mix them are not compared.")
        }
        if let pace = board.cells.compactMap({ $0.reading?.machine.pace }).max(), pace > 1 {
            notes.append("Guests boot slowly on this host: deadlines were \(pace) times the standard.")
        }
        if !board.filteredOut.isEmpty {
            notes.append(
                "A filter left \(Names.count(board.filteredOut.count, "place")) of the matrix out; this result says"
                    + " nothing about them.")
        }
        notes += undecided(criteria).map { [$0] } ?? []
        if criteria.contains(where: \.warns) {
            let names = criteria.filter(\.warns).map { "'\($0.name)'" }
            notes.append("Of severity warn, and so without an effect on any status: \(Names.list(names, limit: 6)).")
        }
        notes += noise(board)
        notes += binaries(board)
        notes += allowed(board)
        notes += board.cells.compactMap { cell in cell.retried.map { "\(cell.id) was retried: \($0)." } }
        if board.strangers > 0 {
            notes.append("\(Names.count(board.strangers, "reading")) of cells outside of the plan ignored.")
        }
        return notes
    }

    /// Each report that the matrix lets pass, with its reason.
    private static func allowed(_ board: Board) -> [String] {
        var cells: [String: Int] = [:]
        var order: [String] = []
        for cell in board.cells {
            for finding in cell.reading?.findings ?? [] {
                guard let reason = finding.allowed else { continue }
                let text = "\"\(finding.title)\" is allowed: \(reason)"
                if cells.updateValue((cells[text] ?? 0) + 1, forKey: text) == nil { order.append(text) }
            }
        }
        return order.map { text in "\(Names.count(cells[text] ?? 0, "cell")): \(text)." }
    }
}
