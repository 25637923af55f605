// SPDX-License-Identifier: Apache-2.0

import BootEvidence
public import MatrixPlan

/// What one metric changed by. Secondary: each interval errs by itself once in twenty, so it warns and decides nothing.
public struct MetricChange: Hashable, Codable, Sendable {
    public enum Direction: String, Codable, Sendable {
        case less, more
        /// The interval holds both, or there is none.
        case open
        /// Equal in every block.
        case same
    }

    public var metric: MetricName
    /// Over the blocks that both kernels gave it in.
    public var base: Spread
    public var patched: Spread
    /// patched less base within blocks.
    public var difference: Spread
    /// sum(patched) / sum(base), with its interval.
    public var pooled: PooledRatio
    public var direction: Direction
    /// It got worse by more than the share that primary endpoints may.
    public var isWarning: Bool
}

extension MetricChange {
    /// Of every metric that both kernels gave somewhere and that was not zero everywhere, in the order of the catalogue. A
    /// figure of the trace is left out where the counter that it stands for is there.
    static func all(_ boots: ComparedBoots, share: Double) -> [MetricChange] {
        let changes = Metric.catalogue.compactMap { metric -> MetricChange? in
            guard metric.unit != .moduleSet else { return nil }
            return MetricChange(metric, boots.values(metric.name), share: share)
        }
        let standIns = Set(changes.compactMap { Metric.named($0.metric)?.traced })
        return changes.filter { !standIns.contains($0.metric) && ($0.base.high != 0 || $0.patched.high != 0) }
    }

    private init?(_ metric: Metric, _ blocks: [(vcpus: Int, base: Double, patched: Double)], share: Double) {
        guard let base = Spread(of: blocks.map(\.base)), let patched = Spread(of: blocks.map(\.patched)),
            let difference = Spread(of: blocks.map { $0.patched - $0.base })
        else { return nil }
        let pooled = PooledRatio(
            blocks.map { BlockPair(value: $0.patched, reference: $0.base, vcpus: $0.vcpus) },
            counting: metric.unit == .count ? .both : .no)
        let direction: Direction =
            if difference.low == 0, difference.high == 0 {
                .same
            } else if pooled.method != .none, pooled.interval.low > 1 {
                .more
            } else if pooled.method != .none, let high = pooled.interval.high, high < 1 {
                .less
            } else {
                .open
            }
        self.init(
            metric: metric.name, base: base, patched: patched, difference: difference, pooled: pooled,
            direction: direction, isWarning: false)
        isWarning =
            switch metric.name {
            case .memoryLowest: direction == .less && pooled.interval.high ?? .infinity < 1 / share
            default: Self.worseIfMore.contains(metric.name) && direction == .more && pooled.interval.low > share
            }
    }

    /// Neither more loads that wait for another's nor more modules are worse by themselves; what is left out here is shown
    /// without a warning.
    private static let worseIfMore: Set<MetricName> = [
        .loadsFailed, .loadsBecoming, .loadsLoad, .loadsKread, .loadsDecompress, .loadsResidual, .bytesWasted,
        .tracedFailed, .tracedBytesWasted, .tracedBytesRead, .requestsRefused, .modprobeRuns, .memoryHighestVmalloc,
        .memoryHighestModules, .timeToInit, .timeToSettled, .timeToSealed,
    ]
}
