// SPDX-License-Identifier: Apache-2.0

/// What one task or CPU says: the report that it has begun. Where the kernel does not add the caller to its messages, all
/// of them are one voice; where it does, reports of several CPUs that are mixed line by line are told apart.
struct Voice {
    let caller: Caller?
    private(set) var lastLine: Int
    let firstLine: Int
    private var open: OpenReport?
    /// A report whose stack the kernel prints only after it has said that it panics, or that its watcher fell over.
    private var waiting: [OpenReport] = []
    /// Lines since `------------[ cut here ]------------`; a WARN()'s own words stand between it and its header.
    private var sinceCut: [LogLine] = []
    private var suspect: Suspect?
    /// Other callers whose stacks belong to this stall.
    private var answering: [Caller] = []

    /// How many lines WARN()'s words may take.
    private static let cutReach = 8
    private static let mostAnswering = 64
    private static let mostWaiting = 3

    init(caller: Caller?, lastLine: Int) {
        (self.caller, self.lastLine, firstLine) = (caller, lastLine, lastLine)
    }

    var isIdle: Bool { open == nil && waiting.isEmpty && sinceCut.isEmpty && suspect == nil }

    /// Lines that may lead to a report though they are none.
    static func isOpening(_ line: LogLine) -> Bool { isCut(line) || Suspect.isOne(line) }

    private static func isCut(_ line: LogLine) -> Bool { line.body.begins(with: "------------[ cut here ]") }

    var heldBytes: Int {
        (waiting + (open.map { [$0] } ?? [])).reduce(0) { $0 + $1.heldBytes }
            + sinceCut.reduce(0) { $0 + $1.heldBytes } + (suspect?.heldBytes ?? 0)
    }

    mutating func forgetCut() { sinceCut = [] }

    /// Whether another caller's line answers the question where all CPUs are.
    mutating func isAnswered(by line: LogLine) -> Bool {
        guard let open, let other = line.caller, open.recogniser.kind.isOfAllCPUs else { return false }
        if answering.contains(other) { return true }
        guard line.body.begins(withAny: ["NMI backtrace for cpu", "CPU: ", "Task dump for CPU"]) else { return false }
        if answering.count < Self.mostAnswering { answering.append(other) }
        return true
    }

    /// A line that begins a report, or goes on with the one that is open.
    /// - Returns: the reports that it ends.
    mutating func begin(_ recogniser: Recogniser, at line: LogLine) -> [OpenReport] {
        lastLine = line.number
        suspect = nil
        if open?.continues(with: recogniser, at: line) == true {
            return open?.take(line, isException: recogniser.exception == .itself) == false ? close() : []
        }
        if recogniser.isOneLine, open != nil { return [OpenReport(recogniser, header: line, before: [])] }
        let before = sinceCut
        sinceCut = []
        var ended: [OpenReport] = []
        if waiting.count < Self.mostWaiting, let report = open, report.lacksStack,
            recogniser.kind == .panic || report.recogniser.kind.isOfAllCPUs
        {
            waiting.append(report)
        } else {
            ended = close()
        }
        open = OpenReport(recogniser, header: line, before: before)
        return ended
    }

    /// Any other line.
    mutating func carry(_ line: LogLine) -> [OpenReport] {
        if line.caller == caller || line.caller == nil { lastLine = line.number }
        if Self.isCut(line) {
            let ended = close()
            sinceCut = [line]
            return ended
        }
        for index in waiting.indices { waiting[index].look(at: line) }
        if open != nil {
            if open?.take(line) == false { return close() }
        } else if suspect != nil {
            if let report = suspect?.take(line) {
                suspect = nil
                open = report
            } else if suspect?.isOver == true {
                suspect = nil
            }
        } else if Suspect.isOne(line) {
            suspect = Suspect(line, before: sinceCut)
        }
        if !sinceCut.isEmpty {
            if sinceCut.count >= Self.cutReach { sinceCut = [] } else { sinceCut.append(line) }
        }
        return []
    }

    /// - Returns: what was open, in the order of the log.
    mutating func close() -> [OpenReport] {
        defer { (open, waiting, sinceCut, suspect, answering) = (nil, [], [], nil, []) }
        return waiting + (open.map { [$0] } ?? [])
    }
}

extension Finding.Kind {
    /// The kernel prints stacks of other CPUs and tasks with it.
    fileprivate var isOfAllCPUs: Bool {
        switch self {
        case .rcuStall, .softLockup, .hardLockup: true
        default: false
        }
    }
}
