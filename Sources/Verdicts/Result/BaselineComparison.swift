// SPDX-License-Identifier: Apache-2.0

import BootEvidence
public import MatrixPlan

/// One kernel beside the baseline under one workload, all vCPU counts together. Descriptive: what a kernel costs that
/// nobody set a limit for, such as what an observer changes in what it observes.
public struct BaselineComparison: Hashable, Codable, Sendable {
    /// A metric in the blocks in which both kernels gave it.
    public struct Row: Hashable, Codable, Sendable {
        public var metric: MetricName
        /// Medians, in the metric's unit.
        public var baseline: Double
        public var kernel: Double
        /// The median of the differences within blocks, kernel less baseline. It need not be that of the medians.
        public var difference: Double
        public var low: Double
        public var high: Double
        public var blocks: Int
    }

    public var kernel: KernelName
    public var baseline: KernelName
    public var workload: WorkloadName
    /// Metrics without a block in common are left out.
    public var rows: [Row]

    /// In the order of rows. Where a counter is not to be had on both sides, the trace's metric stands for it.
    public static let metrics: [MetricName] = [
        .modulesCount, .loadsFailed, .tracedFailed, .bytesWasted, .tracedBytesWasted, .requests, .modprobeRuns,
        .memoryLowest, .timeToSettled,
    ]
}

extension BaselineComparison {
    static func all(_ board: Board) -> [BaselineComparison] {
        struct Key: Hashable {
            var kernel: KernelName
            var workload: WorkloadName
        }
        let baseline = board.matrix.baseline
        var order: [Key] = []
        var pairs: [Key: [(cell: KnownCell, partner: KnownCell)]] = [:]
        for cell in board.cells where cell.kernel != baseline && cell.isTrusted {
            guard case .found(let partner) = board.partner(of: cell.cell, kernel: baseline), partner.isTrusted,
                partner.reading?.machine.accelerator == cell.reading?.machine.accelerator
            else { continue }
            let key = Key(kernel: cell.kernel, workload: cell.coordinates.workload)
            if pairs[key] == nil { order.append(key) }
            pairs[key, default: []].append((cell, partner))
        }
        return order.map { key in
            let pairs = pairs[key] ?? []
            let rows = metrics.compactMap { Row($0, pairs) }
            let standIns = Set(rows.compactMap { Metric.named($0.metric)?.traced })
            return BaselineComparison(
                kernel: key.kernel, baseline: baseline, workload: key.workload,
                rows: rows.filter { !standIns.contains($0.metric) })
        }.filter { !$0.rows.isEmpty }
    }
}

extension BaselineComparison.Row {
    fileprivate init?(_ metric: MetricName, _ pairs: [(cell: KnownCell, partner: KnownCell)]) {
        let values = pairs.compactMap { pair -> (kernel: Double, baseline: Double)? in
            guard let kernel = pair.cell.value(metric), let baseline = pair.partner.value(metric) else { return nil }
            return (kernel, baseline)
        }
        guard let kernel = Spread(of: values.map(\.kernel)), let baseline = Spread(of: values.map(\.baseline)),
            let difference = Spread(of: values.map { $0.kernel - $0.baseline })
        else { return nil }
        self.init(
            metric: metric, baseline: baseline.median, kernel: kernel.median, difference: difference.median,
            low: difference.low, high: difference.high, blocks: values.count)
    }
}
