// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Verdicts
import Vocabulary

extension CriterionOutcome {
    /// A warning's status is PASS, and its word is not.
    func word(of offence: Offence) -> String {
        severity == .warn && offence.status == .pass ? "WARN" : offence.status.rawValue
    }
}

/// Something that keeps cells from PASS, told once for all the cells that it holds for.
struct Trouble: Hashable {
    var status: Status
    /// Cells, or a place where all repetitions are meant.
    var names: [String]
    /// The criterion that objects; nil for what a cell proves by itself.
    var criterion: String?
    var text: String
    var lines: [String]

    /// The worst first, then in the order of the matrix. What a criterion could not judge for a cell's own trouble is
    /// told with the cell alone.
    static func all(in result: MatrixResult) -> [Trouble] {
        var list = Collector()
        var own: [CellID: CellSummary] = [:]
        for cell in result.coordinates.flatMap(\.cells) where cell.status != .pass {
            own[cell.id] = cell
            list.add(cell.id.text, cell.status, nil, cell.reason, cell.lines)
        }
        for criterion in result.criteria where criterion.status != .skip && criterion.severity == .fail {
            for offence in criterion.offences where !repeats(offence, own) {
                let place = offence.coordinates
                let name = offence.cell?.text ?? "\(place.kernel).\(place.vcpus)cpu.\(place.workload)"
                list.add(name, offence.status, criterion.name, offence.text, offence.lines)
            }
        }
        let order: [Status] = [.fail, .error, .miss, .inconclusive]
        return order.flatMap { status in list.troubles.filter { $0.status == status } }
    }

    /// What criteria of severity `warn` object to; nothing of it keeps a cell from PASS.
    static func warnings(in result: MatrixResult) -> [Trouble] {
        var list = Collector()
        for criterion in result.criteria where criterion.warns {
            for offence in criterion.offences where offence.status == .pass {
                let place = offence.coordinates
                let name = offence.cell?.text ?? "\(place.kernel).\(place.vcpus)cpu.\(place.workload)"
                list.add(name, offence.status, criterion.name, offence.text, offence.lines)
            }
        }
        return list.troubles
    }

    private static func repeats(_ offence: CriterionOutcome.Offence, _ own: [CellID: CellSummary]) -> Bool {
        if offence.isOfReference { return true }
        guard let cell = offence.cell.flatMap({ own[$0] }) else { return false }
        return offence.status != .fail || (cell.status == .fail && cell.lines == offence.lines)
    }

    private struct Collector {
        private struct Key: Hashable {
            var status: Status
            var criterion: String?
            var text: String
            var lines: [String]
        }
        private(set) var troubles: [Trouble] = []
        private var places: [Key: Int] = [:]

        mutating func add(_ name: String, _ status: Status, _ criterion: String?, _ text: String, _ lines: [String]) {
            let key = Key(status: status, criterion: criterion, text: text, lines: lines)
            if let index = places[key] {
                troubles[index].names.append(name)
            } else {
                places[key] = troubles.count
                troubles.append(
                    Trouble(status: status, names: [name], criterion: criterion, text: text, lines: lines))
            }
        }
    }
}
