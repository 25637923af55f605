// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// What /proc/meminfo said again and again during the boot: pressure is a matter of its peak, which is over when the
/// boot is.
public struct MemorySamples: Hashable, Sendable {
    public struct Sample: Hashable, Sendable {
        /// The guest's CLOCK_BOOTTIME.
        public var time: Duration
        /// What the guest was at; nil for a word that is no stage.
        public var stage: GuestStage?
        public var total: ByteCount
        public var free: ByteCount
        public var available: ByteCount
        public var vmallocUsed: ByteCount
        /// What modules held (`VmallocInfo.moduleCallers`), loaded or being loaded; nil where it was not looked at,
        /// which is where VmallocUsed was no higher than before.
        public var modules: ByteCount?
    }

    public var samples: [Sample]
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        samples = reader.map(bytes) { Sample($0) }
        problem = reader.problem
    }

    /// The sample with the lowest MemAvailable, the first of several.
    public var lowestAvailable: Sample? { samples.min { $0.available < $1.available } }

    /// The sample with the highest VmallocUsed, the first of several.
    public var highestVmalloc: Sample? { samples.min { $0.vmallocUsed > $1.vmallocUsed } }

    /// The sample with the most module memory, the first of several; nil where nobody looked.
    public var highestModules: Sample? {
        samples.lazy.filter { $0.modules != nil }.min { ($0.modules?.bytes ?? 0) > ($1.modules?.bytes ?? 0) }
    }
}

extension MemorySamples.Sample {
    /// `NANOSECONDS STAGE MemTotal MemFree MemAvailable VmallocUsed MODULES`, the last five in kB; MODULES is `-` where
    /// it was not read, and earlier guests have no such column.
    fileprivate init?(_ line: ByteText) {
        let words = line.words
        guard words.count == 6 || words.count == 7, let time = words[0].number else { return nil }
        let sizes = words[2..<6].compactMap { $0.number.flatMap(ByteCount.init(kibibytes:)) }
        guard sizes.count == 4 else { return nil }
        self.time = .nanoseconds(Int64(clamping: time))
        stage = GuestStage(rawValue: words[1].text)
        (total, free, available, vmallocUsed) = (sizes[0], sizes[1], sizes[2], sizes[3])
        guard words.count == 7, !words[6].elementsEqual("-".utf8) else { return }
        guard let held = words[6].number.flatMap(ByteCount.init(kibibytes:)) else { return nil }
        modules = held
    }
}
