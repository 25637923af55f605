// SPDX-License-Identifier: Apache-2.0

import MatrixPlan

/// Which stalls of a run came again alone. A kernel that hangs in every boot is asked about twice; after that its other
/// cells would cost minutes each, and prove nothing new.
actor Reruns {
    private struct Stalled: Hashable {
        var kernel: KernelName
        var sign: String
    }

    private var confirmed: [Stalled: Int] = [:]
    private static let enough = 2

    func isWorthwhile(_ kernel: KernelName, _ sign: String) -> Bool {
        confirmed[Stalled(kernel: kernel, sign: sign), default: 0] < Self.enough
    }

    func cameAgain(_ kernel: KernelName, _ sign: String) {
        confirmed[Stalled(kernel: kernel, sign: sign), default: 0] += 1
    }
}
