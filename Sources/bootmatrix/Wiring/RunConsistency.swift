// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import RunStore
import Verdicts
import Vocabulary

/// Whether the boots of a run belong together: one kernel behind each name, one image behind all, and every guest as
/// the matrix wants it. Evidence that was mixed up between runs must not be judged as one.
struct RunConsistency {
    private let matrix: Matrix
    private let kernelKeys: [KernelName: Set<String>]
    private let imageKeys: Set<String>

    init(_ run: StoredRun) {
        matrix = run.matrix
        let outcomes = run.cells.flatMap(\.outcomes)
        kernelKeys = Dictionary(grouping: outcomes, by: \.cell.coordinates.kernel)
            .mapValues { Set($0.map(\.record.kernelKey)) }
        imageKeys = Set(outcomes.map(\.record.imageKey))
    }

    func problems(of outcome: BootOutcome) -> [CellReading.Problem] {
        let record = outcome.record
        let place = outcome.cell.coordinates
        var texts: [String] = []
        if let keys = kernelKeys[place.kernel], keys.count > 1 {
            texts.append("the boots of \(place.kernel) are of \(keys.count) different builds")
        }
        if imageKeys.count > 1 { texts.append("the boots of this run used \(imageKeys.count) different images") }
        if record.vcpus != place.vcpus { texts.append("it booted with \(record.vcpus) vCPUs, not \(place.vcpus)") }
        if record.memory != matrix.memory { texts.append("it booted with \(record.memory), not \(matrix.memory)") }
        if record.exit == .sealed, let told = outcome.items.text("cmdline") {
            let words = Set(told.split(whereSeparator: \.isWhitespace).map(String.init))
            let wanted = record.cmdline.split(separator: " ").map(String.init) + matrix.cmdline
            if let missing = wanted.first(where: { !words.contains($0) }) {
                texts.append("'\(missing)' is not on its command line")
            }
        }
        return texts.map { CellReading.Problem(check: .identity, blame: .harness, text: $0) }
    }
}
