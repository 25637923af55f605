// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// How a guest stopped to get anywhere.
public enum Hang: String, Codable, Sendable, CaseIterable {
    /// QEMU is there, and its virtual CPUs used no time of the host's: not an instruction was executed.
    case neverStarted = "never-started"
    /// The virtual CPUs ran, and no byte was ever heard.
    case noOutput = "no-output"
    /// The kernel hangs: before the guest's program said hello, or after that without a sign that it still schedules.
    case kernel
    /// The kernel lives and schedules, as far as can be told, and what runs on it gets nowhere.
    case userspace
    /// Output goes on without progress, or progress past every bound of time.
    case livelock

    /// Nobody but the host keeps a guest from its first instruction.
    public var blame: Blame {
        switch self {
        case .neverStarted: .host
        case .noOutput, .kernel, .livelock: .kernel
        case .userspace: .workload
        }
    }
}
