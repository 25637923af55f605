// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Vocabulary

/// Lets an `Interrogation` talk to a guest.
struct Interrogator: Sendable {
    let guest: any RunningGuest
    let bounds: InterrogationBounds

    private enum Signal: Sendable {
        case heard(GuestEvent)
        case closed
        case tick
    }

    /// What the guest said; nil where it cannot be asked. Ends early when the task is cancelled.
    func run() async -> Interrogation? {
        guard let events = await guest.listen() else { return nil }
        var interrogation = Interrogation(bounds: bounds)
        let clock = ContinuousClock()
        let begun = clock.now
        let (signals, feed) = AsyncStream.makeStream(of: Signal.self)
        let pump = Task {
            for await event in events { feed.yield(.heard(event)) }
            feed.yield(.closed)
        }
        let ticker = Task {
            while !Task.isCancelled {
                feed.yield(.tick)
                try? await Task.sleep(for: .milliseconds(50))
            }
        }
        defer {
            pump.cancel()
            ticker.cancel()
            feed.finish()
        }
        @Sendable func now() -> Duration { begun.duration(to: clock.now) }
        await act(interrogation.begin(at: .zero), &interrogation, now)
        for await signal in signals {
            let time = now()
            if Task.isCancelled { _ = interrogation.take(.closed, at: time) }
            if interrogation.isOver { break }
            await act(interrogation.take(Self.input(signal), at: time), &interrogation, now)
        }
        return interrogation
    }

    /// What a guest still has to say that panicked of the interrupt. Its kernel prints nothing within one, only on the way
    /// from the panic's event, at which the guest was stopped, to its reset: so it goes on to that.
    func lastWords() async -> [UInt8] {
        guard let events = await guest.listen() else { return [] }
        let reading = Task {
            var said: [UInt8] = []
            for await event in events {
                guard case .console(let bytes) = event, said.count < bounds.answerSize.bytes else { continue }
                said += bytes
            }
            return said
        }
        // The stream ends with the guest, or with this time.
        let timer = Task {
            try? await Task.sleep(for: bounds.interrupt + bounds.quiet)
            reading.cancel()
        }
        defer { timer.cancel() }
        do {
            try await guest.goOn()
        } catch {
            reading.cancel()
        }
        return await reading.value
    }

    private func act(
        _ action: Interrogation.Action?, _ interrogation: inout Interrogation, _ now: () -> Duration
    ) async {
        guard let action else { return }
        do {
            switch action {
            case .press(let key): try await guest.pressSystemRequest(key)
            case .interrupt: try await guest.interrupt()
            }
            // libvirt may have taken its time.
            interrogation.acted(at: now())
        } catch {
            _ = interrogation.take(.closed, at: now())
        }
    }

    private static func input(_ signal: Signal) -> Interrogation.Input {
        switch signal {
        case .tick: .tick
        case .closed: .closed
        case .heard(.console(let bytes)): .console(bytes)
        case .heard(.panicked): .panicked
        case .heard(.evidence): .tick
        // It ends while it is asked.
        case .heard: .closed
        }
    }
}
