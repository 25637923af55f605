// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import Testing
import Vocabulary

/// One way for a guest to go wrong, and what has to be said of it. docs/faults.md has the table and how to add one.
struct Fault: Sendable, CustomTestStringConvertible {
    enum Kernel: String, Sendable {
        case stats
        /// Tests/Fixtures/kernels: does what the words of its command line say.
        case faults
        /// The same with lockdep; its objects are those of `debug`.
        case faultsDebug = "faults-debug"
    }

    /// How the boot has to end. Words of the cause are left out, because they are for people.
    enum End: Sendable {
        case sealed, panicked, rebooted, poweredOff, overSize, brokenStream
        case hung(Hang, GuestStage)
    }

    let name: String
    var kernel = Kernel.faults
    /// For the kernel's command line, beside what every guest gets.
    var words: String
    /// Whether the guest's program is the one that misbehaves (Tests/Fixtures/guest).
    var misbehaves = false
    var vcpus = 1
    var memory = "2 GiB"
    /// Seconds without progress after which the guest is given up; nil for the usual, which no fault may need that has a
    /// sign of its own. Longer than that for a sign that a slow console brings late.
    var silence: Int?
    /// A bound of the console in MiB for the test; nil for the usual.
    var consoleBound: Int?

    let end: End
    /// Of the log's report that is the cause; nil where the log is clean.
    var kind: Finding.Kind?
    /// Of a report that has to be there as well.
    var beside: Finding.Kind?
    /// The function that has to be named.
    var function: String?
    let status: Status
    /// Of the end; nil for a boot that sealed, where a report is the kernel's.
    let blame: Blame?

    var testDescription: String { name }
}

extension Fault.End {
    func matches(_ cause: ExitCause) -> Bool {
        switch (self, cause) {
        case (.sealed, .sealed), (.panicked, .panicked), (.rebooted, .rebooted), (.poweredOff, .poweredOff),
            (.overSize, .overSize), (.brokenStream, .brokenStream):
            true
        case (.hung(let hang, let stage), .hung(let seen, let reached)): hang == seen && stage == reached
        default: false
        }
    }
}
