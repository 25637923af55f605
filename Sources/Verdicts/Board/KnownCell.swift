// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Vocabulary

/// A planned cell with what is known of it. A class, because criteria pass ten thousand of them from list to list and
/// each would be copied with its whole reading.
final class KnownCell {
    let cell: Cell
    let id: CellID
    /// The attempt that decides; nil when there is none.
    let reading: CellReading?
    let attempts: Int
    let verdict: CellVerdict
    /// What the other attempts came to, for the notes.
    let retried: String?

    var coordinates: Coordinates { cell.coordinates }
    var kernel: KernelName { cell.coordinates.kernel }
    var isTrusted: Bool { reading?.isTrusted ?? false }

    /// A figure that may be used; nil when the boot is not to be trusted or did not give it.
    func value(_ metric: MetricName) -> Double? {
        guard let reading, reading.isTrusted, let value = reading.values[metric], value.isFinite else { return nil }
        return value
    }

    init(_ cell: Cell, readings: [CellReading], unavailable: (blame: Blame, text: String)?) {
        self.cell = cell
        id = cell.id
        attempts = readings.count
        let ordered = readings.sorted { $0.attempt < $1.attempt }
        let verdicts = ordered.map { CellVerdict($0) }
        // A stall that was repeated alone is answered for by that boot, whatever it came to.
        let answered = Set(ordered.filter(\.isAnAnswer).compactMap(\.rerun?.of))
        // Not where it failed in another way as well.
        let counted = ordered.indices.filter {
            verdicts[$0].status == .fail || !(ordered[$0].isOpenStall && answered.contains(ordered[$0].attempt))
        }
        // A retry may make good for the harness and the host, never for a kernel that failed once, or said so before
        // they did.
        let deciding =
            counted.first { verdicts[$0].status == .fail } ?? counted.first { ordered[$0].showsReport }
            ?? counted.last { verdicts[$0].status == .pass }
            ?? counted.last
        reading = deciding.map { ordered[$0] }
        verdict = deciding.map { verdicts[$0] } ?? CellVerdict(unavailable: unavailable)
        retried =
            ordered.count < 2
            ? nil
            : zip(ordered, verdicts).map { $0.account(of: $1) }.joined(separator: ", ")
    }
}

extension KnownCell {
    /// Where kernels are held against one another.
    struct Place: Hashable {
        var vcpus: Int
        var workload: WorkloadName
    }

    var place: Place { Place(vcpus: coordinates.vcpus, workload: coordinates.workload) }
}

extension CellReading {
    /// A rerun that ran: the host's failure says nothing about a stall.
    fileprivate var isAnAnswer: Bool { rerun != nil && exit.isAnAnswer && !isTheHosts }

    /// `attempt 1 MISS (qemu-gone: QEMU ended: killed)`.
    fileprivate func account(of verdict: CellVerdict) -> String {
        var text = "attempt \(attempt)" + (rerun == nil ? "" : " alone") + " \(verdict.status.rawValue)"
        if exit.blame != nil, !isTheHosts {
            text += " (\(exit.word): \(SafeText.line(exit.sentence(at: stage), limit: 120)))"
        } else if let word = verdict.word {
            text += " (\(word): \(SafeText.line(verdict.reason, limit: 120)))"
        } else if isStall, let finding = findings.decisive {
            text += " (\(finding.kind.rawValue): \(SafeText.line(finding.title, limit: 120)))"
        }
        return text
    }
}
