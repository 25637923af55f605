// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// When a run looks, and how often each look may be wrong: fixed with its plan, before the first boot.
public struct LookSchedule: Hashable, Codable, Sendable {
    /// What the run may spend in all.
    public var total: DecisionLevel
    /// At least one.
    public var looks: [Look]
    /// How often places boot that have another number of boots than the others, ascending.
    public var otherBlocks: [Int]

    public struct Look: Hashable, Codable, Sendable {
        /// Of each place but those of `otherBlocks`.
        public var blocks: Int
        public var level: DecisionLevel
    }

    public init(_ plan: Plan) {
        total = .single
        let blocks = plan.blocksAtLooks
        let most = Double(blocks.last ?? 1)
        let levels = Spending.levels(fractions: blocks.map { Double($0) / most }, of: total)
        looks = zip(blocks, levels).map { Look(blocks: $0, level: $1) }
        otherBlocks = plan.otherBlocks
    }

    /// Sentences for a person, without a full stop.
    /// - Parameter hypotheses: how many share the error of FAIL; nil where that is not known.
    public func lines(hypotheses: Int?) -> [String] {
        let blocks = looks.map { "\($0.blocks)" }
        var when =
            looks.count == 1
            ? "one look, at \(Names.count(looks[0].blocks, "block")) of each place"
            : "at most \(looks.count) looks, at \(blocks.dropLast().joined(separator: ", ")) and \(blocks.last ?? "")"
                + " blocks of each place"
        if let fewest = otherBlocks.first, let most = otherBlocks.last {
            when += " (some have \(fewest == most ? "\(most)" : "\(fewest) to \(most)"))"
        }
        guard hypotheses != 0 else { return ["\(when); no criterion here is decided by statistics"] }
        let all = hypotheses.map { $0 == 1 ? "the one hypothesis" : "all \($0) hypotheses together" } ?? "all together"
        var lines = [
            when,
            "wrong at most so often: FAIL \(Figure.percent(total.fail)) over \(all), PASS \(Figure.percent(total.pass)) of each",
        ]
        if looks.count > 1 {
            lines.append(
                "of that by look: FAIL \(looks.map { Figure.percent($0.level.fail) }.joined(separator: ", ")); PASS"
                    + " \(looks.map { Figure.percent($0.level.pass) }.joined(separator: ", "))")
        }
        return lines
    }
}

extension RunDesign {
    /// Of a whole plan, all its looks together.
    /// - Parameter result: where there is one, its references' growth is taken.
    public init(planned matrix: Matrix, _ plan: Plan, result: MatrixResult? = nil) {
        self.init(matrix, plan, levels: LookSchedule(plan).looks.map(\.level), result: result)
    }

    /// Sentences for a person: the schedule, what each endpoint can find, and how rare a fault is seen.
    public func lines(_ schedule: LookSchedule) -> [String] {
        schedule.lines(hypotheses: hypotheses) + texts
            + [moreText, uncountedText, seenText(looks: schedule.looks.count)].compactMap { $0 }
    }
}

extension Criterion {
    /// Whether its rows are decided by statistics over blocks and can fail a run.
    var isPrimary: Bool { severity == .fail && kind.question != nil }
}
