// SPDX-License-Identifier: Apache-2.0

/// The item `trace-stats`: how full each CPU's ring buffer was, and what did not fit.
public struct TraceBuffers: Hashable, Sendable {
    public struct Buffer: Hashable, Sendable {
        public var cpu: Int
        /// Events in the buffer.
        public var entries: UInt64
        /// Events that were overwritten by later ones.
        public var overrun: UInt64
        /// Events lost because a nested write ran into its own tail.
        public var commitOverrun: UInt64
        /// Events that found the buffer full with overwriting off.
        public var dropped: UInt64

        public var lost: UInt64 { overrun &+ commitOverrun &+ dropped }
    }

    public var buffers: [Buffer]
    /// What could not be understood; nil where all was.
    public var problem: String?

    public init(_ bytes: [UInt8]) {
        var reader = LineReader()
        buffers = reader.map(bytes) { line in
            let numbers = line.words.compactMap(\.number)
            guard numbers.count == 5, line.words.count == 5, numbers[0] < 65_536 else { return nil }
            return Buffer(
                cpu: Int(numbers[0]), entries: numbers[1], overrun: numbers[2], commitOverrun: numbers[3],
                dropped: numbers[4])
        }
        problem = reader.problem
    }

    public var lost: UInt64 { buffers.reduce(0) { $0 &+ $1.lost } }
}
