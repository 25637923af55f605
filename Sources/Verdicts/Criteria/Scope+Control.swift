// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// The positive control. What it does not find is never held against a kernel: the effect could not be seen here, so
/// that nothing can be said about its absence elsewhere.
extension Scope {
    func control(_ metric: MetricName, _ limits: Limits) -> CriterionOutcome {
        var offences: [Offence] = []
        var rows: [Row] = []
        let byKernel = Dictionary(grouping: cells, by: \.kernel)
        for kernel in kernels {
            var own: [Offence] = []
            var medians: [String] = []
            for repeats in (byKernel[kernel] ?? []).chunked(by: \.coordinates) {
                let place = repeats[0].coordinates
                own += repeats.filter { $0.value(metric) == nil }.map { lacking(metric, $0) }
                guard let spread = Spread(of: repeats.compactMap { $0.value(metric) }) else { continue }
                medians.append("\(Figure.text(spread.median, of: metric)) at \(place.vcpus)")
                guard !limits.contains(spread.median) else { continue }
                own.append(
                    Offence(
                        coordinates: place, cell: nil, status: .inconclusive, word: "no-effect",
                        text: "the median of \(metric) is \(Figure.text(spread, of: metric)),"
                            + " wanted \(Figure.text(limits, of: metric))"))
            }
            offences += own
            rows.append(
                Row(
                    kernel: kernel, status: own.isEmpty ? .pass : .combined(own.map(\.status)),
                    reason: medians.isEmpty
                        ? "no boot gave \(metric)\(Self.absence(of: metric))"
                        : "median \(metric) by vCPUs: \(Names.list(medians, limit: 8));"
                            + " wanted \(Figure.text(limits, of: metric))"))
        }
        return CriterionOutcome(
            name: criterion.name, kind: criterion.kind.word, status: .combined(rows.map(\.status)),
            reason: reason(offences, rows) + filterSuffix, rows: rows, offences: offences)
    }

    private func reason(_ offences: [Offence], _ rows: [Row]) -> String {
        guard let first = offences.first else {
            return Names.list(rows.map { "\($0.kernel): \($0.reason)" }, limit: 2)
        }
        let silent = offences.filter { $0.cell == nil }
        guard let place = silent.first else {
            return "\(Names.count(offences.count, "cell")) cannot be judged: \(first.cell?.text ?? "")"
                + (offences.count > 1 ? " and others" : "")
        }
        let others = silent.count - 1
        return "no effect with \(place.coordinates.kernel) at \(Names.count(place.coordinates.vcpus, "vCPU")): "
            + place.text + (others > 0 ? "; and at \(Names.count(others, "other place"))" : "")
    }
}

extension Array {
    /// Neighbours with an equal key together; none is empty.
    func chunked<Key: Equatable>(by key: (Element) -> Key) -> [[Element]] {
        var chunks: [[Element]] = []
        for element in self {
            if let last = chunks.last?.last, key(last) == key(element) {
                chunks[chunks.count - 1].append(element)
            } else {
                chunks.append([element])
            }
        }
        return chunks
    }
}
