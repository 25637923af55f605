// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// A run of broken kernels, in the order of the matrix.
public struct MutantsResult: Hashable, Sendable {
    /// All of the matrix, also those that a filter left out.
    public var mutants: [MutantVerdict]
    /// Kernels that are not broken and passed: what is said of the mutants rests on them.
    public var sound: [MutantVerdict]
    /// Kernels that are not broken, were booted and did not pass: nothing that is said beside them can be believed.
    public var unsound: [MutantVerdict]

    /// - Parameters:
    ///   - matrix: what `result` is of, with the kernels that a filter left out.
    ///   - expected: of each kernel that is broken on purpose, or changed without effect.
    public init(_ result: MatrixResult, of matrix: Matrix, expected: [KernelName: [String]]) {
        let verdicts = matrix.kernels.map { kernel in
            MutantVerdict(kernel, expected: expected[kernel.base] ?? [], in: result, of: matrix)
        }
        mutants = verdicts.filter { expected[$0.kernel.base] != nil }
        let others = verdicts.filter { expected[$0.kernel.base] == nil && $0.isBooted }
        sound = others.filter { $0.outcome == .passed }
        unsound = others.filter { $0.outcome != .passed }
    }

    public var broken: [MutantVerdict] { mutants.filter { !$0.expected.isEmpty } }
    public var harmless: [MutantVerdict] { mutants.filter(\.expected.isEmpty) }

    /// PASS when every kernel was judged as it must be; FAIL when one was judged wrongly; INCONCLUSIVE when one was not
    /// judged, or a sound kernel did not pass. Without a sound kernel that passed all is INCONCLUSIVE.
    public var status: Status {
        if sound.isEmpty { return .inconclusive }
        if mutants.contains(where: { !$0.isAsItMustBe && $0.outcome != .undecided }) { return .fail }
        return mutants.isEmpty || !unsound.isEmpty || mutants.contains { !$0.isAsItMustBe } ? .inconclusive : .pass
    }
}
