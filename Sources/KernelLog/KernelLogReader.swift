// SPDX-License-Identifier: Apache-2.0

public import Vocabulary

/// Reads a kernel log piece by piece, for logs that need not fit into memory. However it is cut into pieces, it finds the
/// same, and keeps at most some hundred lines.
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
        /// Reports that an option of the kernel makes on purpose: warnings of `module.enable_dups_trace`. They are no findings.
        public var expected = 0

        /// Whether anything in it can only come from a kernel; without it, that nothing was found proves nothing.
        public var looksLikeAKernels: Bool { timedLines > 0 || banners > 0 }
    }

    /// No more of a line is kept: the scanner looks at half of it, and shows less.
    static let longestLine = 4_096

    /// More is never kept between two calls, whatever the log holds: the open reports of eight callers, and the findings.
    public static let mostHeld = ByteCount.mebibytes(16)

    public private(set) var extent = Extent()
    private var scan = Scan()
    /// The beginning of a line whose end did not come yet.
    private var line: [UInt8] = []
    private var isInLine = false

    public init() {}

    /// The next bytes of the log; a line may be cut anywhere by two calls.
    public mutating func take(_ bytes: ArraySlice<UInt8>) {
        extent.bytes += bytes.count
        bytes.withUnsafeBufferPointer { take($0) }
    }

    /// The end of the log: every finding, in order.
    public mutating func finish() -> [Finding] {
        if isInLine { endLine(isCut: true) }
        extent.expected = scan.expected
        return scan.end()
    }

    /// Text that is kept now.
    var heldBytes: Int { line.count + scan.heldBytes }

    private mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
        var interest = Interest(in: bytes)
        var start = 0
        while let end = ByteSearch.offset(of: 0x0A, in: bytes, from: start) {
            let piece = UnsafeBufferPointer(rebasing: bytes[start..<end])
            if isInLine {
                keep(piece)
                endLine(isCut: false)
            } else {
                let line = UnsafeBufferPointer(rebasing: piece.prefix(Self.longestLine))
                let isPlain = scan.isIdle && interest.isBehind(end, from: start, scan)
                look(at: line, isPlain: isPlain)
            }
            start = end + 1
        }
        guard start < bytes.count else { return }
        keep(UnsafeBufferPointer(rebasing: bytes[start...]))
        isInLine = true
    }

    private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
        line += bytes.prefix(Self.longestLine - line.count)
    }

    private mutating func endLine(isCut: Bool) {
        let complete = line
        complete.withUnsafeBufferPointer { look(at: $0, isPlain: false, isCut: isCut) }
        line.removeAll(keepingCapacity: true)
        isInLine = false
    }

    /// One line. Nearly all are only counted.
    private mutating func look(at line: UnsafeBufferPointer<UInt8>, isPlain: Bool, isCut: Bool = false) {
        extent.lines += 1
        let time = PrintkTime.first(in: line)
        if let time {
            extent.timedLines += 1
            extent.lastMicroseconds = time.microseconds
        }
        if isPlain, scan.skip(time) { return }
        for message in LogLine.messages(
            number: extent.lines, raw: Array(line.prefix(LogLine.longest))[...], isCut: isCut)
        {
            if message.body.begins(with: "Linux version "), !message.isPreface { extent.banners += 1 }
            scan.take(message)
        }
    }
}

/// The next place in a piece of a log where a line is of interest: a word that begins something, or a control character
/// that could hide one.
private struct Interest {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var word: Int
    private var escape: Int
    private var zero: Int

    init(in bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        (word, escape, zero) = (-1, -1, -1)
    }

    /// Whether no line from `start` to `end` holds it. Asked only while the scan is idle.
    mutating func isBehind(_ end: Int, from start: Int, _ scan: Scan) -> Bool {
        if word < start { word = scan.interest(in: bytes, from: start) ?? bytes.count }
        if escape < start { escape = ByteSearch.offset(of: 0x1B, in: bytes, from: start) ?? bytes.count }
        if zero < start { zero = ByteSearch.offset(of: 0, in: bytes, from: start) ?? bytes.count }
        return word >= end && escape >= end && zero >= end
    }
}
