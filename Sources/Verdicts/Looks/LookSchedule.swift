// SPDX-License-Identifier: Apache-2.0

import Foundation
public import MatrixPlan
import Vocabulary

/// When a run looks, and how often each look may be wrong: fixed with its plan, before the first boot.
public struct LookSchedule: Hashable, Codable, Sendable {
    /// What the run may spend in all.
    public var total: DecisionLevel
    /// At least one.
    public var looks: [Look]

    public struct Look: Hashable, Codable, Sendable {
        /// Of each place that has no number of boots of its own.
        public var blocks: Int
        public var level: DecisionLevel
    }

    public init(_ plan: Plan) {
        total = .single
        let blocks = plan.blocksAtLooks
        let most = Double(blocks.last ?? 1)
        let levels = Spending.levels(fractions: blocks.map { Double($0) / most }, of: total)
        looks = zip(blocks, levels).map { Look(blocks: $0, level: $1) }
    }

    /// Sentences for a person, without a full stop.
    /// - Parameter hypotheses: how many share the error of FAIL; nil where that is not known.
    public func lines(hypotheses: Int?) -> [String] {
        let blocks = looks.map { "\($0.blocks)" }
        let when =
            looks.count == 1
            ? "one look, at \(Names.count(looks[0].blocks, "block")) of each place"
            : "at most \(looks.count) looks, at \(blocks.dropLast().joined(separator: ", ")) and \(blocks.last ?? "")"
                + " blocks of each place"
        guard hypotheses != 0 else { return ["\(when); no criterion here is decided by statistics"] }
        let all = hypotheses.map { $0 == 1 ? "the one hypothesis" : "all \($0) hypotheses together" } ?? "all together"
        var lines = [
            when,
            "wrong at most so often: FAIL \(Self.percent(total.fail)) over \(all), PASS \(Self.percent(total.pass)) of each",
        ]
        if looks.count > 1 {
            lines.append(
                "of that by look: FAIL \(looks.map { Self.percent($0.level.fail) }.joined(separator: ", ")); PASS"
                    + " \(looks.map { Self.percent($0.level.pass) }.joined(separator: ", "))")
        }
        return lines
    }

    /// Two digits, however small: `0.97 %`, `0.000026 %`.
    public static func percent(_ share: Double) -> String {
        let value = share * 100
        guard value > 0, value.isFinite else { return "0 %" }
        let digits = max(0, 1 - Int(log10(value).rounded(.down)))
        var text = String(format: "%.\(digits)f", value)
        while text.contains("."), let last = text.last, last == "0" || last == "." {
            text.removeLast()
            if last == "." { break }
        }
        return text + " %"
    }
}

extension RunDesign {
    /// Of a whole plan, all its looks together.
    /// - Parameter result: where there is one, its references' growth is taken.
    public init(planned matrix: Matrix, _ plan: Plan, result: MatrixResult? = nil) {
        self.init(matrix, plan, levels: LookSchedule(plan).looks.map(\.level), result: result)
    }

    /// Sentences for a person: the schedule, then what each endpoint can find.
    public func lines(_ schedule: LookSchedule) -> [String] {
        schedule.lines(hypotheses: hypotheses) + rows.map(\.text)
    }
}

extension Criterion {
    /// Whether its rows are decided by statistics over blocks and can fail a run.
    var isPrimary: Bool { severity == .fail && kind.question != nil }
}
