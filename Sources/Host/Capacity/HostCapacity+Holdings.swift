// SPDX-License-Identifier: Apache-2.0

public import Campaign
public import Vocabulary

extension HostCapacity {
    /// This host as every bootmatrix process counts it.
    /// - Parameters:
    ///   - directory: `Directories.leases`.
    ///   - onShared: told once, when a demand has to wait for another process.
    public static func ofThisHost(
        directory: String, onShared: (@Sendable (String) -> Void)? = nil
    ) throws(HostError) -> HostCapacity {
        try HostCapacity(
            directory: directory, cpus: places, memory: memoryForGuests, onShared: onShared)
    }

    /// What all processes of the host hold and want at one moment.
    public struct Holdings: Sendable, Hashable {
        public var held: [Demand]
        /// The first in line first.
        public var waiting: [Demand]

        public var cpus: Int { held.reduce(0) { $0 + $1.cpus } }
        public var memory: ByteCount { held.reduce(ByteCount(0)) { $0 + $1.memory } }
    }

    /// Looks behind the gate, so that no lease is being taken meanwhile. Each waits at most for the others' glances.
    public func holdings() async throws -> Holdings {
        let gate = try await directory.entered()
        let contents = try directory.contents(cpus: cpus, memory: memory)
        _ = consume gate
        return Holdings(held: contents.leases.map(\.demand), waiting: contents.line.inOrder.map(\.demand))
    }
}
