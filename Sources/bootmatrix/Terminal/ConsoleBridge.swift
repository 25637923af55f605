// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Glibc
import Vocabulary

/// Joins the terminal and a guest's console until one of them ends. The console's bytes reach the terminal as they come:
/// whoever opens a shell in a guest lets it draw.
struct ConsoleBridge: Sendable {
    enum End: Hashable, Sendable {
        /// Ctrl-] was typed.
        case left
        /// Standard input ended: the terminal is gone.
        case inputEnded
        case guest(GuestEvent)
        /// The guest's events ended without a reason.
        case closed
        case interrupted
    }

    private enum Signal: Sendable {
        case guest(GuestEvent)
        case typed([UInt8])
        case end(End)
    }

    /// Ctrl-], which ends `virsh console` and telnet as well.
    static let escape: UInt8 = 0x1D
    /// For the console to drain after a panic.
    private static let grace = Duration.milliseconds(500)

    let guest: any RunningGuest

    /// Returns when it is over; the guest is not ended by it. Cancellation is an end, too.
    func run() async -> End {
        let (signals, feed) = AsyncStream.makeStream(of: Signal.self)
        let console = Task {
            for await event in guest.events { feed.yield(.guest(event)) }
            feed.yield(.end(.closed))
        }
        let keyboard = Task {
            try? await InputFile(name: "-", piece: 4_096).read { bytes in
                guard let escape = bytes.firstIndex(of: Self.escape) else {
                    feed.yield(.typed(bytes))
                    return true
                }
                feed.yield(.typed(Array(bytes[..<escape])))
                feed.yield(.end(.left))
                return false
            }
            feed.yield(.end(.inputEnded))
        }
        let screen = Screen()
        var decoder = EvidenceStreamDecoder()
        var end = End.interrupted
        signals: for await signal in signals {
            switch signal {
            case .typed(let bytes): if !bytes.isEmpty { await guest.type(bytes) }
            case .guest(.console(let bytes)): await screen.show(bytes)
            case .guest(.evidence(let bytes)): await tell(decoder.feed(bytes), on: screen)
            case .guest(.panicked):
                end = .guest(.panicked)
                Task {
                    try? await Task.sleep(for: Self.grace)
                    feed.yield(.end(.guest(.panicked)))
                }
            case .guest(.overSize("evidence")): break
            case .guest(let event):
                end = .guest(event)
                break signals
            case .end(.closed) where end == .guest(.panicked): break signals
            case .end(let reason):
                end = reason
                break signals
            }
        }
        // What was typed or said meanwhile is nobody's any more.
        feed.finish()
        console.cancel()
        keyboard.cancel()
        await keyboard.value
        return Task.isCancelled ? .interrupted : end
    }

    /// The guest program's own complaints, such as of a parameter that an older one does not know.
    private func tell(_ events: [StreamEvent], on screen: Screen) async {
        for case .note(let note) in events where note.isError {
            var text = "the guest says: \(SafeText.line(note.text))"
            if note.text.contains("bootmatrix.shell") { text += "; its image has no shell, add --fresh" }
            await screen.show(Array("\r\n[bootmatrix: \(text)]\r\n".utf8))
        }
    }
}
