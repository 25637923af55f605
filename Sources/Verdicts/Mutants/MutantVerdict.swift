// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// What a run made of a kernel that is broken on purpose, or of one whose change must not matter.
public struct MutantVerdict: Hashable, Sendable {
    public enum Outcome: String, Hashable, Sendable {
        /// Everything that must object did.
        case caught
        /// Something objected, and not all that must.
        case wronglyCaught = "wrongly caught"
        /// Nothing objected to a broken kernel.
        case missed
        /// Nothing objected to a kernel that must not be caught, and all that was asked of it passed.
        case passed
        /// Something objected to a kernel that must not be caught.
        case disturbed
        /// Nothing objected, and not all that was asked could be judged.
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

    public var outcome: Outcome {
        let names = Set(objections.map(\.name))
        guard !names.isEmpty else { return lack != nil ? .undecided : expected.isEmpty ? .passed : .missed }
        guard !expected.isEmpty else { return .disturbed }
        return names.isSuperset(of: expected) ? .caught : .wronglyCaught
    }

    public var isAsItMustBe: Bool { outcome == .caught || outcome == .passed }
}

extension MutantVerdict {
    /// FAIL speaks against the kernel. So does ERROR here, because the harness is held to be sound by the kernels beside
    /// it that are: figures that contradict one another are a defect of who counted them. MISS and INCONCLUSIVE speak
    /// against nobody.
    public init(_ kernel: KernelName, expected: [String], in result: MatrixResult) {
        self.kernel = kernel
        self.expected = expected
        objections = []
        let cells = result.coordinates.filter { $0.coordinates.kernel == kernel }.flatMap(\.cells)
        for cell in cells where cell.status == .fail || cell.status == .error {
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
        lack = Self.lack(of: kernel, cells, in: result)
    }

    private mutating func add(_ objection: Objection) {
        if !objections.contains(where: { $0.name == objection.name }) { objections.append(objection) }
    }

    private static func lack(of kernel: KernelName, _ cells: [CellSummary], in result: MatrixResult) -> String? {
        guard !cells.isEmpty else { return "none of its boots was planned" }
        if let cell = cells.first(where: { $0.status == .miss || $0.status == .inconclusive }) {
            return "\(cell.id) \(cell.status.rawValue): \(cell.reason)"
        }
        for criterion in result.criteria {
            for row in criterion.rows where row.kernel == kernel && ![.pass, .fail, .skip].contains(row.status) {
                return "'\(criterion.name)' \(row.status.rawValue): \(criterion.reason)"
            }
        }
        return nil
    }
}

/// A run of broken kernels, in the order of the matrix.
public struct MutantsResult: Hashable, Sendable {
    public var mutants: [MutantVerdict]
    /// Kernels that are not broken and did not pass: nothing that is said beside them can be believed.
    public var unsound: [MutantVerdict]

    /// - Parameter expected: of each kernel that is broken on purpose, or changed without effect.
    public init(_ result: MatrixResult, expected: [KernelName: [String]]) {
        let verdicts = result.kernels.map { kernel in
            MutantVerdict(kernel.name, expected: expected[kernel.name.base] ?? [], in: result)
        }
        mutants = verdicts.filter { expected[$0.kernel.base] != nil }
        unsound = verdicts.filter { expected[$0.kernel.base] == nil && $0.outcome != .passed }
    }

    public var broken: [MutantVerdict] { mutants.filter { !$0.expected.isEmpty } }
    public var harmless: [MutantVerdict] { mutants.filter(\.expected.isEmpty) }

    /// PASS when every kernel was judged as it must be; FAIL when one was judged wrongly; INCONCLUSIVE when one was not
    /// judged, or a sound kernel did not pass.
    public var status: Status {
        if mutants.contains(where: { !$0.isAsItMustBe && $0.outcome != .undecided }) { return .fail }
        return mutants.isEmpty || !unsound.isEmpty || mutants.contains { !$0.isAsItMustBe } ? .inconclusive : .pass
    }
}
