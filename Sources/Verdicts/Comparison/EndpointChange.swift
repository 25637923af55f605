// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// One of the few claims that the error rate is promised for: loads thrown away, their bytes, and their growth, each held
/// against what the base shows in the same block.
public struct EndpointChange: Hashable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case failures, bytes, growth
    }

    public var kind: Kind
    public var metric: MetricName
    /// PASS: within the margin; FAIL: beyond it.
    public var status: Status = .inconclusive
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
    public var tests: EndpointTests
    /// Among all endpoints of the comparison; nil where nothing is decided.
    public var standing: EndpointTests.Standing?
    /// Why it is not decided; nil where it is.
    public var lack: String?
    /// These blocks, with the base's counts; nil for what is no count.
    let design: DesignPower?
    /// How often its FAIL may be wrong at the most, if no other endpoint fails; nil where nothing is decided.
    var level: Double?

    /// So many more failed loads than the base's, a boot or for each added vCPU, FAIL in 95 of 100 comparisons of as many
    /// blocks; nil where nothing is decided, for what is no count, and where no number does. It is played, which takes
    /// some ten milliseconds.
    public var detectable: Double? { level.flatMap { design?.detectableAddition(level: $0) } }
}

extension EndpointChange {
    /// In fixed order: failures, bytes, and growth where there are several vCPU counts to grow over. None is decided yet:
    /// that takes them all (`EndpointFamily`).
    static func all(_ boots: ComparedBoots, _ margins: ComparisonMargins) -> [EndpointChange] {
        // Boots that hold are there for what goes wrong late, one a kernel. How many replays a boot makes depends on time.
        guard boots.workload.hold == nil, boots.workload != .cpuReplay else { return [] }
        let failed = boots.metric(.loadsFailed)
        var endpoints = [
            EndpointChange(.failures, failed, boots, floor: margins.floor, margins.share),
            EndpointChange(.bytes, boots.metric(.bytesWasted), boots, floor: margins.bytesFloor, margins.share),
        ]
        if boots.vcpus.count(where: { $0 > 1 }) > 1 {
            endpoints.append(
                EndpointChange(.growth, failed, boots, floor: margins.growthFloor, margins.share))
        }
        return endpoints
    }

    private init(_ kind: Kind, _ metric: MetricName, _ boots: ComparedBoots, floor: Double, _ share: Double) {
        let isGrowth = kind == .growth
        let question = Question(
            metric: metric, reference: boots.base.first?.kernel, margin: share, floor: floor, overOne: isGrowth,
            limit: "")
        let values = boots.values(metric).filter { !isGrowth || $0.vcpus > 1 }
        let pairs = values.map {
            (vcpus: $0.vcpus, pair: BlockPair(value: $0.patched, reference: $0.base, vcpus: $0.vcpus))
        }
        let pooled = PooledRatio(pairs.map(\.pair), counting: question.counting)
        let added = pairs.reduce(0) { $0 + $1.vcpus - 1 }
        func growth(_ sum: Double) -> Double? { isGrowth && added > 0 ? sum / Double(added) : nil }
        let allowed = pairs.reduce(0) { sum, block in
            let margin = question.margin(at: block.vcpus)
            return sum + margin.share * block.pair.reference + margin.floor
        }
        self.init(
            kind: kind, metric: metric, base: pooled.reference, patched: pooled.value, blocks: pairs.count,
            plannedBlocks: boots.pairs.count { !isGrowth || $0.base.coordinates.vcpus > 1 }, pooled: pooled,
            allowed: growth(allowed) ?? allowed, baseGrowth: growth(pooled.reference),
            patchedGrowth: growth(pooled.value),
            tests: EndpointTests(question, pairs, planned: boots.vcpus.filter { !isGrowth || $0 > 1 }),
            design: question.isCounted ? Self.design(question, pairs) : nil)
    }

    /// The means that the base showed at each vCPU count, on a line where growth is asked about.
    private static func design(_ question: Question, _ pairs: [(vcpus: Int, pair: BlockPair)]) -> DesignPower {
        func mean(_ pairs: [(vcpus: Int, pair: BlockPair)], over exposure: Int) -> Double {
            exposure > 0 ? pairs.reduce(0) { $0 + $1.pair.reference } / Double(exposure) : 0
        }
        let added = pairs.map { $0.vcpus - 1 }
        let growth = mean(pairs, over: added.reduce(0, +))
        let means = Dictionary(grouping: pairs, by: \.vcpus).mapValues { mean($0, over: $0.count) }
        return DesignPower(
            references: pairs.map { question.overOne ? growth * Double($0.vcpus - 1) : means[$0.vcpus] ?? 0 },
            margin: Margin(share: question.margin, floor: question.floor), vcpus: pairs.map(\.vcpus),
            exposures: question.overOne ? added.map(Double.init) : nil)
    }
}
