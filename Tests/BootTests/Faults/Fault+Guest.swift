// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

/// Faults of the guest's program under a sound kernel, which is not to be blamed for them. `badinit=` says what it does.
extension Fault {
    static let guestQuick = [
        guest("hang in init", "hello", silence: 6, end: .hung(.userspace, .`init`), blame: .workload),
        guest("evidence truncated", "half-frame", silence: 6, end: .hung(.userspace, .workload), blame: .workload),
        guest("checksum wrong", "spoiled-frame", end: .brokenStream),
        // The program does not write there; whoever does is the kernel or came past it. A slow console needs its time to the
        // bound, which is what this is about.
        guest(
            "console flooded", "flood", silence: 180, consoleBound: 1, end: .overSize, status: .fail, blame: .kernel),
    ]

    static let guestLong = [
        // Long enough for process 1 to be heard, without whom the kernel would be blamed.
        guest("hang before the hello", "hang", silence: 45, end: .hung(.userspace, .kernel), blame: .workload),
        guest("checksum of an item wrong", "spoiled-item", end: .brokenStream),
        guest("item missing at the seal", "short-seal", end: .brokenStream),
        guest("evidence port filled", "fill", end: .brokenStream),
        // The program says so before it does that.
        guest("power-off in a frame", "power-off", end: .poweredOff, status: .fail, blame: .kernel),
        // Too slow for the usual bound, and nothing new in it.
        guest("one line for ever", "flood", end: .hung(.livelock, .kernel), status: .fail, blame: .kernel),
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
