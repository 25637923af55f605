// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// A boot that repeats a stalled one with the host to itself and more time. Its outcome is the cell's: what comes again
/// is the kernel's, what does not was the crowd's.
public struct LoneRerun: Codable, Sendable, Hashable {
    /// The number of the attempt that stalled.
    public var of: Int
    /// By how much the deadlines, and the timeouts of the guest's own detectors, were multiplied.
    public var patience: Int

    public init(of attempt: Int, patience: Int = Self.patience) {
        of = attempt
        self.patience = patience
    }

    /// A soft lockup then takes 60 s, an RCU stall 63 s, a hung task 180 s. No vCPU waits so long for its turn on a host
    /// that runs nothing else; more would only make a kernel that does hang cost more.
    public static let patience = 3
}

extension ExitCause {
    /// Whether a boot that ended so says anything about its kernel.
    public var isAnAnswer: Bool {
        switch blame {
        case .host, .harness, .user: false
        case .kernel, .workload, nil: true
        }
    }

    /// Whether a guest whose vCPUs wait for one another may end so although its kernel is well.
    public var mayBeStall: Bool {
        switch self {
        case .hung(let hang, _): hang != .neverStarted
        case .shutdownStuck: true
        default: false
        }
    }

    /// Whether a boot that shows a stall and nothing worse may have ended so because of it. A reset, a power-off or a
    /// root that is not reached has another cause, whatever a starved vCPU printed before.
    /// - Parameter isCalled: the stall's detector called a panic, because it was told to, or the report is one of those
    ///   that end in a panic.
    public func agreesWithStall(isCalled: Bool) -> Bool {
        switch self {
        case .sealed: true
        case .panicked: isCalled
        default: mayBeStall
        }
    }
}
