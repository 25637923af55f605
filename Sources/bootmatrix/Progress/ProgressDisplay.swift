// SPDX-License-Identifier: Apache-2.0

import Campaign
import Synchronization
import Vocabulary

/// Shows progress on standard error: lines that stay and, on a terminal, a few lines below them that change.
final class ProgressDisplay: ProgressPort {
    private struct State {
        var board: ProgressBoard
        var isLive: Bool
        var shown = 0
        var lastObjects = ContinuousClock.now
    }

    private let state: Mutex<State>

    /// - Parameter isLive: whether lines may be redrawn; false in a pipe, in CI and on a dumb terminal.
    init(cellsPlanned: Int, isLive: Bool) {
        state = Mutex(State(board: ProgressBoard(cellsPlanned: cellsPlanned), isLive: isLive))
    }

    func report(_ event: ProgressEvent) {
        state.withLock { state in
            let line = state.board.take(event)
            if state.isLive {
                Output.write(Self.redraw(&state, with: line), to: 2)
            } else if let line {
                Output.error(line)
            } else if case .kernelProgress = event, state.lastObjects.duration(to: .now) > .seconds(30) {
                // A pipe sees that a build is alive twice a minute.
                state.lastObjects = .now
                for activity in state.board.activities where activity.key.hasPrefix("kernel") {
                    Output.error("\(activity.key): \(activity.text)")
                }
            } else if case .cellHolding(let cell, let left, let total) = event, left == total {
                Output.error("\(cell): sealed, holds for \(total.brief)")
            }
        }
    }

    /// Takes the changing lines away; call before anything else is written to the terminal.
    func finish() {
        state.withLock { state in
            if state.isLive { Output.write(Self.erase(state.shown), to: 2) }
            state.shown = 0
            state.isLive = false
        }
    }

    private static func redraw(_ state: inout State, with line: String?) -> String {
        let width = max(20, Output.width(2) ?? 80) - 1
        var text = erase(state.shown)
        if let line { text += line + "\n" }
        let activities = state.board.activities.suffix(8)
        for activity in activities { text += String("  \(activity.key): \(activity.text)".prefix(width)) + "\n" }
        state.shown = activities.count
        return text
    }

    /// Cursor up and erase below (ECMA-48 CUU, ED).
    private static func erase(_ lines: Int) -> String { lines > 0 ? "\u{1B}[\(lines)A\u{1B}[J" : "" }
}
