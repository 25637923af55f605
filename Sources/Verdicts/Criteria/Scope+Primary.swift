// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// The criteria that need many boots: pooled over blocks, decided by tests against a margin.
extension Scope {
    /// Kernel by kernel and workload by workload, in the order of the matrix.
    func endpoints(_ question: Question) -> [PrimaryEndpoint] {
        var endpoints: [PrimaryEndpoint] = []
        let byKernel = Dictionary(grouping: cells, by: \.kernel)
        for kernel in kernels where kernel != question.reference {
            let own = Dictionary(grouping: byKernel[kernel] ?? [], by: \.coordinates.workload)
            for (workload, cells) in own.sorted(by: { order($0.key) < order($1.key) }) {
                let part = cells.filter { !question.overOne || $0.coordinates.vcpus > 1 }
                let blocks = MatchedBlocks(part, question: question, board: board)
                guard blocks.planned > 0 else { continue }
                endpoints.append(PrimaryEndpoint(kernel, workload, question, blocks))
            }
        }
        return endpoints
    }

    func primary(_ question: Question, _ family: PrimaryFamily) -> CriterionOutcome {
        let endpoints = family.endpoints(of: criterion)
        guard !endpoints.isEmpty else { return skipped(emptiness(question)) }
        let rows = endpoints.map { endpoint in
            PrimaryRow(
                endpoint: endpoint, standing: family.standing(of: endpoint, in: criterion), size: family.size,
                level: board.level
            ).row()
        }
        return CriterionOutcome(
            name: criterion.name, kind: criterion.kind.word, status: .combined(rows.map(\.status)),
            reason: reason(rows, question) + filterSuffix, rows: rows, offences: endpoints.flatMap(\.blocks.offences))
    }

    /// The matrix's order; workloads that come by `include` only follow by name.
    private func order(_ workload: WorkloadName) -> (Int, String) {
        (board.matrix.axes.workloads.firstIndex(of: workload) ?? .max, workload.rawValue)
    }

    private func emptiness(_ question: Question) -> String {
        question.overOne && cells.allSatisfy { $0.coordinates.vcpus == 1 }
            ? "no cell with more than one vCPU was asked for"
            : "the cells of \(question.reference.map(\.rawValue) ?? "its kernels") in the same blocks were filtered out"
    }

    /// Which kernels come to what; the rows have the figures.
    private func reason(_ rows: [Row], _ question: Question) -> String {
        let groups = [Status.fail, .error, .miss, .inconclusive, .pass].compactMap { status -> String? in
            let names = rows.filter { $0.status == status }.map(\.kernel.rawValue)
            return names.isEmpty ? nil : "\(status.rawValue) \(Names.list(names))"
        }
        return "limit \(question.limit): \(groups.joined(separator: "; "))"
    }
}

extension Criterion.Kind {
    /// What a criterion over blocks asks; nil for the others.
    var question: Question? {
        switch self {
        case .ratio(let metric, let reference, let margin, let floor):
            let floor = floor ?? 0
            return Question(
                metric: metric, reference: reference, margin: margin.value, floor: floor, overOne: false,
                limit: "\(margin) of \(reference)"
                    + (floor > 0 ? " and \(Figure.text(floor, of: metric)) a boot" : ""))
        case .difference(let metric, let reference, let most):
            return Question(
                metric: metric, reference: reference, margin: 1, floor: most, overOne: false, isDifference: true,
                limit: "\(Figure.text(most, of: metric)) a boot above \(reference)")
        case .scaling(let metric, .share(let margin, let reference), let floor):
            let floor = floor ?? 0
            return Question(
                metric: metric, reference: reference, margin: margin.value, floor: floor, overOne: true,
                limit: "\(margin) of the growth of \(reference)"
                    + (floor > 0 ? " and \(Figure.text(floor, of: metric)) per added vCPU" : ""))
        case .scaling(let metric, .absolute(let margin), let floor):
            return Question(
                metric: metric, reference: nil, margin: margin + (floor ?? 0), overOne: true,
                limit: "\(Figure.text(margin + (floor ?? 0), of: metric)) per added vCPU")
        case .cleanBoot, .bound, .perModule, .law, .sameAs, .control, .timing: return nil
        }
    }
}
