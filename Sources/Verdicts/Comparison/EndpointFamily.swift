// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// Decides the endpoints of a comparison together, as the primary criteria of a matrix are (`PrimaryFamily`): FAIL by Holm
/// over all of them, growth at the largest vCPU count among them; PASS of each by itself, since all must.
struct EndpointFamily {
    let level: DecisionLevel

    /// - Parameter endpoints: of all workloads.
    func decide(_ endpoints: inout [EndpointChange]) {
        let (standings, size) = EndpointTests.standings(endpoints.map(\.tests))
        for (index, standing) in zip(endpoints.indices, standings) {
            endpoints[index].standing = standing
            endpoints[index].level = level.fail / Double(size)
            (endpoints[index].status, endpoints[index].lack) = decision(endpoints[index], of: size)
        }
    }

    private func decision(_ endpoint: EndpointChange, of size: Int) -> (Status, String?) {
        if endpoint.tests.isBeyond(endpoint.standing, at: level) { return (.fail, nil) }
        if endpoint.blocks == 0 {
            return (.inconclusive, "no block gave it on both sides\(Scope.absence(of: endpoint.metric))")
        }
        if endpoint.blocks < endpoint.plannedBlocks {
            // What the others hold is unknown; it may only worsen what these say.
            let lost = endpoint.plannedBlocks - endpoint.blocks
            return (
                .inconclusive,
                "\(lost) of \(Names.count(endpoint.plannedBlocks, "block")) did not give it on both sides"
            )
        }
        if endpoint.tests.isWithin(at: level) { return (.pass, nil) }
        return (.inconclusive, open(endpoint, size))
    }

    private func open(_ endpoint: EndpointChange, _ size: Int) -> String {
        if endpoint.tests.all.method == .none {
            return "at least \(StudentInterval.fewestBlocks) blocks must tell: raise repeat"
        }
        if endpoint.tests.all.above <= level.pass {
            return "above the margin, but not beyond chance over \(Names.count(size, "endpoint")): raise repeat"
        }
        if endpoint.tests.all.below <= level.pass, let largest = endpoint.tests.largest {
            return "within the margin, but not by itself at \(largest.vcpus) vCPUs: raise repeat"
        }
        return "too near to the margin for \(Names.count(endpoint.blocks, "block")): raise repeat"
    }
}
