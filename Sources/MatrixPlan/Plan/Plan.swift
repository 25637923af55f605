// SPDX-License-Identifier: Apache-2.0

/// Boots of every kernel at one vCPU count and workload, close in time and in random order, so that what drifts on
/// the host falls on all of them alike. Comparisons are made within blocks.
public struct Block: Hashable, Codable, Sendable {
    public var vcpus: Int
    public var workload: WorkloadName
    public var repetition: Int
    /// In the order in which they boot.
    public var cells: [Cell]

    public init(vcpus: Int, workload: WorkloadName, repetition: Int, cells: [Cell]) {
        self.vcpus = vcpus
        self.workload = workload
        self.repetition = repetition
        self.cells = cells
    }
}

/// One block alone, or two of the same vCPU count side by side. A guest's neighbour is thus always a guest of its own
/// size, whichever its kernel: packing does not become the treatment. Both blocks are of one workload, so that a guest
/// that holds is never beside one that is measured.
public struct Round: Hashable, Codable, Sendable {
    public var blocks: [Block]
    public init(blocks: [Block]) { self.blocks = blocks }
}

/// The cells in the order in which they run, and the seed that made it.
public struct Plan: Hashable, Codable, Sendable {
    public var seed: UInt64
    /// Those of an earlier look before those of a later one.
    public var rounds: [Round]
    /// As in the matrix: fixed with the order, before the first boot. Nil where there is one look, at the end.
    public var looks: [Int]?

    public init(seed: UInt64, rounds: [Round], looks: [Int]? = nil) {
        self.seed = seed
        self.rounds = rounds
        self.looks = looks
    }

    public var blocks: [Block] { rounds.flatMap(\.blocks) }
    public var cells: [Cell] { blocks.flatMap(\.cells) }

    /// Kernels in the order in which the plan first needs them.
    public var kernels: [KernelName] {
        var seen: Set<KernelName> = []
        return cells.map(\.coordinates.kernel).filter { seen.insert($0).inserted }
    }
}
