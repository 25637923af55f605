// SPDX-License-Identifier: Apache-2.0

import MatrixPlan
import Vocabulary

/// How many memory dumps a run keeps. A kernel that panics in every cell would fill the disk with the same memory.
actor CoreAllowance {
    private var taken: [KernelName: Int] = [:]
    private static let most = 2

    /// - Throws: `Refusal` when there are enough.
    func take(_ kernel: KernelName) throws(Refusal) {
        guard taken[kernel, default: 0] < Self.most else { throw Refusal(kernel: kernel, kept: Self.most) }
        taken[kernel, default: 0] += 1
    }

    struct Refusal: DiagnosableError {
        var kernel: KernelName
        var kept: Int
        var code: String { "enough-cores" }
        var blame: Blame { .user }
        var what: String { "this run has taken \(kept) of \(kernel) already" }
        var location: String? { nil }
        var remedy: String? { nil }
        var cause: (any Error)? { nil }
    }
}
