// SPDX-License-Identifier: Apache-2.0

extension Plan {
    /// Looks, at least one; the last is the end of the plan.
    public var lookCount: Int { max(1, looks?.count ?? 1) }

    /// The blocks of each place at each look, for places without a number of boots of their own.
    public var blocksAtLooks: [Int] { looks ?? [cells.map(\.repetition).max() ?? 0] }

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
