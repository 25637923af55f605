// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import Campaign
import BootEvidence
import MatrixPlan
import Reports
import RunStore
import Verdicts

/// A run judged from what is stored, as `bootmatrix run` does at its end.
struct StoredResult {
    let json: [UInt8]
    let readings: [Trial.Reading]

    init(_ directory: RunDirectory) throws {
        let stored = try directory.load()
        let readings = stored.cells.flatMap { cell in
            cell.outcomes.map { outcome in
                CellReading(cell: cell.cell, record: outcome.record, items: outcome.items, console: outcome.console)
            }
        }
        let result = Judge.judge(matrix: stored.matrix, plan: stored.plan, readings: readings, run: stored.facts.id)
        json = Array(try ReportFormat.json.text(of: result).utf8)
        self.readings = readings.map { reading in
            Trial.Reading(
                modules: reading.modules?.count ?? 0, isClean: reading.findings.isEmpty,
                problem: reading.problems.first?.text)
        }
    }
}
