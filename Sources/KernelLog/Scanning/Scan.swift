// SPDX-License-Identifier: Apache-2.0

/// One pass over the lines that matter: the reports that are open, and what was found.
struct Scan {
    private var voices: [Voice] = []
    private var findings = FindingList()
    private var boots = BootCount()
    /// Reports that an option of the kernel makes on purpose.
    private(set) var expected = 0

    /// Callers of whom a report may be open at the same time.
    private static let mostVoices = 8
    /// Whoever began a report and said nothing more for so many lines of others has ended it.
    private static let patience = 256

    /// Nothing is open: a line that begins nothing need not be looked at.
    var isIdle: Bool { voices.isEmpty }

    /// The first place from `start` on where a line that begins something may have its word; a log is searched for it as
    /// long as the scan is idle.
    func interest(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        (findings.isFull ? Self.lastTriggers : Self.triggers).first(in: text, from: start)
    }

    /// A line that begins nothing, while the scan is idle.
    /// - Returns: false when it must be taken all the same.
    mutating func skip(_ time: PrintkTime?) -> Bool {
        guard let time else { return !boots.wantsEveryLine }
        boots.saw(time.microseconds)
        return true
    }

    private static let opening: [StaticString] =
        ["Linux version ", "-- Reboot --", "-- Boot "] + RunningSystem.firmware
    private static let triggers = Triggers(
        Recogniser.triggers + (opening + ["------------[ cut here"]).map { Array($0.description.utf8) })
    /// When the list is full only the end of the kernel is of interest.
    private static let lastTriggers = Triggers((opening + ["Kernel panic"]).map { Array($0.description.utf8) })

    mutating func take(_ line: LogLine) {
        let recogniser = Recogniser.recognise(line)
        if line.isPreface, recogniser == nil { return }
        if boots.isReboot(line) {
            closeAll()
            findings.addReboot(at: line)
        }
        if ExpectedOutput.isDuplicateRequest(line) {
            if !findings.isFull { expected += 1 }
            if let index = voice(of: line) { voices[index].forgetCut() }
            tidy(line.number)
            return
        }
        if let recogniser, findings.wants(recogniser, line) {
            let index = voice(of: line) ?? addVoice(for: line)
            finish(voices[index].begin(recogniser, at: line))
        } else if let index = listener(for: line) {
            finish(voices[index].carry(line))
        } else if Voice.isOpening(line), !findings.isFull {
            let index = addVoice(for: line)
            finish(voices[index].carry(line))
        }
        tidy(line.number)
    }

    /// The end of the log.
    mutating func end() -> [Finding] {
        closeAll()
        return findings.finished()
    }

    var heldBytes: Int { voices.reduce(findings.heldBytes) { $0 + $1.heldBytes } }

    private func voice(of line: LogLine) -> Int? {
        guard let caller = line.caller else {
            // Without a caller a line belongs to whoever spoke last.
            return voices.indices.max { voices[$0].lastLine < voices[$1].lastLine }
        }
        return voices.firstIndex { $0.caller == caller }
    }

    /// Who goes on with this line: its own caller, or the report of a stall that the CPUs answer to.
    private mutating func listener(for line: LogLine) -> Int? {
        if let index = voice(of: line) { return index }
        return voices.indices.first { voices[$0].isAnswered(by: line) }
    }

    private mutating func addVoice(for line: LogLine) -> Int {
        if voices.count >= Self.mostVoices {
            let oldest = voices.indices.min { voices[$0].lastLine < voices[$1].lastLine } ?? 0
            finish(voices[oldest].close())
            voices.remove(at: oldest)
        }
        voices.append(Voice(caller: line.caller, lastLine: line.number))
        return voices.count - 1
    }

    private mutating func finish(_ reports: [OpenReport]) {
        for report in reports { findings.add(report) }
    }

    private mutating func closeAll() {
        let open = voices
        voices = []
        for var voice in open.sorted(by: { $0.firstLine < $1.firstLine }) { finish(voice.close()) }
    }

    /// Ends what nobody goes on with.
    private mutating func tidy(_ number: Int) {
        guard !voices.isEmpty else { return }
        for index in voices.indices where number - voices[index].lastLine > Self.patience {
            finish(voices[index].close())
        }
        voices.removeAll(where: \.isIdle)
    }
}
