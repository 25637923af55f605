// SPDX-License-Identifier: Apache-2.0

internal import Vocabulary

extension Plan {
    /// Expands a matrix. Equal arguments give an equal plan.
    ///
    /// - Parameters:
    ///   - seed: orders the rounds and the cells of each block.
    ///   - hostCPUs: two blocks go side by side when a guest has no more vCPUs than the host has CPUs.
    ///   - filter: leaves cells out without changing the order of the others.
    public init(_ matrix: Matrix, seed: UInt64, hostCPUs: Int, filter: CellFilter = .everything) {
        var generator = SplitMix64(seed: seed)
        var rounds: [Round] = []
        for group in Self.groups(of: matrix.coordinates) {
            let blocks = (1...max(1, matrix.repeats)).map { repetition in
                Block(
                    vcpus: group.vcpus, workload: group.workload, repetition: repetition,
                    cells: group.kernels.shuffled(using: &generator).map { kernel in
                        let place = Coordinates(kernel: kernel, vcpus: group.vcpus, workload: group.workload)
                        return Cell(place, repetition: repetition)
                    })
            }
            let width = group.vcpus <= hostCPUs && hostCPUs > 1 ? 2 : 1
            rounds += stride(from: 0, to: blocks.count, by: width).map { start in
                Round(blocks: Array(blocks[start..<min(start + width, blocks.count)]))
            }
        }
        rounds.shuffle(using: &generator)
        self.init(seed: seed, rounds: rounds.compactMap { $0.filtered(filter) })
    }

    private struct Group {
        var vcpus: Int
        var workload: WorkloadName
        var kernels: [KernelName]
    }

    private static func groups(of coordinates: [Coordinates]) -> [Group] {
        struct Key: Hashable {
            let vcpus: Int
            let workload: WorkloadName
        }
        var groups: [Group] = []
        var places: [Key: Int] = [:]
        for place in coordinates {
            let key = Key(vcpus: place.vcpus, workload: place.workload)
            if let index = places[key] {
                groups[index].kernels.append(place.kernel)
            } else {
                places[key] = groups.count
                groups.append(Group(vcpus: place.vcpus, workload: place.workload, kernels: [place.kernel]))
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
