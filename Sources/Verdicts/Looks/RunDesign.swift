// SPDX-License-Identifier: Apache-2.0

import Foundation
public import MatrixPlan
import Vocabulary

/// How often a run may be wrong, and when it looks: fixed with its plan, before the first boot.
public struct RunDesign: Hashable, Codable, Sendable {
    /// What it may spend in all.
    public var total: DecisionLevel
    /// At least one.
    public var looks: [Look]
    /// Kernel and workload of every planned row that is decided by statistics and can fail the run.
    public var endpoints: Int

    public struct Look: Hashable, Codable, Sendable {
        /// Of each place that has no number of boots of its own.
        public var blocks: Int
        public var level: DecisionLevel
    }

    public init(_ matrix: Matrix, _ plan: Plan) {
        total = .single
        let blocks = plan.blocksAtLooks
        let most = Double(blocks.last ?? 1)
        let levels = Spending.levels(fractions: blocks.map { Double($0) / most }, of: total)
        looks = zip(blocks, levels).map { Look(blocks: $0, level: $1) }
        let places = Set(plan.cells.map(\.coordinates))
        endpoints = matrix.criteria.filter(\.isPrimary).reduce(0) { $0 + $1.endpoints(in: places) }
    }

    /// Sentences for a person, without a full stop.
    public var lines: [String] {
        let blocks = looks.map { "\($0.blocks)" }
        var lines = [
            looks.count == 1
                ? "one look, at \(Names.count(looks[0].blocks, "block")) of each place"
                : "at most \(looks.count) looks, at \(blocks.dropLast().joined(separator: ", ")) and \(blocks.last ?? "")"
                    + " blocks of each place"
        ]
        guard endpoints > 0 else {
            return [lines[0] + "; no criterion here is decided by statistics"]
        }
        lines[0] += "; \(Names.count(endpoints, "primary endpoint"))"
        lines.append(
            "wrong at most so often: FAIL \(Self.percent(total.fail)) over all endpoints together, PASS"
                + " \(Self.percent(total.pass)) of each")
        if looks.count > 1 {
            lines.append(
                "of that by look: FAIL \(looks.map { Self.percent($0.level.fail) }.joined(separator: ", ")); PASS"
                    + " \(looks.map { Self.percent($0.level.pass) }.joined(separator: ", "))")
        }
        return lines
    }

    /// Two digits, however small: `0.97 %`, `0.000026 %`.
    static func percent(_ share: Double) -> String {
        let value = share * 100
        guard value > 0, value.isFinite else { return "0 %" }
        let digits = max(0, 1 - Int(log10(value).rounded(.down)))
        var text = String(format: "%.\(digits)f", value)
        while text.contains("."), let last = text.last, last == "0" || last == "." {
            text.removeLast()
            if last == "." { break }
        }
        return text + " %"
    }
}

extension Criterion {
    /// Whether its rows are decided by statistics over blocks and can fail a run.
    var isPrimary: Bool {
        guard severity == .fail else { return false }
        switch kind {
        case .ratio, .difference, .scaling: return true
        default: return false
        }
    }

    /// Kernels and workloads of which it has a row.
    fileprivate func endpoints(in places: Set<Coordinates>) -> Int {
        struct Endpoint: Hashable {
            var kernel: KernelName
            var workload: WorkloadName
        }
        var overOne = false
        if case .scaling = kind { overOne = true }
        let own = places.filter { when.contains($0) && $0.kernel != kind.reference && (!overOne || $0.vcpus > 1) }
        return Set(own.map { Endpoint(kernel: $0.kernel, workload: $0.workload) }).count
    }
}
