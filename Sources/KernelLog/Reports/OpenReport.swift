// SPDX-License-Identifier: Apache-2.0

/// A report that has begun: takes lines until it is over, then becomes a finding.
struct OpenReport {
    /// Lines that are shown.
    static let mostLines = 60
    /// Lines in which the function at fault is looked for; a stall's stacks come late.
    private static let mostBody = 200
    /// Lines between the words that announce an exception and die()'s own; Arm decodes the fault between them.
    private static let exceptionReach = 40
    /// So many lines in a row that are no part of any report end it.
    private static let patience = 8

    let recogniser: Recogniser
    let header: LogLine
    /// From the first line of the report to its last so far.
    private var lines: [LogLine]
    private var strangers = 0
    /// Die()'s line was seen, so that another one is another report.
    private var hasException: Bool
    private var isOver = false

    /// - Parameter before: lines that already belong to the report, such as `------------[ cut here ]------------`.
    init(_ recogniser: Recogniser, header: LogLine, before: [LogLine]) {
        self.recogniser = recogniser
        self.header = header
        lines = before + [header]
        hasException = recogniser.exception == .itself
    }

    /// Whether a line that could begin a report is rather part of this one.
    func continues(with next: Recogniser, at line: LogLine) -> Bool {
        if isOver { return false }
        if next.kind == .rcuStall { return recogniser.kind == .rcuStall }
        return next.exception == .itself && recogniser.exception == .announced && !hasException
            && line.number - header.number <= Self.exceptionReach
    }

    /// Takes the line if it may belong to the report. False when the report is over and the line is not its own.
    mutating func take(_ line: LogLine, isException: Bool = false) -> Bool {
        guard !isOver, lines.count < Self.mostBody else { return false }
        if isException { hasException = true }
        lines.append(line)
        strangers = ReportBody.isPart(line.body) ? 0 : strangers + 1
        if line.body.begins(with: "---[ end ") { isOver = true }
        // The rule under a report of KASAN and its kin; lockdep draws one above its report's second line.
        if line.body.begins(with: "==========="), line.number - header.number > 5 { isOver = true }
        if strangers >= Self.patience { isOver = true }
        return true
    }

    var finding: Finding {
        let own = lines.dropLast(strangers)
        let shown = own.prefix(Self.mostLines).map(\.shown)
        let function = function(own)
        return Finding(
            kind: recogniser.kind, title: title(function), function: function, line: own.first?.number ?? header.number,
            lines: shown)
    }

    private func title(_ function: String?) -> String {
        switch recogniser.title {
        case .message: return ReportTitle.cleaned(header.head)
        case .function(let words), .caller(let words): return words + function.map { " in \($0)" }.orEmpty
        case .warning: return function.map { "WARNING in \($0)" } ?? ReportTitle.cleaned(header.head)
        }
    }

    private func function(_ own: ArraySlice<LogLine>) -> String? {
        let body = Array(own.lazy.filter { $0.number > header.number }.map(\.body))
        switch recogniser.title {
        case .message, .function: return FunctionAtFault.find(in: body, for: recogniser.kind)
        case .caller: return FunctionAtFault.onStack(body, for: recogniser.kind)
        case .warning:
            return FunctionAtFault.inWarning(header.head) ?? FunctionAtFault.find(in: body, for: .warning)
        }
    }
}

extension String? {
    fileprivate var orEmpty: String { self ?? "" }
}
