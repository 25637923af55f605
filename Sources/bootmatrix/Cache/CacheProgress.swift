// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Vocabulary

/// How far a walk through the cache is, on standard error: one line that changes on a terminal, a line twice a minute in
/// a pipe, which sees so that it is alive.
final class CacheProgress: Sendable {
    private struct State {
        var done = 0
        var last = ContinuousClock.now
    }

    private let total: Int
    private let isLive = Output.isTerminal(2)
    private let state = Mutex(State())

    init(_ total: Int) { self.total = total }

    /// The next step begins.
    func advance(_ what: String) {
        state.withLock { state in
            state.done += 1
            guard !what.isEmpty else { return }
            let line = SafeText.line("\(state.done)/\(total) \(what)")
            if isLive {
                let width = max(20, Output.width(2) ?? 80) - 1
                Output.write("\u{1B}[J\(line.prefix(width))\n\u{1B}[A", to: 2)
            } else if state.last.duration(to: .now) > .seconds(30) {
                state.last = .now
                Output.error(line)
            }
        }
    }

    /// Takes the line away; call before anything else is written to the terminal.
    func finish() { if isLive { Output.write("\u{1B}[J\n\u{1B}[A", to: 2) } }
}
