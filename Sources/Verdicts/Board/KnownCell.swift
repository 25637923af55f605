// SPDX-License-Identifier: Apache-2.0

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
        // A retry may make good for the harness and the host, never for a kernel that failed once.
        let deciding =
            verdicts.firstIndex { $0.status == .fail } ?? verdicts.lastIndex { $0.status == .pass }
            ?? verdicts.indices.last
        reading = deciding.map { ordered[$0] }
        verdict = deciding.map { verdicts[$0] } ?? CellVerdict(unavailable: unavailable)
        retried =
            ordered.count < 2
            ? nil
            : zip(ordered, verdicts).map { reading, verdict in
                "attempt \(reading.attempt) \(verdict.status.rawValue)" + (verdict.word.map { " (\($0))" } ?? "")
            }.joined(separator: ", ")
    }
}
