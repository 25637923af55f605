// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// What a run made of a kernel that is broken on purpose, or of one whose change must not matter.
public struct MutantVerdict: Hashable, Sendable {
    public enum Outcome: String, Hashable, Sendable {
        /// Everything that must object did, and no boot was filtered out.
        case caught
        /// Something objected, and not all that must.
        case wronglyCaught = "wrongly caught"
        /// Nothing objected to a broken kernel.
        case missed
        /// Nothing objected to a kernel that must not be caught, and all that was asked of it passed.
        case passed
        /// Something objected to a kernel that must not be caught.
        case disturbed
        /// Not all boots were made or could be judged, and what is missing might have shown the rest.
        case undecided
    }

    /// One that objected: a criterion, or a check that every boot undergoes.
    public struct Objection: Hashable, Sendable {
        /// The criterion's name, or the word of a check or of a boot's end: `law`, `callers`, `kernel-hang`.
        public var name: String
        public var status: Status
        /// The boot or the place; nil where the kernel as a whole is meant.
        public var place: String?
        /// One sentence.
        public var reason: String
    }

    public var kernel: KernelName
    /// As `caught-by` of the kernel's definition has it.
    public var expected: [String]
    /// Each name once: the first in the order of the matrix, checks before criteria.
    public var objections: [Objection]
    /// What kept the kernel from PASS without being an objection, one sentence; nil where nothing did.
    public var lack: String?
    /// Whether a boot of it is lacking: to a filter, the host, or a fault of the harness or the workload. What must object
    /// and did not might have done so there.
    public var isIncomplete: Bool
    /// How many places it has in the matrix, and how many of them a filter left out.
    public var places: Int
    public var filteredOut: Int

    public var isBooted: Bool { filteredOut < places }

    public var outcome: Outcome {
        let names = Set(objections.map(\.name))
        if expected.isEmpty { return !names.isEmpty ? .disturbed : lack == nil ? .passed : .undecided }
        if filteredOut > 0 { return .undecided }
        if names.isSuperset(of: expected) { return .caught }
        if isIncomplete || (names.isEmpty && lack != nil) { return .undecided }
        return names.isEmpty ? .missed : .wronglyCaught
    }

    public var isAsItMustBe: Bool { outcome == .caught || outcome == .passed }
}

extension MutantVerdict {
    /// FAIL speaks against the kernel. So does an ERROR that is expected, because the harness is held to be sound by the
    /// kernels beside it that are: figures that contradict one another are a defect of who counted them. Any other ERROR,
    /// MISS and INCONCLUSIVE speak against nobody.
    /// - Parameter matrix: what `result` is of.
    public init(_ kernel: KernelName, expected: [String], in result: MatrixResult, of matrix: Matrix) {
        self.kernel = kernel
        self.expected = expected
        objections = []
        let planned = result.coordinates.filter { $0.coordinates.kernel == kernel }
        let places = Set(matrix.coordinates.filter { $0.kernel == kernel })
        self.places = places.count
        filteredOut = places.subtracting(planned.map(\.coordinates)).count
        isIncomplete = false
        let cells = planned.flatMap(\.cells)
        for cell in cells where speaksAgainst(cell) {
            add(
                .init(
                    name: cell.word ?? "unknown", status: cell.status, place: "\(cell.id)", reason: cell.reason))
        }
        for criterion in result.criteria {
            guard let row = criterion.rows.first(where: { $0.kernel == kernel && $0.status == .fail }) else { continue }
            let offence = criterion.offences.first { $0.coordinates.kernel == kernel && $0.status == .fail }
            add(
                .init(
                    name: criterion.name, status: row.status,
                    place: offence.map { $0.cell.map { "\($0)" } ?? "\($0.coordinates.vcpus)cpu" },
                    reason: offence?.text ?? row.reason))
        }
        if let text = boots(cells) {
            lack = text
            isIncomplete = true
        } else {
            lack = criteria(result)
        }
    }

    private func speaksAgainst(_ cell: CellSummary) -> Bool {
        switch cell.status {
        case .fail: true
        case .error: cell.word.map(expected.contains) ?? false
        default: false
        }
    }

    private mutating func add(_ objection: Objection) {
        if !objections.contains(where: { $0.name == objection.name }) { objections.append(objection) }
    }

    /// What its boots lack.
    private func boots(_ cells: [CellSummary]) -> String? {
        guard !cells.isEmpty else {
            return filteredOut > 0 ? "a filter left it out" : "the matrix boots it nowhere"
        }
        if filteredOut > 0 { return "a filter left \(filteredOut) of its \(places) places out" }
        let lost = cells.first { $0.status != .pass && $0.status != .skip && !speaksAgainst($0) }
        return lost.map { "\($0.id) \($0.status.rawValue): \($0.reason)" }
    }

    /// What its criteria lack.
    private func criteria(_ result: MatrixResult) -> String? {
        for criterion in result.criteria {
            for row in criterion.rows where row.kernel == kernel && ![.pass, .fail, .skip].contains(row.status) {
                return "'\(criterion.name)' \(row.status.rawValue): \(criterion.reason)"
            }
        }
        return nil
    }
}
