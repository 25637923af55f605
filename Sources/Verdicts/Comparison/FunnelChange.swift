// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan

/// One stage of the funnel at one vCPU count, on both sides.
public struct FunnelChange: Hashable, Codable, Sendable {
    public var vcpus: Int
    public var stage: FunnelSummary.Stage
    /// Over boots whose figures are exact, of pairs.
    public var base: Spread
    public var patched: Spread
    /// patched less base within pairs.
    public var difference: Spread
}

extension FunnelChange {
    /// By vCPU count, stages in the order in which they come about; those that are zero everywhere are left out.
    static func all(_ boots: ComparedBoots) -> [FunnelChange] {
        boots.vcpus.flatMap { vcpus -> [FunnelChange] in
            let pairs = boots.pairs.compactMap { pair -> (base: FunnelTotals, patched: FunnelTotals)? in
                guard pair.base.coordinates.vcpus == vcpus, pair.base.isTrusted, pair.patched.isTrusted,
                    let base = pair.base.reading?.totals, let patched = pair.patched.reading?.totals,
                    base.bound == nil, patched.bound == nil
                else { return nil }
                return (base, patched)
            }
            return FunnelSummary.Stage.allCases.compactMap { FunnelChange(vcpus, $0, pairs) }
        }
    }

    private init?(_ vcpus: Int, _ stage: FunnelSummary.Stage, _ pairs: [(base: FunnelTotals, patched: FunnelTotals)]) {
        let values = pairs.compactMap { pair -> (base: Double, patched: Double)? in
            guard let base = pair.base.stages[stage], let patched = pair.patched.stages[stage] else { return nil }
            return (Double(base), Double(patched))
        }
        guard let base = Spread(of: values.map(\.base)), let patched = Spread(of: values.map(\.patched)),
            let difference = Spread(of: values.map { $0.patched - $0.base }), base.high > 0 || patched.high > 0
        else { return nil }
        self.init(vcpus: vcpus, stage: stage, base: base, patched: patched, difference: difference)
    }
}
