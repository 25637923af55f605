// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// What a primary endpoint comes to: FAIL by the family's level, PASS by its own, and otherwise what would decide it.
struct PrimaryRow {
    let endpoint: PrimaryEndpoint
    let standing: EndpointTests.Standing?
    let size: Int
    let level: DecisionLevel

    private var question: Question { endpoint.question }
    private var blocks: MatchedBlocks { endpoint.blocks }
    private var tests: EndpointTests { endpoint.tests }
    private var pooled: PooledRatio {
        PooledRatio(blocks.pairs.map(\.pair), counting: question.counting, error: 2 * level.pass)
    }

    func row() -> CriterionOutcome.Row {
        let (pooled, perBoot) = (pooled, question.isDifference ? perBoot : nil)
        var (status, reason) = decision(pooled, perBoot)
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
                perBoot: perBoot, test: tests.all, adjusted: standing?.all,
                family: size, level: level, lack: tests.lack))
    }

    /// By how much a boot is above its reference, with its interval.
    private var perBoot: MeanDifference? {
        MeanDifference(blocks.pairs.map(\.pair), counting: question.counting, error: 2 * level.pass)
    }

    private func decision(_ pooled: PooledRatio, _ perBoot: MeanDifference?) -> (Status, String) {
        let blocksText = "in \(Names.count(pooled.blocks, "block"))"
        guard pooled.blocks > 0 else { return (.inconclusive, "no block can be pooled") }
        // A share of nothing is nothing: what is beyond it fails, and what is not proves nothing.
        guard pooled.ratio != nil || question.floor > 0 || isBeyond else {
            let value = Figure.text(pooled.value, of: question.metric)
            return (.inconclusive, "\(value) against 0 \(blocksText): the reference shows nothing to compare with")
        }
        let estimate = estimate(pooled, blocksText)
        guard tests.all.method != .none else {
            return (
                .inconclusive,
                "\(estimate)\(pooled.ratio.map(question.text) ?? "no share"); only \(telling) of them lie off the limit,"
                    + " and at least \(StudentInterval.fewestBlocks) must: raise repeat"
            )
        }
        let text = "\(estimate)\(figure(pooled, perBoot)), \(limit)\(tests.largest.map(largest) ?? "")"
        if isBeyond { return (.fail, text + evidence) }
        if tests.isWithin(at: level) { return (.pass, text + line) }
        return (.inconclusive, text + line + open)
    }

    /// Blocks that say anything.
    private var telling: Int {
        blocks.pairs.count { question.margin(at: $0.vcpus).excess(of: $0.pair) != 0 }
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

    private func figure(_ pooled: PooledRatio, _ perBoot: MeanDifference?) -> String {
        let confidence = Figure.confidence(2 * level.pass)
        if let perBoot {
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

    private var isBeyond: Bool { tests.isBeyond(standing, at: level) }

    /// Why it is held to be no accident.
    private var evidence: String {
        guard let standing else { return "; p \(Figure.chance(tests.all.above))" }
        let all = "over \(Names.count(size, "primary endpoint"))"
        if standing.all <= level.fail { return "; p \(Figure.chance(standing.all)) \(all)" }
        return "; p \(Figure.chance(standing.largest)) \(all) at \(tests.largest?.vcpus ?? 0) vCPUs"
    }

    private func largest(_ largest: EndpointTests.Largest) -> String {
        largest.ratio.map { "; at \(largest.vcpus) vCPUs alone \(question.text($0))" } ?? ""
    }

    private var line: String { tests.lack?.text(of: question.metric).map { "; \($0)" } ?? "" }

    /// What would decide: blocks, as far as what was seen lets it be foreseen.
    private var open: String {
        if tests.all.above <= level.pass {
            return "; above the limit, but not beyond chance over \(Names.count(size, "primary endpoint"))"
                + (foreseen(
                    NormalDistribution.quantile(1 - DecisionLevel.single.fail / Double(max(1, size))),
                    tests.all.above))
        }
        if tests.all.below <= level.pass, let largest = tests.largest {
            return "; within the limit, but not by itself at \(largest.vcpus) vCPUs: more repeats there would decide"
        }
        let isAbove = tests.all.above < tests.all.below
        // By the last look, which spends nearly all.
        let wanted = isAbove ? DecisionLevel.single.fail / Double(max(1, size)) : DecisionLevel.single.pass
        return foreseen(
            NormalDistribution.quantile(1 - wanted), isAbove ? tests.all.above : tests.all.below)
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
