// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

/// A comparison as JSON; docs/reports.md documents every field.
struct ComparisonDocument: Encodable {
    struct Side: Encodable {
        let kernel: String
        let run: String?
    }

    struct Margins: Encodable {
        let share: Double
        let floor: Double
        let bytes_floor: Double
        let growth_floor: Double
    }

    /// Of `interleaved` boots; nothing is decided by others.
    struct Level: Encodable {
        let fail: Double
        let pass: Double
    }

    struct Part: Encodable {
        let workload: String
        let status: Status
        let vcpus: [Int]
        let base_boots: Int
        let patched_boots: Int
        let faults: Faults
        let modules: Modules
        let endpoints: [Endpoint]
        let metrics: [MetricEntry]
        let funnel: [Stage]
    }

    /// Named so that it comes first.
    let conclusion: String
    let schema = JSONReport.schema
    let status: Status
    let kernels: [String: Side]
    let interleaved: Bool
    let margins: Margins
    let level: Level?
    let host_accelerators: [String]
    let workloads: [Part]
    let projections: [ProjectionDocument]
    let notes: [String]

    init(_ comparison: PatchComparison) {
        conclusion = comparison.conclusion
        status = comparison.status
        kernels = [
            "base": Side(kernel: comparison.base.kernel.rawValue, run: comparison.base.run),
            "patched": Side(kernel: comparison.patched.kernel.rawValue, run: comparison.patched.run),
        ]
        interleaved = comparison.isInterleaved
        margins = Margins(
            share: comparison.margins.share, floor: comparison.margins.floor,
            bytes_floor: comparison.margins.bytesFloor, growth_floor: comparison.margins.growthFloor)
        level = comparison.isInterleaved ? Level(fail: comparison.level.fail, pass: comparison.level.pass) : nil
        host_accelerators = comparison.accelerators
        workloads = comparison.parts.map(Part.init)
        projections = comparison.projections.map(ProjectionDocument.init)
        notes = comparison.notes
    }
}

extension ComparisonDocument.Part {
    init(_ part: PatchComparison.Part) {
        self.init(
            workload: part.workload.rawValue, status: part.status, vcpus: part.vcpus, base_boots: part.baseBoots,
            patched_boots: part.patchedBoots, faults: ComparisonDocument.Faults(part.faults),
            modules: ComparisonDocument.Modules(part.modules),
            endpoints: part.endpoints.map(ComparisonDocument.Endpoint.init),
            metrics: part.metrics.map(ComparisonDocument.MetricEntry.init),
            funnel: part.funnel.map(ComparisonDocument.Stage.init))
    }
}
