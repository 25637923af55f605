// SPDX-License-Identifier: Apache-2.0

/// One report in a kernel log.
public struct Finding: Codable, Sendable, Hashable {
    /// What the kernel says of itself, by its own classes.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case panic
        /// Another exception in kernel code than the two that follow.
        case oops
        case generalProtection = "general-protection-fault"
        case pageFault = "page-fault"
        /// `kernel BUG at`: BUG() was reached.
        case kernelBug = "kernel-bug"
        /// `BUG:`, which the kernel outlives.
        case bug
        case warning
        case kasan, kmsan, kcsan, ubsan, kfence, lockdep
        case rcuStall = "rcu-stall"
        case softLockup = "soft-lockup"
        case hardLockup = "hard-lockup"
        case hungTask = "hung-task"
        case sleepInAtomic = "sleep-in-atomic"
        case schedulingWhileAtomic = "scheduling-while-atomic"
        case memoryLeak = "memory-leak"
        case outOfMemory = "out-of-memory"
        /// A module that could not be loaded for want of memory, a symbol, a version or a signature.
        case moduleLoad = "module-load"
        /// A second boot banner: the guest went through the firmware again.
        case reboot
        /// The opening word of a report and nothing of the report.
        case fragment
    }

    public var kind: Kind
    /// Stable across runs: no addresses, process ids or times.
    public var title: String
    /// The function that the report is about, without the compiler's suffixes; nil where the report names none.
    public var function: String?
    /// The kernel's taint letters when it reported, such as `GW`; empty when it was not tainted, nil when it does not say.
    public var taint: String?
    /// The kernel ended in a panic, in this report or after it.
    public var panicked: Bool
    /// Parts are missing, or other text is mixed into it.
    public var damaged: Bool
    /// Why the matrix lets it pass; nil where it does not, and outside of a matrix.
    public var allowed: String?
    /// The line number in the log, from 1, of the first line of the report.
    public var line: Int
    /// The exact lines, at most 60, control characters made visible.
    public var lines: [String]

    public init(
        kind: Kind, title: String, function: String? = nil, taint: String? = nil, panicked: Bool = false,
        damaged: Bool = false, line: Int, lines: [String]
    ) {
        self.kind = kind
        self.title = title
        self.function = function
        self.taint = taint
        self.panicked = panicked
        self.damaged = damaged
        self.line = line
        self.lines = lines
    }
}

extension Finding.Kind {
    /// Whether it shows a lack (of memory, of what a module needs) in a kernel that works as it should.
    public var isCircumstance: Bool { self == .outOfMemory || self == .moduleLoad }
}

extension Finding {
    /// Of a panic that a detector of stalls has called, because it was told to: what the detector detects.
    public var detector: Kind? {
        guard kind == .panic else { return nil }
        let words: [(String, Kind)] = [
            ("hung_task: ", .hungTask), ("softlockup: ", .softLockup), ("RCU Stall", .rcuStall),
            ("ard LOCKUP", .hardLockup), ("workqueue stall", .softLockup),
        ]
        return words.first { title.contains($0.0) }?.1
    }
}

extension Finding {
    /// Reports that a starved virtual CPU, or a translator, causes as well as a kernel that is at fault.
    public var isStall: Bool {
        if isStrayBreakpoint { return true }
        return switch detector ?? kind {
        case .softLockup, .hardLockup, .hungTask, .rcuStall: true
        default: false
        }
    }

    /// A CPU that came to nothing else, as its own clock or another CPU saw.
    fileprivate var isLockup: Bool { kind == .softLockup || kind == .hardLockup }

    /// It got no answer from a CPU that it had called (kernel/smp.c), and is no more than a sign of that CPU's state.
    fileprivate var waitsForAnotherCPU: Bool { isLockup && function == StallAnchor.crossCall }
}

extension Sequence where Element == Finding {
    /// The report that decides, of those that are not allowed: the first that neither a starved guest nor a lack
    /// explains, else the first that is no stall, else the first.
    public var decisive: Finding? {
        var findings = filter { $0.allowed == nil }
        if findings.contains(where: \.isStrayBreakpoint) { findings.removeAll(where: \.isPanicOfAnException) }
        return findings.first { !$0.isStall && !$0.kind.isCircumstance } ?? findings.first { !$0.isStall }
            ?? findings.cause
    }

    /// What the others follow from: the first that is no mere circumstance, or else the first. Of CPUs that wait for
    /// another one, which the detectors often report before that one: the other one.
    public var cause: Finding? {
        guard let first = first(where: { !$0.kind.isCircumstance }) else { return first { _ in true } }
        guard first.waitsForAnotherCPU else { return first }
        return self.first { $0.isLockup && !$0.waitsForAnotherCPU } ?? first
    }
}
