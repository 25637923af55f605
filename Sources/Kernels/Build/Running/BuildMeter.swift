// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Synchronization

/// Follows a running build: counts what is done and says so at most twice a second, keeps the first error, and tells the
/// journal of every object's warnings.
final class BuildMeter: Sendable {
    private struct State {
        var done = 0
        var reader: BuildLogReader
        var warnings: WarningReader
        var lastReport: ContinuousClock.Instant?
    }

    private let state: Mutex<State>
    /// Taken off the names of objects: parts of the build print whole paths.
    private let objects: String
    private let journal: JournalFile?
    private let report: @Sendable (Int) -> Void
    private let interval: Duration

    init(
        tree: String, objects: String = "", journal: JournalFile? = nil, interval: Duration = .milliseconds(500),
        report: @escaping @Sendable (_ done: Int) -> Void
    ) {
        state = Mutex(State(reader: BuildLogReader(tree: tree), warnings: WarningReader(tree: tree)))
        self.objects = objects + "/"
        self.journal = journal
        self.interval = interval
        self.report = report
    }

    var done: Int { state.withLock { $0.done } }
    var diagnosis: BuildDiagnosis? { state.withLock { $0.reader.diagnosis } }

    func read(_ line: String) {
        let now = ContinuousClock.now
        let due: Int? = state.withLock { state in
            state.reader.read(line)
            if let object = state.warnings.read(line) { tell(object) }
            guard Self.isStep(line) else { return nil }
            state.done += 1
            if let last = state.lastReport, last.duration(to: now) < interval { return nil }
            state.lastReport = now
            return state.done
        }
        if let due { report(due) }
    }

    /// The end of the output.
    func finish() {
        if let object = state.withLock({ $0.warnings.finish() }) { tell(object) }
    }

    private func tell(_ object: WarningReader.Object) {
        var object = object
        if object.target.hasPrefix(objects) { object.target.removeFirst(objects.count) }
        journal?.append(object)
    }

    /// A line that Kbuild prints for one object, `  CC [M]  fs/xfs/xfs_aops.o` (scripts/Kbuild.include, `quiet_cmd_`).
    static func isStep(_ line: String) -> Bool {
        guard line.hasPrefix("  ") else { return false }
        let word = line.dropFirst(2).prefix { $0 != " " }
        return ["CC", "AS", "LD", "AR", "HOSTCC"].contains(word)
    }
}
