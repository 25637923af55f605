// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import RunStore
import Verdicts
import Vocabulary

/// Two kernels of stored runs, held against one another.
struct StoredComparison {
    /// A kernel of a run.
    struct Place: Hashable {
        var run: RunDirectory
        var kernel: KernelName

        /// As the first boot of the kernel was told that says it.
        func builtModules() throws(RunStoreError) -> Set<String>? {
            for cell in run.storedCells() where CellReference(text: cell.text)?.coordinates.kernel == kernel {
                if let record = try run.load(cell)?.cell.outcomes.first?.record {
                    return Set(record.expected.modules.keys)
                }
            }
            return nil
        }
    }

    let comparison: PatchComparison

    /// - Throws: `NoKernel`, `RunStoreError`.
    init(base: Place, patched: Place, margins: ComparisonMargins, rereads: Bool) throws {
        let first = try StoredReadings(base.run, rereads: rereads)
        let second = patched.run == base.run ? first : try StoredReadings(patched.run, rereads: rereads)
        let runs = patched.run == base.run ? [first] : [first, second]
        let looks = runs.map(\.look)
        let left = try first.side(base, upTo: looks[0])
        let right = try second.side(patched, upTo: looks[looks.count - 1])
        var comparison = PatchComparison(
            base: left, patched: right, margins: margins,
            level: LookSchedule(first.survey.plan).looks[looks[0] - 1].level,
            isDamaged: runs.contains(where: \.isDamaged))
        comparison.notes += runs.flatMap(\.notes)
        self.comparison = comparison
    }

    /// A run that does not have the kernel.
    struct NoKernel: DiagnosableError {
        let kernel: KernelName
        /// Nil where no run was named.
        let run: RunDirectory?
        let known: [KernelName]
        var code: String { "no-such-kernel" }
        var blame: Blame { .user }
        var what: String { (run == nil ? "no stored run has booted" : "this run has no") + " kernel \(kernel)" }
        var location: String? { run?.path }
        var remedy: String? { Closest.remedy(for: kernel.rawValue, among: known.map(\.rawValue)) }
        var cause: (any Error)? { nil }
    }
}

extension StoredReadings {
    /// The look that its result is of. A run that looks once need not be judged for that.
    fileprivate var look: Int {
        guard survey.plan.lookCount > 1 else { return 1 }
        return Judge.conclude(
            matrix: survey.matrix, plan: survey.plan, readings: readings, unavailable: unavailable,
            decidedBefore: survey.conclusion?.decidedAt
        ).looked?.look ?? survey.plan.lookCount
    }

    fileprivate func side(_ place: StoredComparison.Place, upTo look: Int) throws -> ComparisonSide {
        let planned = survey.plan.kernels
        guard planned.contains(place.kernel) else {
            throw StoredComparison.NoKernel(kernel: place.kernel, run: place.run, known: planned)
        }
        return ComparisonSide(
            kernel: place.kernel, run: survey.facts.id, matrix: survey.matrix, plan: survey.plan, readings: readings,
            unavailable: unavailable, built: try place.builtModules()
        ).upTo(look: look)
    }
}

extension RunDirectory {
    /// The kernels of which a boot is stored. Reads no evidence.
    var bootedKernels: [KernelName] {
        var seen: Set<KernelName> = []
        return storedCells().compactMap { CellReference(text: $0.text)?.coordinates.kernel }
            .filter { seen.insert($0).inserted }
    }
}
