// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// The kernel's module statistics (CONFIG_MODULE_STATS): the scalar files, the `stats` text, and what follows from
/// them. The guest reads the files one after the other, so the two may be of slightly different moments; `laws` says
/// so where they are.
public struct ModuleStatistics: Hashable, Sendable {
    /// By the scalar files; each is one read of one counter.
    public var scalars: [ModuleCounter: UInt64]
    public var text: StatsText?
    /// What could not be understood, one sentence an item.
    public var problems: [String] = []

    public init(scalars: [ModuleCounter: UInt64], text: StatsText?) {
        self.scalars = scalars
        self.text = text
    }

    /// The items `counters/*` and `stats`; nil when there is none of them, as on a kernel without the statistics.
    public init?(_ items: EvidenceItems) {
        self.init(scalars: [:], text: items["stats"].map { StatsText($0) })
        for counter in ModuleCounter.allCases {
            guard let bytes = items["counters/" + counter.rawValue] else { continue }
            // debugfs prints the atomics signed ("%lld") and the longs unsigned ("%llu").
            if let value = bytes[...].number(trailing: 0x0A) {
                scalars[counter] = value
            } else {
                problems.append("counters/\(counter.rawValue): '\(SafeText.line(bytes, limit: 40))' is not a number")
            }
        }
        if let problem = text?.problem { problems.append("stats: \(problem)") }
        if scalars.isEmpty, text == nil, problems.isEmpty { return nil }
    }

    /// The counter's value, by its own file where there is one. Linux 6.4 may add a negative errno to
    /// `invalid_kread_bytes`, which makes it a value of 2^63 or more; `bytes(_:)` shows that as negative.
    public subscript(counter: ModuleCounter) -> UInt64? { scalars[counter] ?? text?.values[counter] }

    /// A counter of bytes; negative where the kernel's own arithmetic made it so.
    public func bytes(_ counter: ModuleCounter) -> ByteCount? {
        self[counter].map { ByteCount(Int64(bitPattern: $0)) }
    }

    /// The sum of what failed loads cost, in the kernel's own arithmetic, which wraps; nil when a part is unknown.
    public var wasted: ByteCount? {
        var sum: UInt64 = 0
        for counter in ModuleCounter.wasted {
            guard let value = self[counter] else { return nil }
            sum &+= value
        }
        return ByteCount(Int64(bitPattern: sum))
    }

    /// becoming + load: loads that were thrown away.
    public var failed: UInt64? {
        guard let becoming = self[.failedBecoming], let load = self[.failedLoads] else { return nil }
        return becoming &+ load
    }

    /// The table of duplicates; nil without the text.
    public var duplicates: [DuplicateRow]? { text?.duplicates }

    /// becoming + load less the table's rows: failures that are not duplicates, such as an unknown symbol. Both parts
    /// are taken from one read of the text. Nil without the text or when rows of the table are missing; negative when
    /// the table was still growing while it was read.
    public var residual: Int64? {
        guard let text, text.isTableWhole, let becoming = text.values[.failedBecoming],
            let load = text.values[.failedLoads]
        else { return nil }
        let table = text.duplicates.reduce(UInt64(0)) { $0 &+ $1.times }
        return Int64(bitPattern: becoming &+ load &- table)
    }

    /// The module that failed most often, the first in the table of several.
    public var worst: DuplicateRow? {
        text?.duplicates.reduce(nil) { best, row in best.map { $0.times >= row.times } == true ? best : row }
    }
}

extension ByteText {
    /// The number before the end of the line; a negative one in two's complement, as the kernel holds it.
    fileprivate func number(trailing end: UInt8) -> UInt64? {
        let line = last == end ? dropLast() : self
        return line.trimmed.number ?? line.trimmed.signedNumber.map { UInt64(bitPattern: $0) }
    }
}
