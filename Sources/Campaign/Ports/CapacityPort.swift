// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What a guest takes of the host while it runs.
public struct Demand: Hashable, Codable, Sendable {
    /// CPU places. More than the host has means all that it has.
    public var cpus: Int
    public var memory: ByteCount
    /// The run and the cell, for the person who asks who holds the host.
    public var holder: String

    public init(cpus: Int, memory: ByteCount, holder: String) {
        self.cpus = cpus
        self.memory = memory
        self.holder = holder
    }

    /// CPU places of a guest that shall have the host to itself: more than any host has.
    public static let everyPlace = 1 << 20
}

/// Hands out the host's CPUs and memory, host-wide between processes.
public protocol CapacityPort: Sendable {
    /// Waits until the demand fits; cancellation throws `CancellationError`.
    func acquire(_ demand: Demand) async throws -> any CapacityLease
}

/// A part of the host. Given back by `release`, and by the end of the process however it ends.
public protocol CapacityLease: Sendable {
    /// Gives the CPU places back and keeps the memory: for a guest that idles. Does nothing after `release`.
    func releaseCPUs() async
    func release() async
}
