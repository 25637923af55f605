// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Vocabulary

/// The criteria that one boot can break for good: no p-value, the first offence is the verdict.
extension Scope {
    func cleanBoot() -> CriterionOutcome {
        outcome(cellByCell: cells, good: "clean") { cell in
            guard let reading = cell.reading, !reading.isOfAnotherKernel, !reading.isTheHosts else {
                return unjudged(cell)
            }
            if let finding = reading.findings.decisive { return report(finding, in: reading, of: cell) }
            if reading.exit.blame == .kernel {
                return Offence(
                    coordinates: cell.coordinates, cell: cell.id, status: reading.isOpenStall ? .inconclusive : .fail,
                    word: reading.exit.word, text: reading.exit.sentence(at: reading.stage) + reading.stallNote)
            }
            // No report in a log that is not whole is no proof of a clean boot.
            return cell.isTrusted ? nil : unjudged(cell)
        }
    }

    private func report(_ finding: Finding, in reading: CellReading, of cell: KnownCell) -> Offence {
        let more = reading.findings.count { $0.allowed == nil } - 1
        return Offence(
            coordinates: cell.coordinates, cell: cell.id, status: reading.isOpenStall ? .inconclusive : .fail,
            word: finding.kind.rawValue,
            text: finding.title + (more > 0 ? ", and \(Names.count(more, "more report"))" : "") + reading.stallNote,
            lines: finding.lines)
    }

    func bound(_ metric: MetricName, _ limits: Limits) -> CriterionOutcome {
        let good = "with \(metric) \(Figure.text(limits, of: metric))"
        return outcome(cellByCell: cells, good: good) { cell in
            guard let value = cell.value(metric) else { return lacking(metric, cell) }
            guard !limits.contains(value) else { return nil }
            let figure = Figure.text(value, of: metric)
            return Offence(
                coordinates: cell.coordinates, cell: cell.id, status: .fail, word: "\(metric)=\(figure)",
                text: "\(metric) is \(figure), wanted \(Figure.text(limits, of: metric))")
        }
    }
}
