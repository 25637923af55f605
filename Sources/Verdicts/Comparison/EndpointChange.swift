// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// One of the few claims that the error rate is promised for: loads thrown away, their bytes, and their growth, each held
/// against what the base shows in the same block.
public struct EndpointChange: Hashable, Codable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case failures, bytes, growth
    }

    public var kind: Kind
    public var metric: MetricName
    public var status: Status
    /// Sums over the blocks, in the metric's unit.
    public var base: Double
    public var patched: Double
    /// Blocks that both kernels gave the metric in.
    public var blocks: Int
    public var plannedBlocks: Int
    /// patched / base, with its interval; the ratio is nil where the base shows none.
    public var pooled: PooledRatio
    /// The most that the patched kernel's sum, or its growth, may be: the margins of these blocks together.
    public var allowed: Double
    /// Per added vCPU, in the metric's unit; nil but for growth.
    public var baseGrowth: Double?
    public var patchedGrowth: Double?
    /// How likely a patched kernel exactly at the margin shows so much by chance; nil where nothing was tested.
    public var pValue: Double?
    /// Why it is not decided; nil where it is.
    public var lack: String?

    /// `1 against 2265 in 18 blocks, 99.9 % less (95 %: 99.7 % less to 99.9 % less)`: the patched kernel's comes first.
    public var figures: String {
        func text(_ value: Double) -> String { Figure.text(value, of: metric) }
        let blocks = Names.count(self.blocks, "block")
        let sums: String
        if let own = patchedGrowth, let theirs = baseGrowth {
            sums = "\(text(own)) against \(text(theirs)) for each vCPU added in \(blocks)"
        } else {
            sums = "\(text(patched)) against \(text(base)) in \(blocks)"
        }
        return sums + (ChangeText.ratio(pooled).map { ", \($0)" } ?? "")
    }

    /// `allowed`, with its unit.
    public var allowedText: String { Figure.text(allowed, of: metric) }
}

extension EndpointChange {
    private typealias Block = (vcpus: Int, base: Double, patched: Double)

    /// In fixed order: failures, bytes, and growth where there are several vCPU counts to grow over.
    static func all(_ boots: ComparedBoots, _ margins: ComparisonMargins) -> [EndpointChange] {
        // Boots that hold are there for what goes wrong late, one a kernel.
        guard boots.workload.hold == nil else { return [] }
        let failed = boots.metric(.loadsFailed)
        var endpoints = [
            EndpointChange(.failures, failed, boots, margins),
            EndpointChange(.bytes, boots.metric(.bytesWasted), boots, margins),
        ]
        if boots.vcpus.count(where: { $0 > 1 }) > 1 {
            endpoints.append(EndpointChange(.growth, failed, boots, margins))
        }
        return endpoints
    }

    private init(_ kind: Kind, _ metric: MetricName, _ boots: ComparedBoots, _ margins: ComparisonMargins) {
        let wanted = boots.pairs.count { kind != .growth || $0.base.coordinates.vcpus > 1 }
        let blocks = boots.values(metric).filter { kind != .growth || $0.vcpus > 1 }
        let test = MarginDecision(
            blocks.map { block in (block.patched, Self.margin(kind, block, margins)) },
            isCount: Metric.named(metric)?.unit == .count)
        let pooled = PooledRatio(
            blocks.map { BlockPair(value: $0.patched, reference: $0.base) },
            counting: Metric.named(metric)?.unit == .count ? .both : .no)
        let added = blocks.reduce(0) { $0 + $1.vcpus - 1 }
        func growth(_ sum: Double) -> Double? { kind == .growth && added > 0 ? sum / Double(added) : nil }
        self.init(
            kind: kind, metric: metric, status: test.status, base: pooled.reference, patched: pooled.value,
            blocks: blocks.count, plannedBlocks: wanted, pooled: pooled, allowed: growth(test.allowed) ?? test.allowed,
            baseGrowth: growth(pooled.reference), patchedGrowth: growth(pooled.value), pValue: test.pValue,
            lack: test.lack)
        guard blocks.count < wanted else { return }
        // What the others hold is unknown; it may only worsen what these say.
        status = .combined([status, .inconclusive])
        let why =
            blocks.isEmpty
            ? "no block gave \(metric) on both sides\(Scope.absence(of: metric))"
            : "\(wanted - blocks.count) of \(Names.count(wanted, "block")) gave no \(metric) on both sides"
        lack = status == .fail ? lack : why
    }

    private static func margin(_ kind: Kind, _ block: Block, _ margins: ComparisonMargins) -> Double {
        let floor =
            switch kind {
            case .failures: margins.floor
            case .bytes: margins.bytesFloor
            case .growth: margins.growthFloor * Double(block.vcpus - 1)
            }
        return margins.share * block.base + floor
    }
}

/// A sum over blocks against a margin in each, decided.
struct MarginDecision {
    let status: Status
    let allowed: Double
    let pValue: Double?
    let lack: String?

    /// - Parameter blocks: what was shown, and the most that it may be.
    init(_ blocks: [(value: Double, margin: Double)], isCount: Bool) {
        allowed = blocks.reduce(0) { $0 + $1.margin }
        pValue = nil
        let pooled = PooledRatio(
            blocks.map { BlockPair(value: $0.value, reference: $0.margin) }, counting: isCount ? .valueOnly : .no)
        guard pooled.method != .none else {
            status = .inconclusive
            lack =
                "\(Names.count(blocks.count, "block")), and at least \(StudentInterval.fewestBlocks) are needed: raise"
                + " repeat"
            return
        }
        switch pooled.position(to: 1) {
        case .within: (status, lack) = (.pass, nil)
        case .beyond: (status, lack) = (.fail, nil)
        case .open: (status, lack) = (.inconclusive, "the blocks differ too much: more repeats would decide")
        }
    }
}
