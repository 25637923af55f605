// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts

extension ReportDocument {
    struct Design: Encodable {
        struct Level: Encodable {
            let fail: Double
            let pass: Double
        }

        struct Look: Encodable {
            let blocks: Int
            let alpha: Level
        }

        struct Outcome: Encodable {
            let look: Int
            let standing: String
            let boots: Int
            let later_boots: Int
            let unused_boots: Int
        }

        struct Endpoint: Encodable {
            let criterion: String
            let kernel: String
            let workload: String
            let blocks: Int
            let reference_growth: Double?
            let assumed: Bool
            let detectable_ratio: Double?
            let detectable_addition: Double?
            let power_at_twice: Double?
        }

        /// Without figures.
        struct Uncounted: Encodable {
            let criterion: String
            let kernel: String
            let workload: String
        }

        let alpha: Level
        let looks: [Look]
        /// Nil where all places have as many boots.
        let other_blocks: [Int]?
        let hypotheses: Int?
        let endpoints: [Endpoint]?
        /// Nil for none.
        let more_endpoints: Int?
        let uncounted_endpoints: [Uncounted]?
        let seen_faults: [String: Double]?
        /// Nil where there is one look.
        let outcome: Outcome?
    }
}

extension ReportDocument.Design {
    init(_ schedule: LookSchedule, _ result: MatrixResult) {
        self.init(
            alpha: Level(schedule.total),
            looks: schedule.looks.map { Look(blocks: $0.blocks, alpha: Level($0.level)) },
            other_blocks: schedule.otherBlocks.isEmpty ? nil : schedule.otherBlocks,
            hypotheses: result.design?.hypotheses, endpoints: result.design?.rows.map(Endpoint.init),
            more_endpoints: result.design.flatMap { $0.more > 0 ? $0.more : nil },
            uncounted_endpoints: result.design.flatMap { design in
                design.uncounted.isEmpty
                    ? nil
                    : design.uncounted.map {
                        Uncounted(
                            criterion: $0.criterion, kernel: $0.kernel.rawValue, workload: $0.workload.rawValue)
                    }
            },
            seen_faults: result.design.map { design in
                Dictionary(design.seenFaults.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
            },
            outcome: result.looked.map {
                Outcome(
                    look: $0.look, standing: $0.standing.rawValue, boots: $0.boots, later_boots: $0.later,
                    unused_boots: $0.unused)
            })
    }
}

extension ReportDocument.Design.Endpoint {
    init(_ row: RunDesign.Row) {
        self.init(
            criterion: row.criterion, kernel: row.kernel.rawValue, workload: row.workload.rawValue, blocks: row.blocks,
            reference_growth: row.growth, assumed: row.isAssumed, detectable_ratio: row.detectableRatio,
            detectable_addition: row.detectableAddition, power_at_twice: row.powerAtTwice)
    }
}

extension ReportDocument.Design.Level {
    init(_ level: DecisionLevel) { self.init(fail: level.fail, pass: level.pass) }
}

extension MatrixResult {
    /// How the run was to decide, for people; nil where nothing was planned.
    var designLines: [String]? {
        schedule.map { schedule in design?.lines(schedule) ?? schedule.lines(hypotheses: nil) }
    }
}
