// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// What a primary endpoint comes to: FAIL by the family's level, PASS by its own, and otherwise what would decide it.
struct PrimaryRow {
    let endpoint: PrimaryEndpoint
    let standing: PrimaryFamily.Standing?
    let size: Int
    let level: DecisionLevel

    private var question: Question { endpoint.question }
    private var blocks: MatchedBlocks { endpoint.blocks }
    private var pooled: PooledRatio {
        PooledRatio(blocks.pairs.map(\.pair), counting: question.counting, error: 2 * level.pass)
    }

    func row() -> CriterionOutcome.Row {
        let pooled = pooled
        var (status, reason) = decision(pooled)
        if let loss = blocks.loss {
            // What the lost blocks held is unknown; they may only worsen what the others say.
            status = .combined([status] + blocks.offences.map(\.status))
            reason = loss + (pooled.blocks > 0 ? "; the others: \(reason)" : "")
        }
        return CriterionOutcome.Row(
            kernel: endpoint.kernel, workload: endpoint.workload, status: status, reason: reason,
            comparison: .init(
                pooled: pooled, margin: question.margin, plannedBlocks: blocks.planned,
                growth: question.overOne ? blocks.growth(of: pooled.value) : nil, floor: question.floor,
                perBoot: question.isDifference ? perBoot() : nil, test: endpoint.test, adjusted: standing?.all,
                family: size, level: level, lack: endpoint.lack))
    }

    /// By how much a boot is above its reference, with its interval.
    private func perBoot() -> MeanDifference? {
        MeanDifference(blocks.pairs.map(\.pair), counting: question.counting, error: 2 * level.pass)
    }

    private func decision(_ pooled: PooledRatio) -> (Status, String) {
        let blocksText = "in \(Names.count(pooled.blocks, "block"))"
        guard pooled.blocks > 0 else { return (.inconclusive, "no block can be pooled") }
        // A share of nothing is nothing: what is beyond it fails, and what is not proves nothing.
        guard pooled.ratio != nil || question.floor > 0 || isBeyond else {
            let value = Figure.text(pooled.value, of: question.metric)
            return (.inconclusive, "\(value) against 0 \(blocksText): the reference shows nothing to compare with")
        }
        let estimate = estimate(pooled, blocksText)
        guard endpoint.test.method != .none else {
            return (
                .inconclusive,
                "\(estimate)\(pooled.ratio.map(question.text) ?? "no share"); only \(telling) of them lie off the limit,"
                    + " and at least \(StudentInterval.fewestBlocks) must: raise repeat"
            )
        }
        let text = "\(estimate)\(figure(pooled)), \(limit)\(endpoint.largest.map(largest) ?? "")"
        if isBeyond { return (.fail, text + evidence) }
        if isWithin { return (.pass, text + line) }
        return (.inconclusive, text + line + open)
    }

    /// Blocks that say anything.
    private var telling: Int {
        blocks.pairs.count { block in
            let margin = question.margin(at: block.vcpus)
            return block.pair.value - margin.share * block.pair.reference - margin.floor != 0
        }
    }

    private func estimate(_ pooled: PooledRatio, _ blocksText: String) -> String {
        guard let reference = question.reference else { return "growth per added vCPU \(blocksText): " }
        let figures = figures(pooled)
        return "\(figures.own) against \(figures.reference) of \(reference) \(blocksText): "
    }

    /// Sums, or growths where the question is of growth.
    private func figures(_ pooled: PooledRatio) -> (own: String, reference: String) {
        func text(_ value: Double) -> String { Figure.text(value, of: question.metric) }
        guard question.overOne, let own = blocks.growth(of: pooled.value),
            let other = blocks.growth(of: pooled.reference)
        else { return (text(pooled.value), text(pooled.reference)) }
        return ("growth \(text(own)) per added vCPU", text(other))
    }

    private func figure(_ pooled: PooledRatio) -> String {
        let confidence = Figure.confidence(2 * level.pass)
        if question.isDifference, let perBoot = perBoot() {
            let text = { (value: Double) in Figure.text(value, of: question.metric) }
            return "\(text(perBoot.mean)) a boot more (\(confidence): \(text(perBoot.low)) to \(text(perBoot.high)))"
        }
        guard let ratio = pooled.ratio else { return "no share of nothing" }
        return "\(question.text(ratio)) (\(confidence): \(Figure.text(pooled.interval, question.text)))"
    }

    private var limit: String {
        let floor =
            Figure.text(question.floor, of: question.metric) + (question.overOne ? " per added vCPU" : " a boot")
        if question.isDifference { return "limit \(floor)" }
        return "limit \(question.text(question.margin))" + (question.floor > 0 ? " and \(floor)" : "")
    }

    /// Over the whole family, or by itself where the criterion only warns.
    private var isBeyond: Bool {
        guard let standing else { return endpoint.test.above <= level.pass }
        return standing.all <= level.fail || isBeyondAtLargest
    }

    private var isBeyondAtLargest: Bool { standing.map { $0.largest <= level.fail } ?? false }

    /// Growth that is no line must be within the margin at the largest count by itself.
    private var isWithin: Bool {
        guard endpoint.test.below <= level.pass else { return false }
        guard let largest = endpoint.largest else { return true }
        return endpoint.lack?.isFound == true ? largest.test.below <= level.pass : largest.isWithin(question)
    }

    /// Why it is held to be no accident.
    private var evidence: String {
        guard let standing else { return "; p \(Figure.chance(endpoint.test.above))" }
        let all = "over \(Names.count(size, "primary endpoint"))"
        if standing.all <= level.fail { return "; p \(Figure.chance(standing.all)) \(all)" }
        return "; p \(Figure.chance(standing.largest)) \(all) at \(endpoint.largest?.vcpus ?? 0) vCPUs"
    }

    private func largest(_ largest: PrimaryEndpoint.Largest) -> String {
        let top = PooledRatio(largest.pairs, counting: .no)
        return top.ratio.map { "; at \(largest.vcpus) vCPUs alone \(question.text($0))" } ?? ""
    }

    /// Growth that is no line is shown step by step.
    private var line: String {
        guard let lack = endpoint.lack, lack.isFound else { return "" }
        let steps = lack.steps.map { "\(Figure.text($0.growth, of: question.metric)) at \($0.vcpus)" }
        return "; not one line: \(Names.list(steps, limit: 8)) vCPUs"
    }

    /// What would decide: blocks, as far as what was seen lets it be foreseen.
    private var open: String {
        if endpoint.test.above <= level.pass {
            return "; above the limit, but not beyond chance over \(Names.count(size, "primary endpoint"))"
                + (foreseen(
                    NormalDistribution.quantile(1 - DecisionLevel.single.fail / Double(max(1, size))),
                    endpoint.test.above))
        }
        if endpoint.test.below <= level.pass, let largest = endpoint.largest {
            return "; within the limit, but not by itself at \(largest.vcpus) vCPUs: more repeats there would decide"
        }
        let isAbove = endpoint.test.above < endpoint.test.below
        // By the last look, which spends nearly all.
        let wanted = isAbove ? DecisionLevel.single.fail / Double(max(1, size)) : DecisionLevel.single.pass
        return foreseen(
            NormalDistribution.quantile(1 - wanted), isAbove ? endpoint.test.above : endpoint.test.below)
    }

    /// - Parameters:
    ///   - wanted: standard deviations that decide.
    ///   - seen: the tail that was seen, on the nearer side.
    private func foreseen(_ wanted: Double, _ seen: Double) -> String {
        // 0.84: so that four of five such runs would decide.
        let distance = -NormalDistribution.quantile(min(0.5, max(seen, 1e-12)))
        let factor = (wanted + 0.84) * (wanted + 0.84) / max(distance * distance, 1e-9)
        let needed = Double(endpoint.blocks.pairs.count) * max(factor, 1.2)
        return needed <= 20 * Double(endpoint.blocks.pairs.count)
            ? "; about \(Names.count(Int(needed.rounded(.up)), "block")) would decide"
            : "; so near to the limit that more repeats hardly decide"
    }
}

extension PrimaryEndpoint.Largest {
    /// What was seen lies within the margin, whether or not that can be proved of so few blocks.
    func isWithin(_ question: Question) -> Bool {
        let margin = question.margin(at: vcpus)
        let excess = pairs.reduce(0) { $0 + $1.value - margin.share * $1.reference - margin.floor }
        return excess <= 0
    }
}
