// SPDX-License-Identifier: Apache-2.0

/// The items `trace` and `trace-stats`: who asked for modules, by which call, and what came of it.
public struct ModuleTrace: Hashable, Sendable {
    /// In the order of the trace, which is the order of time.
    public var events: [TraceEvent] = []
    /// Events in the buffers when the trace was read, and events ever written, as its header says; nil without one.
    public var entries: (inBuffer: UInt64, written: UInt64)? {
        header.map { ($0.inBuffer, $0.written) }
    }
    /// Events that the trace says were lost while it was read.
    public var lostLines: UInt64 = 0
    public var buffers: TraceBuffers?
    /// Which probes there were; nil when the guest did not say, as when it could have none.
    public var probes: TraceProbes?
    /// What could not be understood; nil where all was.
    public var problem: String?

    private struct Header: Hashable, Sendable {
        var inBuffer: UInt64
        var written: UInt64
    }
    private var header: Header?

    /// - Parameters:
    ///   - stats: the item `trace-stats`.
    ///   - probes: the item `trace-probes`.
    public init(_ bytes: [UInt8], stats: [UInt8]? = nil, probes: [UInt8]? = nil) {
        var reader = LineReader()
        for line in bytes.lines where !line.isEmpty {
            if line.first == UInt8(ascii: "#") {
                comment(line)
            } else if let lost = Self.lostEvents(line) {
                lostLines &+= lost
            } else {
                switch TraceEvent.reading(of: line) {
                case .event(let event): events.append(event)
                case .other: break
                case .strange: reader.note(line)
                }
            }
        }
        buffers = stats.map { TraceBuffers($0) }
        self.probes = probes.map { TraceProbes($0) }
        problem = reader.problem ?? buffers?.problem ?? self.probes?.problem
    }

    /// Events that were written and are not in here: the header's difference, or what the buffers count, whichever is
    /// more. Nil when neither is known.
    public var overruns: UInt64? {
        let byHeader = header.map { $0.written >= $0.inBuffer ? $0.written - $0.inBuffer : 0 }
        let byBuffers = buffers.map(\.lost)
        return [byHeader, byBuffers, lostLines > 0 ? lostLines : nil].compactMap { $0 }.max()
    }

    /// Whether every event is in here, so that counts are counts and not lower bounds.
    public var isWhole: Bool { overruns == 0 && problem == nil }

    /// `# entries-in-buffer/entries-written: 205/205   #P:4`.
    private mutating func comment(_ line: ByteText) {
        guard let rest = line.dropping("# entries-in-buffer/entries-written: "), let word = rest.words.first else {
            return
        }
        let parts = word.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(\.number)
        guard parts.count == 2, let inBuffer = parts[0], let written = parts[1] else { return }
        header = Header(inBuffer: inBuffer, written: written)
    }

    /// `CPU:1 [LOST 23 EVENTS]`, or without a number when nobody counted.
    private static func lostEvents(_ line: ByteText) -> UInt64? {
        guard line.begins(with: "CPU:"), let start = line.position(of: " [LOST ") else { return nil }
        return line[(start + 7)...].words.first?.number ?? 1
    }
}
