// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Guests
import Vocabulary

/// What tests change by the environment: a guest that hangs is to be given up in seconds, and a guest that dies in a
/// certain way needs words that a matrix may not have. Nobody else needs them, so that no option offers them.
enum TestSettings {
    /// `BOOTMATRIX_TEST_SILENCE`: seconds for which a guest may make no progress, whatever its size and stage.
    static func deadlines(_ accelerator: Accelerator, vcpus: Int) -> Deadlines {
        var deadlines = Deadlines.standard(accelerator, vcpus: vcpus)
        guard let seconds = number("BOOTMATRIX_TEST_SILENCE") else { return deadlines }
        deadlines.silence = .seconds(seconds)
        deadlines.boot = deadlines.silence
        deadlines.total = deadlines.silence * 8
        return deadlines
    }

    /// `BOOTMATRIX_TEST_CONSOLE`, in MiB: how much of a console is read.
    static var limits: GuestLimits {
        var limits = GuestLimits()
        if let size = number("BOOTMATRIX_TEST_CONSOLE") { limits.console = .mebibytes(size) }
        return limits
    }

    /// `BOOTMATRIX_TEST_WORDS`: a text that ends every guest's kernel command line.
    static var words: [String] {
        ProcessInfo.processInfo.environment["BOOTMATRIX_TEST_WORDS"].map { [$0] } ?? []
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { (1...86_400).contains($0) ? $0 : nil }
    }
}
