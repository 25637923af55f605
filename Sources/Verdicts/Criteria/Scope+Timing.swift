// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixPlan
import Vocabulary

/// Times of the host: the middle of blocks and their spread, so that one busy minute does not speak for a kernel. Other
/// work on the host changes them, so that they only ever warn.
extension Scope {
    /// Fewer boots have no middle to speak of.
    static let fewestTimings = 5

    func timing(_ metric: MetricName, _ reference: KernelName, _ most: Fraction) -> CriterionOutcome {
        var rows: [Row] = []
        let byKernel = Dictionary(grouping: cells, by: \.kernel)
        for kernel in kernels where kernel != reference {
            var workloads: [WorkloadName] = []
            for cell in byKernel[kernel] ?? [] where !workloads.contains(cell.coordinates.workload) {
                workloads.append(cell.coordinates.workload)
            }
            for workload in workloads {
                let own = (byKernel[kernel] ?? []).filter { $0.coordinates.workload == workload }
                rows += [row(kernel, workload, own, metric, reference, most)].compactMap(\.self)
            }
        }
        guard !rows.isEmpty else { return skipped("the cells of \(reference) in the same blocks were filtered out") }
        let open = rows.count { $0.status != .pass }
        return CriterionOutcome(
            name: criterion.name, kind: criterion.kind.word, status: .combined(rows.map(\.status)),
            reason: "\(metric) at most \(most) of \(reference) by the median of blocks: "
                + (open == 0 ? "so for all" : "\(open) of \(rows.count) not so") + filterSuffix, rows: rows)
    }

    /// Nil where a filter took the reference away.
    private func row(
        _ kernel: KernelName, _ workload: WorkloadName, _ cells: [KnownCell], _ metric: MetricName,
        _ reference: KernelName, _ most: Fraction
    ) -> Row? {
        var shares: [Double] = []
        var planned = 0
        var isTranslated = false
        for cell in cells {
            let partner: KnownCell
            switch board.partner(of: cell.cell, kernel: reference) {
            case .filteredOut: continue
            case .notInMatrix:
                planned += 1
                continue
            case .found(let found): partner = found
            }
            planned += 1
            guard let own = cell.value(metric), let other = partner.value(metric), own >= 0, other > 0,
                let accelerator = cell.reading?.machine.accelerator,
                accelerator == partner.reading?.machine.accelerator
            else { continue }
            isTranslated = isTranslated || accelerator == .tcg
            shares.append(own / other)
        }
        guard planned > 0 else { return nil }
        func row(_ status: Status, _ reason: String) -> Row {
            Row(kernel: kernel, workload: workload, status: status, reason: reason)
        }
        guard shares.count >= Self.fewestTimings, let middle = Spread(of: shares)?.median,
            let deviation = Spread(of: shares.map { abs($0 - middle) })?.median
        else {
            return row(
                .inconclusive,
                "\(Names.count(shares.count, "block")) of \(planned) can be compared, and \(Self.fewestTimings) must:"
                    + " raise repeat")
        }
        let text =
            "\(Figure.percent(middle)) of \(reference) (MAD \(Figure.percent(deviation))) in"
            + " \(Names.count(shares.count, "block")), limit \(most)" + (isTranslated ? "; TCG's time" : "")
        if middle <= most.value { return row(.pass, text) }
        // 1.4826 MAD is a normal spread's standard deviation; a median's own error is 1.2533 of a mean's. Two of those.
        let doubt = 2 * 1.2533 * 1.4826 * deviation / Double(shares.count).squareRoot()
        return middle - doubt > most.value
            ? row(.fail, text) : row(.inconclusive, "\(text); within its noise, more repeats would decide")
    }
}
