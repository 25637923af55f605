// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
import Vocabulary

/// What was measured to grow with the vCPUs, and where it would use up what there is. It speaks of at most four times the
/// vCPUs that were booted, and of no more loads at once than udev asks for.
public struct GrowthProjection: Hashable, Codable, Sendable {
    /// `memory.highest-modules` is held against the module area and `memory.highest-vmalloc` against memory: these are
    /// peaks, and a peak is what runs out. `bytes.wasted` and `loads.failed` are sums over a boot: what is wasted early
    /// is free again later, so they are held against nothing.
    public var metric: MetricName
    public var resource: LoadResource?
    /// The median of the boots with one vCPU, in the metric's unit; growth is what comes above it.
    public var start: Double
    /// In the metric's unit per added vCPU; nil without a boot of more than one vCPU that tells it.
    public var growth: Double?
    /// At 95 %.
    public var interval: Interval?
    /// Boots of more than one vCPU that it is estimated from.
    public var boots: Int
    /// The largest vCPU count that it may speak of.
    public var reach: Int
    /// The metric there, in its unit.
    public var atReach: Interval?
    /// What there is, in the metric's unit.
    public var capacity: Double?
    /// The vCPUs at which it is used up, within `reach`. Without an upper end it may be from the lower end on, and may not
    /// be at `reach`. Nil where `refusal` says why.
    public var vcpus: Interval?
    /// Why nothing is extrapolated, one sentence.
    public var refusal: String?
}

extension GrowthProjection {
    /// No farther than so many times the largest count that was measured.
    static let farthest = 4
    /// With fewer an interval comes of the spread of a handful of boots.
    static let fewestBoots = PermutationInterval.fewestBlocks

    private struct Kind {
        var metric: MetricName
        var resource: LoadResource?
        var capacity: Double?
    }

    static func all(_ cells: [KnownCell], _ footprint: LoadFootprint?) -> [GrowthProjection] {
        let area = footprint?.area.map { Double($0.size.bytes) }
        let memory = footprint?.available.map { Double(LoadBound.usable($0).bytes) }
        let kinds = [
            Kind(metric: .memoryHighestModules, resource: .moduleArea, capacity: area),
            Kind(metric: .memoryHighestVmalloc, resource: .memory, capacity: memory),
            Kind(metric: .bytesWasted, resource: nil, capacity: nil),
            Kind(metric: .loadsFailed, resource: nil, capacity: nil),
        ]
        return kinds.compactMap { kind in
            // The trace's figure stands for a counter that the kernel does not have.
            let metrics = [kind.metric] + (Metric.named(kind.metric)?.traced.map { [$0] } ?? [])
            return metrics.lazy.compactMap { metric in
                let known = cells.compactMap { cell in
                    cell.value(metric).map { (vcpus: cell.coordinates.vcpus, value: $0) }
                }
                return known.isEmpty
                    ? nil
                    : GrowthProjection(
                        metric, known, resource: kind.resource, capacity: kind.capacity, limit: footprint?.limit)
            }.first
        }
    }

    /// - Parameter values: one a boot, not empty.
    init(
        _ metric: MetricName, _ values: [(vcpus: Int, value: Double)], resource: LoadResource?, capacity: Double?,
        limit: WorkerLimit?
    ) {
        let largest = values.map(\.vcpus).max() ?? 1
        self.init(
            metric: metric, resource: resource, start: 0, growth: nil, interval: nil,
            boots: values.count { $0.vcpus > 1 }, reach: min(Self.farthest * largest, limit?.most ?? .max),
            atReach: nil, capacity: capacity, vcpus: nil, refusal: nil)
        // A sum begins at nothing; a peak has what the machine takes anyhow, which only one vCPU shows by itself.
        if resource != nil {
            guard let alone = Spread(of: values.filter { $0.vcpus == 1 }.map(\.value)) else {
                refusal = "no boot has one vCPU, which growth is counted from"
                return
            }
            start = alone.median
        }
        let added = values.filter { $0.vcpus > 1 }.map { vcpus, value in
            (vcpus: vcpus, value: max(0, value - start))
        }
        let pooled = estimate(added)
        if pooled.value == 0 {
            refusal = added.isEmpty ? "no boot has more than one vCPU" : "it did not grow"
        } else if pooled.informative < Self.fewestBoots {
            refusal =
                "it grew in \(pooled.informative) of \(Names.count(added.count, "boot")), and at least"
                + " \(Self.fewestBoots) must: raise repeat"
        } else if let limit, limit.isCutByMemory(on: largest) {
            refusal =
                "the guest's memory kept udev at \(limit.workers(on: largest)) loads at once with \(largest) vCPUs:"
                + " boot with more, or set udev.children_max="
        } else if let bend = Self.bend(added, pooled) {
            refusal = "it is no straight line: \(Figure.text(bend.growth, of: metric)) for each at \(bend.vcpus) vCPUs"
        } else {
            extrapolate(pooled, largest, limit)
        }
    }

    /// Growth at the largest count that is another than that of all, by more than chance and by more than a tenth; nil for
    /// what can be taken for a line.
    private static func bend(
        _ added: [(vcpus: Int, value: Double)], _ pooled: PooledRatio
    ) -> LackOfFit.Step? {
        let line = LackOfFit(added)
        guard line.isFound, let last = line.steps.last, let growth = pooled.ratio, growth > 0,
            abs(last.growth / growth - 1) > 0.1
        else { return nil }
        return last
    }

    private mutating func estimate(_ added: [(vcpus: Int, value: Double)]) -> PooledRatio {
        let pairs = added.map { BlockPair(value: $0.value, reference: Double($0.vcpus - 1)) }
        let pooled = PooledRatio(pairs, counting: Metric.named(metric)?.unit == .count ? .valueOnly : .no)
        (growth, interval) = (pooled.ratio, pooled.method == .none ? nil : pooled.interval)
        return pooled
    }

    private mutating func extrapolate(_ pooled: PooledRatio, _ largest: Int, _ limit: WorkerLimit?) {
        guard let interval, let high = interval.high, growth != nil else {
            refusal = "nothing tells how fast it may grow at the most: raise repeat"
            return
        }
        let span = Double(reach - 1)
        atReach = Interval(low: start + interval.low * span, high: start + high * span)
        guard resource != nil else { return }
        guard let capacity else {
            refusal = "how much there is of it is not known"
            return
        }
        func vcpus(_ growth: Double) -> Double { 1 + max(0, capacity - start) / growth }
        // The fastest growth of the interval is the first to use it up, and the slowest the last.
        let (first, last) = (vcpus(high), interval.low > 0 ? vcpus(interval.low) : .infinity)
        guard first <= Double(reach) else {
            refusal =
                reach < Self.farthest * largest
                ? "udev asks with at most \(reach) at once, where it is not used up"
                : "it is not used up with \(reach) vCPUs, \(Self.farthest) times the most that were booted, and farther"
                    + " no figure holds"
            return
        }
        self.vcpus = Interval(low: first, high: last <= Double(reach) ? last : nil)
    }
}
