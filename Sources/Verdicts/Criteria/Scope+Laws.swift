// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// What a loader's counters must look like, and how often one module's load may fail.
extension Scope {
    /// Fewer failures of a boot than this say nothing of where a loader notices duplicates.
    private static let fewestFailures = 10.0
    /// Where udev's requests of so many CPUs meet: a loader up to 6.4 shows duplicates there.
    private static let fewestVCPUs = 4

    func law(_ law: LoaderLaw) -> CriterionOutcome {
        outcome(cellByCell: cells, good: "as \(law.rawValue) says", against: .nobody) { cell in
            switch law {
            case .onlyDuplicates: onlyDuplicates(cell)
            case .loader63: loader63(cell)
            case .loader64: loader64(cell)
            case .loader65: loader65(cell)
            }
        }
    }

    private func onlyDuplicates(_ cell: KnownCell) -> Offence? {
        for metric in [MetricName.loadsKread, .loadsDecompress, .loadsResidual] {
            guard let value = cell.value(metric) else { return lacking(metric, cell) }
            if value != 0 { return broken(cell, metric, value, "wanted 0") }
        }
        return nil
    }

    private func loader63(_ cell: KnownCell) -> Offence? {
        guard let becoming = cell.value(.loadsBecoming) else { return lacking(.loadsBecoming, cell) }
        guard let load = cell.value(.loadsLoad) else { return lacking(.loadsLoad, cell) }
        if becoming != 0 { return broken(cell, .loadsBecoming, becoming, "wanted 0: a duplicate was noticed early") }
        guard load == 0, wantsDuplicates(cell) else { return nil }
        // A boot without the effect proves nothing, and breaks nothing.
        return open(cell, "no load failed after the allocation, so that no duplicate was seen")
    }

    private func loader64(_ cell: KnownCell) -> Offence? {
        guard let becoming = cell.value(.loadsBecoming) else { return lacking(.loadsBecoming, cell) }
        guard let load = cell.value(.loadsLoad) else { return lacking(.loadsLoad, cell) }
        let failed = becoming + load
        if failed >= Self.fewestFailures {
            guard load > becoming else { return nil }
            return broken(cell, .loadsLoad, load, "wanted at most becoming, \(Figure.number(becoming))")
        }
        guard load > becoming || wantsDuplicates(cell) else { return nil }
        return open(
            cell,
            "\(Figure.number(becoming)) loads failed before the allocation and \(Figure.number(load)) after it: fewer than"
                + " \(Figure.number(Self.fewestFailures)) do not tell where duplicates are noticed")
    }

    private func wantsDuplicates(_ cell: KnownCell) -> Bool {
        cell.coordinates.vcpus >= Self.fewestVCPUs && cell.coordinates.workload.base == .coldplug
    }

    private func loader65(_ cell: KnownCell) -> Offence? {
        guard let becoming = cell.value(.loadsBecoming) else { return lacking(.loadsBecoming, cell) }
        guard let load = cell.value(.loadsLoad) else { return lacking(.loadsLoad, cell) }
        guard let loaded = cell.value(.loadsLoaded) else { return lacking(.loadsLoaded, cell) }
        guard load > 0 || becoming > loaded else { return nil }
        // Bytes without a file cannot be joined (init_module in kernel/module/main.c).
        if let blind = cell.value(.loadsFromMemory), blind > 0 {
            return open(cell, "\(Figure.number(blind)) loads came without a file, which the kernel cannot join")
        }
        return load > 0
            ? broken(cell, .loadsLoad, load, "wanted 0: whoever asks for the same file waits")
            : broken(cell, .loadsBecoming, becoming, "wanted at most \(Figure.number(loaded)), the modules loaded")
    }

    func perModule(_ limit: ModuleLimit) -> CriterionOutcome {
        outcome(cellByCell: cells, good: "with at most \(limit) failed loads of a module") { cell in
            guard cell.isTrusted else { return unjudged(cell) }
            guard let failed = cell.reading?.failedLoads else { return lacking(.loadsWorstModule, cell) }
            let most = limit.limit(at: cell.coordinates.vcpus)
            let over = failed.filter { $0.value > most }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            guard let worst = over.first else { return nil }
            let bound = limit == .othersThanOne ? " (n-1 at \(Names.count(cell.coordinates.vcpus, "vCPU")))" : ""
            return Offence(
                coordinates: cell.coordinates, cell: cell.id, status: .fail, word: "\(worst.key)=\(worst.value)",
                text: "failed loads of \(Names.list(over.map { "\($0.key): \($0.value)" }, limit: 6));"
                    + " wanted at most \(most)\(bound)")
        }
    }

    private func broken(_ cell: KnownCell, _ metric: MetricName, _ value: Double, _ wanted: String) -> Offence {
        let figure = Figure.text(value, of: metric)
        return Offence(
            coordinates: cell.coordinates, cell: cell.id, status: .fail, word: "\(metric)=\(figure)",
            text: "\(metric) is \(figure), \(wanted)")
    }

    private func open(_ cell: KnownCell, _ text: String) -> Offence {
        Offence(coordinates: cell.coordinates, cell: cell.id, status: .inconclusive, word: "no-effect", text: text)
    }
}
