// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import RunStore
import Testing
import Verdicts

/// The tests of record. They boot real kernels, one after another: side by side they would be each other's noise.
@Suite(.serialized) enum Boots {}

extension StoredRun {
    /// The evidence of a cell's last attempt.
    func outcome(
        _ kernel: String, _ vcpus: Int, _ repetition: Int = 1, workload: String = "coldplug"
    ) throws -> BootOutcome {
        let id = "\(kernel).\(vcpus)cpu.\(workload).r\(repetition)"
        return try #require(cells.first { $0.cell.id.text == id }?.outcomes.last, "no evidence of \(id)")
    }

    var allOutcomes: [BootOutcome] { cells.compactMap(\.outcomes.last) }
}

extension BootOutcome {
    var evidence: Evidence { Evidence(items) }
    var reading: CellReading {
        CellReading(
            cell: cell, record: record, items: items, console: console, interrogation: postMortem.interrogation)
    }
}
