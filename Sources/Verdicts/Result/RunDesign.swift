// SPDX-License-Identifier: Apache-2.0

import Foundation
public import MatrixPlan
import Vocabulary

/// What a plan can prove: how often its verdicts may be wrong, and how large an effect must be to be found.
public struct RunDesign: Hashable, Codable, Sendable {
    /// One primary endpoint.
    public struct Row: Hashable, Codable, Sendable {
        public var criterion: String
        public var kernel: KernelName
        public var workload: WorkloadName
        /// Blocks of the plan, over all looks.
        public var blocks: Int
        /// Growth of the reference, per added vCPU, for which the figures hold; as it was seen, or `assumedGrowth`. Nil
        /// where growth is held against a figure.
        public var growth: Double?
        public var isAssumed: Bool
        /// The share of the reference, or the growth where it is held against a figure, that is found in 95 of 100 runs.
        public var detectableRatio: Double?
        /// So much more than the reference, in the metric's unit a boot (for `scaling` per added vCPU), is found in 95 of
        /// 100 runs.
        public var detectableAddition: Double?
        /// The chance that twice the limit is found.
        public var powerAtTwice: Double
        /// One sentence.
        public var text: String
    }

    /// What is taken for a reference that nobody has measured yet: failed loads per added vCPU.
    public static let assumedGrowth = 5.0
    /// Rows beyond it are left out: they are played, and a second is enough for a report.
    private static let mostRows = 12

    /// Of FAIL over all hypotheses, and of PASS for each, over all looks.
    public var level: DecisionLevel
    /// Of each look by itself.
    public var levels: [DecisionLevel]
    /// Hypotheses among which the error of FAIL is shared.
    public var hypotheses: Int
    public var rows: [Row]
    /// A fault that strikes one boot in so many is seen with 95 % by all boots of a kernel: the share, by kernel.
    public var seenFaults: [KernelName: Double]

    /// - Parameters:
    ///   - levels: of each look, the last of all blocks.
    ///   - result: where there is one, its references' growth is taken.
    public init(_ matrix: Matrix, _ plan: Plan, levels: [DecisionLevel] = [.single], result: MatrixResult? = nil) {
        level = .single
        self.levels = levels
        let board = Board(matrix: matrix, plan: plan, readings: [], unavailable: [:])
        let family = PrimaryFamily(board)
        hypotheses = family.size
        let fail = (levels.last?.fail ?? level.fail) / Double(max(1, family.size))
        var known: [DesignPower: Found] = [:]
        rows = family.all.filter { $0.criterion.severity == .fail && $0.endpoint.question.isCounted }
            .prefix(Self.mostRows).map { criterion, endpoint in
                let seen = result?.criteria.first { $0.name == criterion.name }?.rows.first {
                    $0.kernel == endpoint.kernel && $0.workload == endpoint.workload
                }
                return Self.row(criterion, endpoint, seen?.comparison, level: fail, &known)
            }
        let boots = Dictionary(grouping: plan.cells, by: \.coordinates.kernel).mapValues(\.count)
        seenFaults = boots.mapValues { FailureShare.shown(by: $0) }
    }

    fileprivate struct Found {
        var ratio: Double?
        var addition: Double?
        var twice: Double
    }

    private static func row(
        _ criterion: Criterion, _ endpoint: PrimaryEndpoint, _ seen: CriterionOutcome.Comparison?, level: Double,
        _ known: inout [DesignPower: Found]
    ) -> Row {
        let question = endpoint.question
        let added = endpoint.blocks.plannedVCPUs.map { Double($0 - 1) }
        var growth: Double?
        if question.reference != nil {
            let exposure = endpoint.blocks.plannedVCPUs.count > 0 ? added.reduce(0, +) : 0
            // The result may be of an early look, and the plan has all blocks.
            let share = seen.map { Double($0.pooled.blocks) / Double(max(1, endpoint.blocks.planned)) } ?? 0
            growth = seen.flatMap { share > 0 && exposure > 0 ? $0.pooled.reference / (exposure * share) : nil }
        }
        let power = DesignPower(
            references: added.map { $0 * (question.reference == nil ? 1 : growth ?? assumedGrowth) },
            margin: Margin(share: question.margin, floor: question.floor), vcpus: endpoint.blocks.plannedVCPUs,
            exposures: question.overOne ? added : nil, isReferenceKnown: question.reference == nil)
        let found = known[power] ?? Found(power, question, level)
        known[power] = found
        let text = sentence(criterion, endpoint, growth, found)
        return Row(
            criterion: criterion.name, kernel: endpoint.kernel, workload: endpoint.workload,
            blocks: endpoint.blocks.planned, growth: question.reference == nil ? nil : growth ?? assumedGrowth,
            isAssumed: growth == nil && question.reference != nil, detectableRatio: found.ratio,
            detectableAddition: found.addition, powerAtTwice: found.twice, text: text)
    }

    private static func sentence(
        _ criterion: Criterion, _ endpoint: PrimaryEndpoint, _ growth: Double?, _ found: Found
    ) -> String {
        let question = endpoint.question
        var text = "'\(criterion.name)', \(endpoint.kernel), \(Names.count(endpoint.blocks.planned, "block")): "
        if let ratio = found.ratio {
            text += "\(question.text(ratio)) FAILs in 95 of 100 runs (limit \(question.limit))"
        } else if let addition = found.addition {
            let unit = question.overOne ? "per added vCPU" : "a boot"
            text +=
                "\(Figure.text(addition, of: question.metric)) more \(unit) FAIL in 95 of 100 runs (limit \(question.limit))"
        } else {
            text += "no effect is found in 95 of 100 runs: raise repeat"
        }
        guard let reference = question.reference else { return text }
        let amount = Figure.number(((growth ?? assumedGrowth) * 100).rounded() / 100)
        return text + "; with \(amount) per added vCPU in \(reference)" + (growth == nil ? ", which is assumed" : "")
    }
}

extension RunDesign.Found {
    fileprivate init(_ power: DesignPower, _ question: Question, _ level: Double) {
        // A share of next to nothing is no figure to promise by.
        let isRatio = !question.isDifference && power.references.reduce(0, +) >= Double(power.references.count)
        ratio = isRatio ? power.detectableRatio(level: level) : nil
        addition = ratio == nil && question.margin <= 1.5 ? power.detectableAddition(level: level) : nil
        twice =
            isRatio
            ? power.power(ratio: 2 * question.margin, level: level)
            : power.power(ratio: 1, added: 2 * question.floor, level: level)
    }
}
