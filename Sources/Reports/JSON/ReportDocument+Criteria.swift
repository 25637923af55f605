// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

extension ReportDocument {
    struct CriterionEntry: Encodable {
        let name: String
        let kind: String
        let status: Status
        let reason: String
        let rows: [Row]
        let offences: [Offence]
    }

    struct Row: Encodable {
        let kernel: String
        let workload: String?
        let status: Status
        let reason: String
        let comparison: Comparison?
    }

    struct Comparison: Encodable {
        let value: Double
        let reference: Double
        let ratio: Double?
        let low: Double
        let high: Double?
        let confidence = 0.95
        let method: String
        let margin: Double
        let growth: Double?
        let blocks: Int
        let informative_blocks: Int
        let planned_blocks: Int
    }

    struct Offence: Encodable {
        let kernel: String
        let vcpus: Int
        let workload: String
        let cell: String?
        let status: Status
        let word: String
        let text: String
        let lines: [String]
    }
}

extension ReportDocument.CriterionEntry {
    init(_ outcome: CriterionOutcome) {
        self.init(
            name: outcome.name, kind: outcome.kind, status: outcome.status, reason: outcome.reason,
            rows: outcome.rows.map { row in
                ReportDocument.Row(
                    kernel: row.kernel.rawValue, workload: row.workload?.rawValue, status: row.status,
                    reason: row.reason, comparison: row.comparison.map(ReportDocument.Comparison.init))
            },
            offences: outcome.offences.map { offence in
                ReportDocument.Offence(
                    kernel: offence.coordinates.kernel.rawValue, vcpus: offence.coordinates.vcpus,
                    workload: offence.coordinates.workload.rawValue, cell: offence.cell?.text, status: offence.status,
                    word: offence.word, text: offence.text, lines: offence.lines)
            })
    }
}

extension ReportDocument.Comparison {
    init(_ comparison: CriterionOutcome.Comparison) {
        let pooled = comparison.pooled
        self.init(
            value: pooled.value, reference: pooled.reference, ratio: pooled.ratio, low: pooled.interval.low,
            high: pooled.interval.high, method: pooled.method.rawValue, margin: comparison.margin,
            growth: comparison.growth,
            blocks: pooled.blocks, informative_blocks: pooled.informative, planned_blocks: comparison.plannedBlocks)
    }
}
