// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Testing
import Vocabulary

/// Ends before the guest's program has said hello, where there is neither pvpanic nor a port.
@Suite struct EarlyEndTests {
    typealias Inputs = [(Double, Supervisor.Input)]

    private static func cause(_ inputs: Inputs) -> ExitCause? { HangTests.cause(inputs) }
    private static func text(_ text: String) -> Supervisor.Input { HangTests.text(text) }

    @Test func aResetAfterThePanicsWordsIsThePanic() {
        let panic = Self.text("[    1.102122] Kernel panic - not syncing: VFS: Unable to mount root fs")
        let reset: Inputs = [(2, .guest(.rebooted)), (5, .tick)]
        #expect(Self.cause([(1, panic)] + reset) == .panicked)
        #expect(Self.cause([(1, Self.text("[    1.102122] all is well"))] + reset) == .rebooted)
        // Its own program may say the same.
        let quoted = Self.text("bootmatrix-init: Kernel panic - not syncing: no")
        #expect(Self.cause([(1, quoted)] + reset) == .rebooted)
        // In pieces, as a console comes.
        let words = Array("[    1.000000] Kernel panic - not syncing: x\n".utf8)
        #expect(
            Self.cause([(1, .console(Array(words[..<20]))), (1, .console(Array(words[20...])))] + reset) == .panicked)
    }

    /// The kernel that started process 1 and lets it speak is not what hangs.
    @Test func process1IsHeardBeforeTheHello() {
        let start: Inputs = [(5, Self.text("[    1.000000] x"))]
        let word: Inputs = [(33, Self.text("bootmatrix-init: at 'modules disk' for 30 s"))]
        #expect(Self.cause(start + word + [(35, .tick)]) == .hung(.userspace, stage: .kernel))
        #expect(Self.cause(start + [(35, .tick)]) == .hung(.kernel, stage: .kernel))
    }
}
