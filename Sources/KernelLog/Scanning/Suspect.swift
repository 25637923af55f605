// SPDX-License-Identifier: Apache-2.0

/// `WARNING: ` with words that nobody knows. The kernel says so of much that is no fault; it shows its stack only with what
/// it wants to have looked into.
struct Suspect {
    private let header: LogLine
    private let before: [LogLine]
    private var lines: [LogLine] = []

    private static let reach = 12

    init(_ line: LogLine, before: [LogLine]) {
        header = line
        self.before = before
    }

    static func isOne(_ line: LogLine) -> Bool { line.head.begins(with: "WARNING: ") && !line.isCut && !line.isPreface }

    var heldBytes: Int { (before + lines).reduce(header.heldBytes) { $0 + $1.heldBytes } }

    var isOver: Bool { lines.count >= Self.reach }

    /// The report, once the kernel shows its stack.
    mutating func take(_ line: LogLine) -> OpenReport? {
        lines.append(line)
        let words: [StaticString] = ["Call Trace:", "Call trace:", "Backtrace:", "stack backtrace:"]
        guard line.body.trimmed.begins(withAny: words) else { return nil }
        let recogniser = Recogniser(header.head.text, .warning, .message)
        var report = OpenReport(recogniser, header: header, before: before)
        for line in lines { _ = report.take(line) }
        return report
    }
}
