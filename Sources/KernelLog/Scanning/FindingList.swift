// SPDX-License-Identifier: Apache-2.0

/// What was found so far, each report once.
struct FindingList {
    private var found: [Finding] = []
    /// The boot that each belongs to, counted by unexpected reboots.
    private var boots: [Int] = []
    private var seen: Set<Key> = []
    private var boot = 0

    private struct Key: Hashable {
        var kind: Finding.Kind
        var title: String
    }

    /// A log with more different reports than this has told enough; only panics are listed past it, up to as many again.
    static let most = 64

    /// From here on only the end of the kernel is of interest.
    var isFull: Bool { found.count >= Self.most }

    /// Whether a report that begins so could still be added. The title of a panic is its first line.
    func wants(_ recogniser: Recogniser, _ header: LogLine) -> Bool {
        guard isFull else { return true }
        guard recogniser.kind == .panic else { return false }
        let title = Guilt(recogniser, header: header, trace: Trace()).title(ReportDetails())
        return !seen.contains(Key(kind: .panic, title: title))
    }

    /// A report that has ended. Making its lines fit to be shown costs most; one that is there already never gets so far.
    mutating func add(_ report: OpenReport) {
        let guilt = report.guilt
        let title = guilt.title(report.details)
        let room = guilt.kind == .panic ? 2 * Self.most : Self.most
        guard found.count < room, seen.insert(Key(kind: guilt.kind, title: title)).inserted else { return }
        found.append(report.finding(guilt, title: title))
        boots.append(boot)
    }

    /// Another boot begins.
    mutating func addReboot(at line: LogLine) {
        boot += 1
        let title = "unexpected reboot"
        guard !isFull, seen.insert(Key(kind: .reboot, title: title)).inserted else { return }
        found.append(Finding(kind: .reboot, title: title, line: line.number, lines: [line.shown]))
        boots.append(boot)
    }

    var heldBytes: Int {
        found.reduce(0) { sum, finding in finding.lines.reduce(sum + finding.title.utf8.count) { $0 + $1.utf8.count } }
    }

    /// All, in the order in which they begin.
    mutating func finished() -> [Finding] {
        for (index, finding) in found.enumerated() where finding.kind == .panic {
            for earlier in found.indices where boots[earlier] == boots[index] && found[earlier].line <= finding.line {
                found[earlier].panicked = true
            }
        }
        return found.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }.map(\.element)
    }
}
