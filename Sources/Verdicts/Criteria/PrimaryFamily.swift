// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// The hypotheses over which the error of a FAIL is promised: every kernel and workload of every criterion of kind ratio,
/// difference or scaling whose severity is fail, and for growth the largest vCPU count besides. Their number follows from
/// the plan and the matrix alone.
struct PrimaryFamily {
    struct Key: Hashable {
        var criterion: String
        var kernel: KernelName
        var workload: WorkloadName
    }

    /// How many hypotheses there are.
    let size: Int
    private let criteria: [Criterion]
    private let standings: [Key: EndpointTests.Standing]
    private let endpoints: [String: [PrimaryEndpoint]]

    init(_ board: Board) {
        var endpoints: [String: [PrimaryEndpoint]] = [:]
        var family: [(key: Key, endpoint: PrimaryEndpoint)] = []
        for criterion in board.matrix.criteria {
            guard let scope = Scope(criterion, board), let question = criterion.kind.question else { continue }
            let own = scope.endpoints(question)
            endpoints[criterion.name] = own
            guard criterion.severity == .fail else { continue }
            family += own.map {
                (Key(criterion: criterion.name, kernel: $0.kernel, workload: $0.workload), $0)
            }
        }
        let (found, size) = EndpointTests.standings(family.map(\.endpoint.tests))
        standings = Dictionary(zip(family.map(\.key), found)) { first, _ in first }
        self.size = size
        criteria = board.matrix.criteria
        self.endpoints = endpoints
    }

    /// In the order of the matrix.
    var all: [(criterion: Criterion, endpoint: PrimaryEndpoint)] {
        criteria.flatMap { criterion in endpoints(of: criterion).map { (criterion, $0) } }
    }

    func endpoints(of criterion: Criterion) -> [PrimaryEndpoint] { endpoints[criterion.name] ?? [] }

    /// Nil for a criterion that only warns: it is no part of the promise.
    func standing(of endpoint: PrimaryEndpoint, in criterion: Criterion) -> EndpointTests.Standing? {
        standings[Key(criterion: criterion.name, kernel: endpoint.kernel, workload: endpoint.workload)]
    }
}
