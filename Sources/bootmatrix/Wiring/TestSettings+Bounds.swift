// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Guests
import Vocabulary

extension TestSettings {
    /// The silence that a test allows is that of every stage, and the rest follows from it.
    static func bounds(_ accelerator: Accelerator, vcpus: Int) -> Deadlines {
        var deadlines = Self.deadlines(accelerator, vcpus: vcpus)
        let standard = Deadlines.standard(accelerator, vcpus: vcpus)
        guard deadlines.silence != standard.silence else { return standard }
        deadlines.boot = deadlines.silence
        deadlines.total = deadlines.silence * 8
        return deadlines
    }

    /// `BOOTMATRIX_TEST_CONSOLE`: how many MiB of a console are read.
    static var limits: GuestLimits {
        let size = ProcessInfo.processInfo.environment["BOOTMATRIX_TEST_CONSOLE"].flatMap { Int($0) }
        guard let size, (1...32).contains(size) else { return GuestLimits() }
        return GuestLimits(console: .mebibytes(size))
    }
}
