// SPDX-License-Identifier: Apache-2.0

public import BootEvidence

/// The stages of one boot's funnel, added up: what comparisons over many boots need, and a twentieth of the funnel's size.
public struct FunnelTotals: Codable, Hashable, Sendable {
    /// A stage that the boot does not tell is absent.
    public var stages: [FunnelSummary.Stage: Int]
    /// Why the figures are lower bounds; nil where they are exact.
    public var bound: String?

    public init(_ funnel: Funnel) {
        bound = funnel.bound
        let all = funnel.measured
        let (udev, modprobe) = (funnel.outcomes { $0 == .udev }.calls, funnel.outcomes { $0 == .modprobe }.calls)
        stages = [
            .callsByUdev: udev, .callsByModprobe: modprobe, .callsByOthers: all.calls - udev - modprobe,
            .loaded: all.loaded, .coalesced: all.coalesced, .refused: all.refused, .failed: all.failures,
            .unfinished: all.unfinished, .requests: funnel.requestCount,
        ]
        let early = funnel.outcomes { $0 == .initramfs }.calls
        if early > 0 { stages[.callsByInitramfs] = early }
        stages[.announced] = funnel.announced
        stages[.processed] = funnel.processed
        stages[.requestsRefused] = funnel.refusedRequests
        if funnel.tellsModprobe {
            stages[.requestsCoalesced] = funnel.coalescedRequests
            stages[.asked] = funnel.asked
            stages[.executed] = funnel.executed
        }
    }
}
