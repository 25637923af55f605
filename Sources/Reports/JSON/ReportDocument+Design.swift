// SPDX-License-Identifier: Apache-2.0

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

        let alpha: Level
        let looks: [Look]
        let primary_endpoints: Int
        /// Nil where there is one look.
        let outcome: Outcome?
    }
}

extension ReportDocument.Design {
    init(_ design: RunDesign, _ looked: LookOutcome?) {
        self.init(
            alpha: Level(design.total),
            looks: design.looks.map { Look(blocks: $0.blocks, alpha: Level($0.level)) },
            primary_endpoints: design.endpoints,
            outcome: looked.map {
                Outcome(
                    look: $0.look, standing: $0.standing.rawValue, boots: $0.boots, later_boots: $0.later,
                    unused_boots: $0.unused)
            })
    }
}

extension ReportDocument.Design.Level {
    init(_ level: DecisionLevel) { self.init(fail: level.fail, pass: level.pass) }
}
