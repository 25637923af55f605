// SPDX-License-Identifier: Apache-2.0

extension Plan {
    /// Looks, at least one; the last is the end of the plan.
    public var lookCount: Int { max(1, looks?.count ?? 1) }

    /// The blocks of each place at each look. Where there is one look they are those of most places, or the fewer where
    /// as many have more: some have a number of boots of their own.
    public var blocksAtLooks: [Int] {
        if let looks { return looks }
        let places = Dictionary(grouping: bootsByPlace, by: { $0 }).mapValues(\.count)
        let most = places.max { ($0.value, $1.key) < ($1.value, $0.key) }
        return [most?.key ?? 0]
    }

    /// The numbers of boots of places that have another number than `blocksAtLooks` ends with, ascending.
    public var otherBlocks: [Int] { Set(bootsByPlace).subtracting(blocksAtLooks.suffix(1)).sorted() }

    /// How often each place boots, in no order.
    private var bootsByPlace: [Int] {
        cells.reduce(into: [Coordinates: Int]()) { $0[$1.coordinates, default: 0] += 1 }.map(\.value)
    }

    /// The repetitions that each look adds. The last has all that are left: a place may have more boots of its own than
    /// the others.
    static func repetitions(_ looks: [Int]?) -> [ClosedRange<Int>] {
        guard let looks, let last = looks.indices.last else { return [1...Int.max] }
        return looks.indices.map { ($0 == 0 ? 1 : looks[$0 - 1] + 1)...($0 == last ? .max : looks[$0]) }
    }

    /// The repetitions of every cell that a look has seen.
    /// - Parameter look: from 1.
    public func repetitions(upTo look: Int) -> ClosedRange<Int> {
        1...(Self.repetitions(looks).prefix(look).last?.upperBound ?? .max)
    }

    /// What a look has seen, as a plan: the same rounds in the same order, and no look but its own and those before it.
    /// - Parameter look: from 1.
    public func upTo(look: Int) -> Plan {
        guard let looks, look < looks.count else { return self }
        let seen = repetitions(upTo: look)
        return Plan(
            seed: seed, rounds: rounds.filter { $0.blocks.allSatisfy { seen.contains($0.repetition) } },
            looks: Array(looks.prefix(look)))
    }

    /// `27 boots`, `27 boots, up to 108`.
    public var bootCount: String {
        let (first, most) = (upTo(look: 1).cells.count, cells.count)
        return "\(first) \(first == 1 ? "boot" : "boots")" + (most > first ? ", up to \(most)" : "")
    }

    /// The rounds that each look adds, in their order; a look may add none.
    public var roundsByLook: [[Round]] {
        Self.repetitions(looks).map { part in
            rounds.filter { $0.blocks.allSatisfy { part.contains($0.repetition) } }
        }
    }
}
