// SPDX-License-Identifier: Apache-2.0

/// A report that has begun: takes lines until it is over, then becomes a finding.
struct OpenReport {
    /// Lines that are shown.
    static let mostLines = 60
    /// Lines that belong to one report; with the stacks of all CPUs a stall's is long.
    private static let mostBody = 400
    /// Lines between the words that announce an exception and die()'s own; Arm decodes the fault between them.
    private static let exceptionReach = 40
    /// So many lines in a row that are no part of any report end it, and so many as long as its stack is still to come.
    private static let patience = 8
    private static let patienceForStack = 40

    let recogniser: Recogniser
    let header: LogLine
    private(set) var trace = Trace()
    private(set) var details = ReportDetails()
    /// From the first line of the report on, at most `mostLines`.
    private var shown: [LogLine]
    private var count: Int
    private var strangers = 0
    private var noise = 0
    /// Die()'s line was seen, so that another one is another report.
    private var hasException: Bool
    private var isOver = false

    /// - Parameter before: lines that already belong to the report, such as `------------[ cut here ]------------`.
    init(_ recogniser: Recogniser, header: LogLine, before: [LogLine]) {
        self.recogniser = recogniser
        self.header = header
        shown = before + [header]
        count = shown.count
        hasException = recogniser.exception == .itself
        details.isTorn = header.isTorn
    }

    /// Whether a line that could begin a report is rather part of this one.
    func continues(with next: Recogniser, at line: LogLine) -> Bool {
        if isOver { return false }
        if next.kind == .rcuStall { return recogniser.kind == .rcuStall }
        if next.kind == .memoryLeak, recogniser.kind == .memoryLeak { return trace.frames.isEmpty }
        // A slab's report has such lines of its own.
        if case .fixed = next.title, next.kind == .bug, recogniser.kind == .bug { return true }
        return next.exception == .itself && recogniser.exception == .announced && !hasException
            && line.number - header.number <= Self.exceptionReach
    }

    /// Takes the line if it may belong to the report. False when the report is over and the line is not its own.
    mutating func take(_ line: LogLine, isException: Bool = false) -> Bool {
        guard !isOver, count < Self.mostBody else { return false }
        if isException { hasException = true }
        let isPart = ReportBody.isPart(line.body)
        // What programs write to the same console has no time.
        if !isPart, line.microseconds == nil, header.microseconds != nil {
            noise += 1
            return noise < Self.mostBody
        }
        count += 1
        if shown.count < Self.mostLines { shown.append(line) }
        strangers = isPart ? 0 : strangers + 1
        look(at: line)
        if line.body.begins(with: "---[ end ") { isOver = true }
        // The rule under a report of KASAN and its kin; lockdep draws one above its report's second line.
        if line.body.begins(with: "==========="), line.number - header.number > 5 { isOver = true }
        if strangers >= (lacksStack ? Self.patienceForStack : Self.patience) { isOver = true }
        return true
    }

    /// What the line says of where and in what state the kernel was, without making it a line of the report.
    mutating func look(at line: LogLine) {
        trace.take(line.body)
        details.take(line)
    }

    var lacksStack: Bool { !isOver && !trace.hasStack && Guilt.wantsFunction(recogniser) }

    var heldBytes: Int {
        shown.reduce(0) { $0 + $1.heldBytes } + trace.frames.reduce(0) { $0 + $1.name.utf8.count }
    }

    var guilt: Guilt { Guilt(recogniser, header: header, trace: trace) }

    func finding(_ guilt: Guilt, title: String) -> Finding {
        let own = shown.prefix(max(1, count - strangers))
        let lacks = Guilt.wantsFunction(recogniser) && guilt.function == nil
        return Finding(
            kind: guilt.kind, title: title, function: guilt.function, taint: details.taint,
            damaged: details.isTorn || details.dropped || lacks, line: own.first?.number ?? header.number,
            lines: own.map(\.shown))
    }
}
