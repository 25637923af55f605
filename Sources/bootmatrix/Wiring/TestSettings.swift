// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Vocabulary

/// What tests change by the environment: a guest that hangs is to be given up in seconds, and a guest that dies in a
/// certain way needs words that a matrix may not have. Nobody else needs them; docs/post-mortem.md names them.
enum TestSettings {
    /// `BOOTMATRIX_TEST_SILENCE`: seconds for which a guest may be silent, whatever its size.
    static func deadlines(_ accelerator: Accelerator, vcpus: Int) -> Deadlines {
        var deadlines = Deadlines.standard(accelerator, vcpus: vcpus)
        if let seconds = number("BOOTMATRIX_TEST_SILENCE") { deadlines.silence = .seconds(seconds) }
        return deadlines
    }

    /// `BOOTMATRIX_TEST_WORDS`: a text that ends every guest's kernel command line.
    static var words: [String] {
        ProcessInfo.processInfo.environment["BOOTMATRIX_TEST_WORDS"].map { [$0] } ?? []
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
