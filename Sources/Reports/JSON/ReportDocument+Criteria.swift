// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

extension ReportDocument {
    struct CriterionEntry: Encodable {
        let name: String
        let kind: String
        let severity: String
        let status: Status
        let warns: Bool
        let reason: String
        let rows: [Row]
        let offences: [Offence]
    }

    struct Row: Encodable {
        let kernel: String
        let workload: String?
        let status: Status
        let warns: Bool
        let reason: String
        let comparison: Comparison?
        let claim: ClaimEntry?
        let visible: Double?
    }

    struct ClaimEntry: Encodable {
        let word: String
        let failed: Int
        let boots: Int
        let other: String?
        let other_failed: Int?
        let other_boots: Int?
        let other_at_most: Double?
        let p: Double?
    }

    struct Comparison: Encodable {
        let value: Double
        let reference: Double
        let ratio: Double?
        let low: Double
        let high: Double?
        let confidence: Double
        let method: String
        let margin: Double
        let floor: Double
        let per_boot: MeanDifference?
        /// One-sided chances of so much just within the margin, and of so little just at it.
        let p_above: Double
        let p_below: Double
        /// Over the family of primary endpoints; absent where the criterion only warns.
        let p_above_adjusted: Double?
        let family: Int
        let level: DecisionLevel
        let growth_by_vcpus: [GrowthStep]?
        /// How likely such steps are on one line.
        let p_line: Double?
        let growth: Double?
        let blocks: Int
        let informative_blocks: Int
        let planned_blocks: Int
    }

    struct GrowthStep: Encodable {
        let vcpus: Int
        let growth: Double
        let boots: Int
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
            name: outcome.name, kind: outcome.kind, severity: outcome.severity.rawValue, status: outcome.status,
            warns: outcome.warns, reason: outcome.reason,
            rows: outcome.rows.map { row in
                ReportDocument.Row(
                    kernel: row.kernel.rawValue, workload: row.workload?.rawValue, status: row.status,
                    warns: row.warns, reason: row.reason,
                    comparison: row.comparison.map(ReportDocument.Comparison.init),
                    claim: row.claim.map(ReportDocument.ClaimEntry.init), visible: row.visible)
            },
            offences: outcome.offences.map { offence in
                ReportDocument.Offence(
                    kernel: offence.coordinates.kernel.rawValue, vcpus: offence.coordinates.vcpus,
                    workload: offence.coordinates.workload.rawValue, cell: offence.cell?.text, status: offence.status,
                    word: offence.word, text: offence.text, lines: offence.lines)
            })
    }
}

extension ReportDocument.ClaimEntry {
    init(_ claim: Claim) {
        self.init(
            word: claim.word.rawValue, failed: claim.failed, boots: claim.boots, other: claim.other?.kernel.rawValue,
            other_failed: claim.other?.failed, other_boots: claim.other?.boots, other_at_most: claim.other?.most,
            p: claim.other?.p)
    }
}

extension ReportDocument.Comparison {
    init(_ comparison: CriterionOutcome.Comparison) {
        let pooled = comparison.pooled
        self.init(
            value: pooled.value, reference: pooled.reference, ratio: pooled.ratio, low: pooled.interval.low,
            high: pooled.interval.high, confidence: 1 - 2 * comparison.level.pass,
            method: pooled.method.rawValue, margin: comparison.margin, floor: comparison.floor,
            per_boot: comparison.perBoot, p_above: comparison.test.above, p_below: comparison.test.below,
            p_above_adjusted: comparison.adjusted, family: comparison.family, level: comparison.level,
            growth_by_vcpus: comparison.lack.map {
                $0.steps.map { .init(vcpus: $0.vcpus, growth: $0.growth, boots: $0.boots) }
            },
            p_line: comparison.lack?.chance, growth: comparison.growth,
            blocks: pooled.blocks, informative_blocks: pooled.informative, planned_blocks: comparison.plannedBlocks)
    }
}
