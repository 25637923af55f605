// SPDX-License-Identifier: Apache-2.0

internal import Vocabulary

extension Plan {
    /// Expands a matrix. Equal arguments give an equal plan. Each look has its rounds together, in an order of their own.
    ///
    /// - Parameters:
    ///   - seed: orders the rounds and the cells of each block.
    ///   - hostCPUs: two blocks go side by side when a guest has no more vCPUs than the host has CPUs.
    ///   - ready: kernels that nobody has to build. Their rounds come first, in blocks of their own, so that there is
    ///     something to see while the others are built; but for those that a criterion holds against one that is built.
    ///   - filter: leaves cells out without changing the order of the others.
    public init(
        _ matrix: Matrix, seed: UInt64, hostCPUs: Int, ready: Set<KernelName> = [], filter: CellFilter = .everything
    ) {
        var generator = SplitMix64(seed: seed)
        let ahead = matrix.ahead(of: ready)
        let groups = Self.groups(of: matrix, ahead: ahead)
        var rounds: [Round] = []
        for part in Self.repetitions(matrix.looks) {
            for isAhead in [true, false] {
                let own = groups.filter { $0.isAhead == isAhead }
                rounds += Self.rounds(of: own, part, hostCPUs: hostCPUs, &generator)
            }
        }
        self.init(seed: seed, rounds: rounds.compactMap { $0.filtered(filter) }, looks: matrix.looks)
    }

    private static func rounds(
        of groups: [Group], _ part: ClosedRange<Int>, hostCPUs: Int, _ generator: inout SplitMix64
    ) -> [Round] {
        var rounds: [Round] = []
        for group in groups {
            let last = min(part.upperBound, max(1, group.repeats.max() ?? 1))
            guard part.lowerBound <= last else { continue }
            let blocks = (part.lowerBound...last).map { repetition in
                let places = zip(group.places, group.repeats).filter { $0.1 >= repetition }.map(\.0)
                return Block(
                    vcpus: group.vcpus, workload: group.workload, repetition: repetition,
                    cells: places.shuffled(using: &generator).map { Cell($0, repetition: repetition) })
            }
            let width = group.vcpus <= hostCPUs && hostCPUs > 1 ? 2 : 1
            rounds += stride(from: 0, to: blocks.count, by: width).map { start in
                Round(blocks: Array(blocks[start..<min(start + width, blocks.count)]))
            }
        }
        rounds.shuffle(using: &generator)
        return rounds
    }

    private struct Group {
        var isAhead: Bool
        var vcpus: Int
        var workload: WorkloadName
        var places: [Coordinates]
        /// Boots of each place.
        var repeats: [Int]
    }

    private static func groups(of matrix: Matrix, ahead: Set<KernelName>) -> [Group] {
        struct Key: Hashable {
            let isAhead: Bool
            let vcpus: Int
            let workload: WorkloadName
        }
        var groups: [Group] = []
        var indices: [Key: Int] = [:]
        let own = matrix.ownRepeats
        for place in matrix.coordinates {
            let repeats = own[place] ?? matrix.repeats
            let isAhead = ahead.contains(place.kernel)
            let key = Key(isAhead: isAhead, vcpus: place.vcpus, workload: place.workload)
            if let index = indices[key] {
                groups[index].places.append(place)
                groups[index].repeats.append(repeats)
            } else {
                indices[key] = groups.count
                groups.append(
                    Group(
                        isAhead: isAhead, vcpus: place.vcpus, workload: place.workload, places: [place],
                        repeats: [repeats]))
            }
        }
        return groups
    }
}

extension Round {
    /// The round with the selected cells only; nil when none is left.
    func filtered(_ filter: CellFilter) -> Round? {
        let kept = blocks.compactMap { block -> Block? in
            var block = block
            block.cells = block.cells.filter { filter.contains($0.coordinates) }
            return block.cells.isEmpty ? nil : block
        }
        return kept.isEmpty ? nil : Round(blocks: kept)
    }
}
