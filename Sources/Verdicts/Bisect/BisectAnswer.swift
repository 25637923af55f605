// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// A judged step of a bisection: which way git goes on, and why in one sentence.
public struct BisectAnswer: Hashable, Codable, Sendable {
    public enum Word: String, Codable, Sendable {
        case good, bad, skip
    }

    public var word: Word
    public var reason: String

    /// - Parameter asked: the criteria that decide. Where some were named, nothing else of a boot counts: an unrelated
    ///   crash must not lead a bisection to its own culprit. Where none was, the whole verdict decides.
    public init(_ result: MatrixResult, asked: [String]) {
        if let lack = result.kernels.lazy.compactMap(\.unavailable).first {
            self.init(word: .skip, reason: Self.brief(lack))
            return
        }
        let deciding = result.criteria.filter {
            asked.isEmpty ? $0.severity == .fail : asked.contains($0.name)
        }
        if let failed = deciding.first(where: { $0.status == .fail }) {
            self.init(word: .bad, reason: Self.sentence(failed, of: result))
        } else if asked.isEmpty, let cell = result.firstCell(.fail) {
            self.init(word: .bad, reason: "\(cell.id): \(cell.reason)")
        } else if result.status == .pass {
            let boots = Names.count(result.run.sealedCells, "boot")
            self.init(word: .good, reason: "\(Names.list(deciding.map(\.name))) (\(boots) at \(result.places))")
        } else if let open = deciding.first(where: { $0.status != .pass }) {
            self.init(word: .skip, reason: Self.sentence(open, of: result))
        } else {
            let cell = [Status.fail, .error, .miss, .inconclusive].lazy.compactMap { result.firstCell($0) }.first
            self.init(
                word: .skip,
                reason: cell.map { "\($0.id): \($0.reason)" }
                    ?? "the run is \(result.status.rawValue), its criteria are not")
        }
    }

    private init(word: Word, reason: String) {
        self.word = word
        self.reason = reason
    }

    /// A build's error without the compiler's own line, which says the same at the same place once more.
    private static func brief(_ lack: String) -> String {
        guard let end = lack.firstRange(of: ": "), let again = lack.firstRange(of: "; \(lack[..<end.upperBound])")
        else {
            return lack
        }
        return String(lack[..<again.lowerBound])
    }

    /// `few duplicates: loads.failed is 41, wanted at most 10 (4cpu.coldplug, 2 of 3 boots)`.
    private static func sentence(_ outcome: CriterionOutcome, of result: MatrixResult) -> String {
        let own = outcome.offences.filter { $0.status == outcome.status }
        guard let first = own.first else { return "\(outcome.name): \(outcome.reason)" }
        let place = "\(first.coordinates.vcpus)cpu.\(first.coordinates.workload)"
        let boots = result.coordinates.first { $0.coordinates == first.coordinates }?.cells.count ?? 0
        let affected = Set(own.filter { $0.coordinates == first.coordinates }.compactMap(\.cell)).count
        let share = first.cell == nil ? Names.count(boots, "boot") : "\(affected) of \(Names.count(boots, "boot"))"
        return "\(outcome.name): \(first.text) (\(place), \(share))"
    }
}

extension MatrixResult {
    fileprivate func firstCell(_ status: Status) -> CellSummary? {
        coordinates.lazy.flatMap(\.cells).first { $0.status == status }
    }

    fileprivate var places: String {
        Names.list(coordinates.map { "\($0.coordinates.vcpus)cpu.\($0.coordinates.workload)" })
    }
}
