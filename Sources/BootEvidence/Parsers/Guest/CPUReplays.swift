// SPDX-License-Identifier: Apache-2.0

/// The item `replays` of the workload `cpu-replay` (images/guest/replay.c): what each replay of the CPUs' uevents did.
public struct CPUReplays: Hashable, Sendable {
    public struct Replay: Hashable, Sendable {
        /// Counted from 1.
        public var number: Int
        /// The guest's CLOCK_BOOTTIME: before the first uevent, after udevd had settled.
        public var start: Duration
        public var end: Duration
        /// Modules of the CPUs that were unloaded before it.
        public var unloaded: Int
        /// Those that could not be.
        public var kept: Int
        /// The exit status of `udevadm settle`.
        public var settle: Int
        /// What the kernel counted in the meantime; nil without MODULE_STATS.
        public var counted: Counted?
    }

    /// By how much the kernel's counters rose.
    public struct Counted: Hashable, Sendable {
        public var loaded: UInt64
        public var becoming: UInt64
        public var load: UInt64
        public var becomingBytes: UInt64
        public var loadBytes: UInt64

        /// Loads that were thrown away.
        public var failed: UInt64 { becoming &+ load }
    }

    /// The guest makes no more of them (images/guest/options.c).
    public static let most = 100

    /// The first hundred at most.
    public var replays: [Replay]
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        replays = reader.map(bytes, atMost: Self.most) { Replay($0) }
        problem = reader.isCut ? "there are more than \(Self.most) replays" : reader.problem
        guard problem == nil, replays.map(\.number) != Array(1..<replays.count + 1) else { return }
        problem = "the replays are not in order"
    }
}

extension CPUReplays.Replay {
    /// `NUMBER START END UNLOADED KEPT SETTLE`, then the five counters, or `-` where the kernel has none.
    fileprivate init?(_ line: ByteText) {
        let words = line.words
        guard words.count == 11, let start = words[1].number, let end = words[2].number, start <= end,
            let number = Self.small(words[0]), let unloaded = Self.small(words[3]), let kept = Self.small(words[4]),
            let settle = Self.small(words[5])
        else { return nil }
        self.number = number
        self.start = .nanoseconds(Int64(clamping: start))
        self.end = .nanoseconds(Int64(clamping: end))
        self.unloaded = unloaded
        self.kept = kept
        self.settle = settle
        guard !words[6...].allSatisfy({ $0.elementsEqual("-".utf8) }) else { return }
        let counts = words[6...].compactMap(\.number)
        // Nobody loads so often in one replay: a counter that went back. Bytes may do so, by an errno that 6.4 added.
        guard counts.count == 5, counts[..<3].allSatisfy({ $0 < 1 << 32 }) else { return nil }
        counted = CPUReplays.Counted(
            loaded: counts[0], becoming: counts[1], load: counts[2], becomingBytes: counts[3], loadBytes: counts[4])
    }

    private static func small(_ word: ByteText) -> Int? {
        word.number.flatMap { $0 < 1_000_000 ? Int($0) : nil }
    }
}
