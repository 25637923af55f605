// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import MatrixPlan
import Vocabulary

/// The stages of the funnel at one place of the matrix, over its repetitions.
public struct FunnelSummary: Hashable, Codable, Sendable {
    /// What is counted, in the order in which it comes about.
    public enum Stage: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
        case announced = "uevents_announced"
        case processed = "uevents_processed"
        case callsByUdev = "calls_by_udev"
        case callsByModprobe = "calls_by_modprobe"
        case callsByOthers = "calls_by_others"
        /// Not among the stages that follow.
        case callsByInitramfs = "calls_by_initramfs"
        case loaded, coalesced, refused, failed, unfinished
        case requests
        case requestsCoalesced = "requests_coalesced"
        case asked = "modprobe_asked"
        case executed = "modprobe_executed"
        case requestsRefused = "requests_refused"
    }

    public var coordinates: Coordinates
    /// Over the cells whose figures are exact; a stage that none of them tells is absent.
    public var stages: [Stage: Spread]
    /// Cells that are in `stages`.
    public var exact: Int
    /// Cells left out because they give lower bounds only.
    public var bounded: Int
    /// Why, as the first of them says.
    public var bound: String?
    /// Extremes of memory over the trusted cells, exact or not.
    public var peaks: [Extreme]

    /// A peak over the repetitions, and the boot in which it was the most extreme.
    public struct Extreme: Hashable, Codable, Sendable {
        /// One of `memory.lowest-available`, `memory.highest-vmalloc`, `memory.highest-modules`.
        public var metric: MetricName
        /// In bytes.
        public var spread: Spread
        public var cell: CellID
        public var peak: Peak
    }
}

extension FunnelSummary {
    /// Places of which at least one trusted cell has a funnel.
    static func all(_ board: Board) -> [FunnelSummary] {
        var order: [Coordinates] = []
        var groups: [Coordinates: [KnownCell]] = [:]
        for cell in board.cells where cell.isTrusted && (cell.reading?.totals != nil || cell.reading?.peaks != nil) {
            if groups[cell.coordinates] == nil { order.append(cell.coordinates) }
            groups[cell.coordinates, default: []].append(cell)
        }
        return order.map { FunnelSummary($0, groups[$0] ?? []) }
    }

    private init(_ place: Coordinates, _ cells: [KnownCell]) {
        let funnels = cells.compactMap { $0.reading?.totals }
        let exact = funnels.filter { $0.bound == nil }
        var values: [Stage: [Double]] = [:]
        for funnel in exact {
            for (stage, count) in funnel.stages { values[stage, default: []].append(Double(count)) }
        }
        self.init(
            coordinates: place, stages: values.compactMapValues { Spread(of: $0) }, exact: exact.count,
            bounded: funnels.count - exact.count, bound: funnels.lazy.compactMap(\.bound).first,
            peaks: [
                Extreme(.memoryLowest, cells, { $0.lowestAvailable }, { $0 < $1 }),
                Extreme(.memoryHighestVmalloc, cells, { $0.highestVmalloc }, { $0 > $1 }),
                Extreme(.memoryHighestModules, cells, { $0.highestModules }, { $0 > $1 }),
            ].compactMap { $0 })
    }
}

extension FunnelSummary.Extreme {
    fileprivate init?(
        _ metric: MetricName, _ cells: [KnownCell], _ peak: (Peaks) -> Peak?, _ isMore: (ByteCount, ByteCount) -> Bool
    ) {
        let found = cells.compactMap { cell in cell.reading?.peaks.flatMap(peak).map { (cell: cell.id, peak: $0) } }
        guard let first = found.first, let spread = Spread(of: found.map { Double($0.peak.size.bytes) }) else {
            return nil
        }
        let most = found.reduce(first) { isMore($1.peak.size, $0.peak.size) ? $1 : $0 }
        self.init(metric: metric, spread: spread, cell: most.cell, peak: most.peak)
    }
}
