// SPDX-License-Identifier: Apache-2.0

/// Reads a kernel log piece by piece, for logs that need not fit into memory. Finds what `KernelLogScanner` finds, and
/// counts what it looked at.
public struct KernelLogReader {
    /// What was looked at.
    public struct Extent: Hashable, Sendable {
        public var bytes = 0
        /// Line ends, and what follows the last of them.
        public var lines = 0
        /// Lines with a printk time.
        public var timedLines = 0
        /// The last printk time, in microseconds since boot.
        public var lastMicroseconds: UInt64?
        /// Boot banners of a kernel, `Linux version ...`.
        public var banners = 0

        /// Whether anything in it can only come from a kernel; without it, that nothing was found proves nothing.
        public var looksLikeAKernels: Bool { timedLines > 0 || banners > 0 }
    }

    /// No more of a line is kept: the scanner looks at half of it, and shows less.
    static let longestLine = 8_192

    public private(set) var extent = Extent()
    private var scan = Scan()
    private var line: [UInt8] = []
    private var isInLine = false

    public init() {}

    /// The next bytes of the log; a line may be cut anywhere by two calls.
    public mutating func take(_ bytes: ArraySlice<UInt8>) {
        extent.bytes += bytes.count
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            keep(rest[..<end])
            closeLine()
            rest = rest[(end + 1)...]
        }
        guard !rest.isEmpty else { return }
        keep(rest)
        isInLine = true
    }

    /// The end of the log: every finding, in order.
    public mutating func finish() -> [Finding] {
        if isInLine { closeLine() }
        return scan.finish()
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        line += bytes.prefix(Self.longestLine - line.count)
    }

    private mutating func closeLine() {
        extent.lines += 1
        let complete = LogLine(number: extent.lines, raw: line[...])
        if let time = complete.microseconds {
            extent.timedLines += 1
            extent.lastMicroseconds = time
        }
        if complete.body.begins(with: "Linux version ") { extent.banners += 1 }
        scan.take(complete)
        line = []
        isInLine = false
    }
}
