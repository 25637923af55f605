// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

/// Faults of the guest's program under a sound kernel, which is not to be blamed for them. `badinit=` says what it does.
extension Fault {
    static let guestQuick = [
        guest("hang in init", "hang", silence: 10, end: .noProgress(.kernel), status: .fail, blame: .kernel),
        guest("checksum wrong", "spoiled-frame", end: .brokenStream),
        guest(
            "evidence truncated", "half-frame", silence: 6, end: .noProgress(.workload), status: .fail, blame: .kernel),
        guest(
            "a console flooded until its bound", "flood", consoleBound: 1, end: .overSize, status: .fail, blame: .kernel
        ),
    ]

    static let guestLong = [
        guest("hang after the hello", "hello", silence: 6, end: .noProgress(.workload), status: .fail, blame: .kernel),
        guest("checksum of an item wrong", "spoiled-item", end: .brokenStream),
        guest("an item missing at the seal", "short-seal", end: .brokenStream),
        guest("an evidence port that is filled", "fill", end: .brokenStream),
        guest("power-off in the midst of a frame", "power-off", end: .poweredOff, status: .fail, blame: .kernel),
    ]

    /// Of 2 GiB and one vCPU, under `stats`.
    private static func guest(
        _ name: String, _ kind: String, silence: Int? = nil, consoleBound: Int? = nil, end: End,
        status: Status = .error, blame: Blame = .harness
    ) -> Fault {
        Fault(
            name: name, kernel: .stats, words: "badinit=\(kind)", misbehaves: true, silence: silence,
            consoleBound: consoleBound, end: end, status: status, blame: blame)
    }
}
