// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Synchronization

/// Follows a running build: counts what is done, keeps the first error, and says so at most twice a second.
final class BuildMeter: Sendable {
    private struct State {
        var done = 0
        var reader: BuildLogReader
        var lastReport: ContinuousClock.Instant?
    }

    private let state: Mutex<State>
    private let report: @Sendable (Int) -> Void
    private let interval: Duration

    init(tree: String, interval: Duration = .milliseconds(500), report: @escaping @Sendable (_ done: Int) -> Void) {
        state = Mutex(State(reader: BuildLogReader(tree: tree)))
        self.interval = interval
        self.report = report
    }

    var done: Int { state.withLock { $0.done } }
    var diagnosis: BuildDiagnosis? { state.withLock { $0.reader.diagnosis } }

    func read(_ line: String) {
        let now = ContinuousClock.now
        let due: Int? = state.withLock { state in
            state.reader.read(line)
            guard Self.isStep(line) else { return nil }
            state.done += 1
            if let last = state.lastReport, last.duration(to: now) < interval { return nil }
            state.lastReport = now
            return state.done
        }
        if let due { report(due) }
    }

    /// A line that Kbuild prints for one object, `  CC [M]  fs/xfs/xfs_aops.o` (scripts/Kbuild.include, `quiet_cmd_`).
    static func isStep(_ line: String) -> Bool {
        guard line.hasPrefix("  ") else { return false }
        let word = line.dropFirst(2).prefix { $0 != " " }
        return ["CC", "AS", "LD", "AR", "HOSTCC"].contains(word)
    }
}
