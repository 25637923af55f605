// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Guests
import Vocabulary

/// Bounds that tests shorten, by the environment: a guest that hangs shall not cost them minutes. No user needs them, so
/// that no option offers them.
enum TestBounds {
    /// `BOOTMATRIX_TEST_SILENCE`, in seconds: how long a guest may make no progress.
    static func deadlines(_ accelerator: Accelerator, vcpus: Int) -> Deadlines {
        var deadlines = Deadlines.standard(accelerator, vcpus: vcpus)
        guard let seconds = number("BOOTMATRIX_TEST_SILENCE") else { return deadlines }
        deadlines.silence = .seconds(seconds)
        deadlines.total = deadlines.silence * 4
        return deadlines
    }

    /// `BOOTMATRIX_TEST_CONSOLE`, in MiB: how much of a console is read.
    static var limits: GuestLimits {
        var limits = GuestLimits()
        if let size = number("BOOTMATRIX_TEST_CONSOLE") { limits.console = .mebibytes(size) }
        return limits
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { (1...86_400).contains($0) ? $0 : nil }
    }
}
