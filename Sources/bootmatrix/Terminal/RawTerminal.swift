// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
import Glibc
import Synchronization
import Vocabulary

/// The terminal while a guest's console has it: no echo, no line editing, every byte as it comes (termios(3),
/// cfmakeraw). `restore` is safe from every state, any number of times.
///
/// Stopped by `kill -TSTP`, it hands the terminal back before the process stops, and takes it again on continuing.
/// Ctrl-Z itself is a byte for the guest.
final class RawTerminal: Sendable {
    /// Unchecked: dispatch sources may be cancelled from any thread (dispatch_source_cancel(3)), and nothing else is
    /// done with these.
    private struct State: @unchecked Sendable {
        var original: termios
        var isRaw = false
        var isOver = false
        var sources: [any DispatchSourceSignal] = []
    }
    private let state: Mutex<State>
    private let descriptor: Int32

    /// What a full-screen program in a guest may have left switched on (xterm, "Control Sequences"): a soft reset, then
    /// mouse reports, bracketed paste, a hidden cursor, colours.
    static let reset = "\u{1B}[!p\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1003l\u{1B}[?1006l\u{1B}[?2004l\u{1B}[?25h\u{1B}[0m"

    /// Only remembers how the terminal is.
    /// - Returns: nil where the descriptor is none.
    init?(_ descriptor: Int32) {
        var original = termios()
        guard tcgetattr(descriptor, &original) == 0 else { return nil }
        self.descriptor = descriptor
        state = Mutex(State(original: original))
    }

    /// Takes the terminal.
    func enter() {
        let sources = [(SIGTSTP, stop), (SIGCONT, takeAgain)].map { number, action in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: action)
            source.activate()
            return source
        }
        state.withLock { $0.sources = sources }
        makeRaw()
    }

    /// Gives the terminal back as it was.
    func restore() {
        let sources = state.withLock { state in
            // A handler that runs already must not take the terminal again.
            state.isOver = true
            defer { state.sources = [] }
            return state.sources
        }
        for source in sources { source.cancel() }
        if !sources.isEmpty {
            signal(SIGTSTP, SIG_DFL)
            signal(SIGCONT, SIG_DFL)
        }
        giveBack()
    }

    private func makeRaw() {
        state.withLock { state in
            guard !state.isOver else { return }
            var raw = state.original
            cfmakeraw(&raw)
            state.isRaw = tcsetattr(descriptor, TCSADRAIN, &raw) == 0
        }
    }

    private func giveBack() {
        state.withLock { state in
            guard state.isRaw else { return }
            state.isRaw = false
            Output.write(raw: Self.reset, to: descriptor)
            // At once: what the guest's last program did not read must not hold us up.
            tcsetattr(descriptor, TCSANOW, &state.original)
        }
    }

    private func stop() {
        giveBack()
        kill(getpid(), SIGSTOP)
    }

    /// In the background, setting the terminal stops us again (SIGTTOU), until we are in the foreground.
    private func takeAgain() { makeRaw() }
}

extension Output {
    /// Bytes for a terminal that must not be waited for.
    static func write(raw text: String, to descriptor: Int32) {
        Array(text.utf8).withUnsafeBytes { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }
}
