// SPDX-License-Identifier: Apache-2.0

/// Finds the reports in a kernel log: a console as it came, or `dmesg`. One pass over the bytes.
///
/// The first finding is the cause of what follows it. Each report is listed once, however often it repeats; a panic
/// that follows an oops is a finding of its own.
public enum KernelLogScanner {
    /// A log with more different reports than this has told enough; only panics are listed past it.
    public static let mostFindings = 64

    public static func findings(in log: some Collection<UInt8>) -> [Finding] {
        var scan = Scan()
        let bytes = log as? [UInt8] ?? Array(log)
        var start = 0
        var number = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            number += 1
            scan.take(LogLine(number: number, raw: bytes[start..<end]))
            start = end + 1
        }
        return scan.finish()
    }

    public static func findings(in log: String) -> [Finding] { findings(in: Array(log.utf8)) }
}

/// One pass: the report that is open, and what was found.
struct Scan {
    private var open: OpenReport?
    private var found: [Finding] = []
    private var seen: Set<Key> = []
    /// Lines since `------------[ cut here ]------------`; a WARN()'s own words stand between it and its header.
    private var sinceCut: [LogLine] = []
    private var boots = BootCount()

    private struct Key: Hashable {
        var kind: Finding.Kind
        var title: String
    }

    /// How many lines WARN()'s words may take.
    private static let cutReach = 8

    /// From here on only the end of the kernel is of interest.
    private var isFull: Bool { found.count >= KernelLogScanner.mostFindings }

    mutating func take(_ line: LogLine) {
        if boots.isReboot(line) {
            close()
            add(
                Finding(
                    kind: .reboot, title: "unexpected reboot", line: line.number, lines: [line.shown]))
        }
        if ExpectedOutput.isDuplicateRequest(line) {
            sinceCut = []
            return
        }
        guard let recogniser = Recogniser.recognise(line), !isFull || recogniser.kind == .panic else {
            carry(line)
            return
        }
        if open?.continues(with: recogniser, at: line) == true {
            if open?.take(line, isException: recogniser.exception == .itself) == false { close() }
            return
        }
        close()
        open = OpenReport(recogniser, header: line, before: sinceCut)
        sinceCut = []
    }

    mutating func finish() -> [Finding] {
        close()
        return found
    }

    private mutating func carry(_ line: LogLine) {
        if line.body.begins(with: "------------[ cut here ]------------") {
            close()
            sinceCut = [line]
            return
        }
        if open?.take(line) == false { close() }
        guard !sinceCut.isEmpty else { return }
        if sinceCut.count >= Self.cutReach { sinceCut = [] } else { sinceCut.append(line) }
    }

    private mutating func close() {
        if let report = open { add(report.finding) }
        open = nil
    }

    private mutating func add(_ finding: Finding) {
        let room = finding.kind == .panic ? 2 * KernelLogScanner.mostFindings : KernelLogScanner.mostFindings
        guard found.count < room,
            seen.insert(Key(kind: finding.kind, title: finding.title)).inserted
        else { return }
        found.append(finding)
    }
}
