// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import MatrixPlan
import Verdicts
import Vocabulary

/// Whether the boots of a run belong together: one kernel behind each name, one image behind all, and every guest as
/// the matrix wants it. Evidence that was mixed up between runs must not be judged as one.
struct RunConsistency {
    private let kernelKeys: [KernelName: Set<String>]
    private let imageKeys: Set<String>

    init(_ digests: [AttemptDigest]) {
        var kernels: [KernelName: Set<String>] = [:]
        for digest in digests {
            guard let key = digest.kernelKey else { continue }
            kernels[digest.reading.cell.coordinates.kernel, default: []].insert(key)
        }
        kernelKeys = kernels
        imageKeys = Set(digests.compactMap(\.imageKey))
    }

    /// What does not fit the other boots, then what does not fit the matrix.
    func problems(of digest: AttemptDigest) -> [CellReading.Problem] {
        guard digest.kernelKey != nil else { return [] }
        let kernel = digest.reading.cell.coordinates.kernel
        var texts: [String] = []
        if let keys = kernelKeys[kernel], keys.count > 1 {
            texts.append("the boots of \(kernel) are of \(keys.count) different builds")
        }
        if imageKeys.count > 1 { texts.append("the boots of this run used \(imageKeys.count) different images") }
        return texts.map(Self.problem) + digest.misfits
    }

    /// What of a boot is not as the matrix wants it.
    static func misfits(of outcome: BootOutcome, _ matrix: Matrix) -> [CellReading.Problem] {
        let record = outcome.record
        let place = outcome.cell.coordinates
        var texts: [String] = []
        if record.vcpus != place.vcpus { texts.append("it booted with \(record.vcpus) vCPUs, not \(place.vcpus)") }
        let memory = matrix.memory(of: place.kernel)
        if record.memory != memory { texts.append("it booted with \(record.memory), not \(memory)") }
        if record.exit == .sealed, let told = outcome.items.text("cmdline") {
            let words = Set(told.split(whereSeparator: \.isWhitespace).map(String.init))
            let wanted = record.cmdline.split(separator: " ").map(String.init) + matrix.words(of: place.kernel)
            if let missing = wanted.first(where: { !words.contains($0) }) {
                texts.append("'\(missing)' is not on its command line")
            }
        }
        return texts.map(problem)
    }

    private static func problem(_ text: String) -> CellReading.Problem {
        CellReading.Problem(check: .identity, blame: .harness, text: text)
    }
}
