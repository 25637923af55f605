// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Host
import Synchronization
import Vocabulary

/// How soon a dead guest is known to be dead: from the line of its panic on the console to pvpanic's event, and to the
/// cause of the boot, which waits for what else the console may hold.
struct PanicGroup: Group {
    /// Its root's driver does not start.
    private static let words = ["initcall_blacklist=virtio_blk_init"]

    func measure(_ bench: Bench) async throws -> GroupResult {
        let laboratory = try await bench.laboratory()
        var events: [Double] = []
        var causes: [Double] = []
        for number in 0...bench.pairs {
            let clock = PanicClock(guests: laboratory.guests)
            let trial = try await laboratory.boot(vcpus: 2, words: Self.words, through: clock)
            guard trial.outcomes.first?.record.exit == .panicked, let (event, cause) = clock.latencies else {
                throw BenchError("a guest that should panic ended otherwise")
            }
            // Once beforehand: files come into the page cache.
            guard number > 0 else { continue }
            events.append(event.inSeconds)
            causes.append(cause.inSeconds)
        }
        return GroupResult(figures: [
            Figure("panic line to its event", .seconds, events, atMost: 0.25),
            Figure("panic line to the cause of the boot", .seconds, causes, atMost: 3),
        ])
    }
}

/// Stands between a campaign and its guests, and notes when each thing is heard.
private final class PanicClock: GuestPort, ProgressPort {
    private struct Times {
        var start: ContinuousClock.Instant?
        var line: ContinuousClock.Instant?
        var event: ContinuousClock.Instant?
        var cause: ContinuousClock.Instant?
        /// The console's end: the words may come in two pieces.
        var tail: [UInt8] = []
    }
    private static let words = Array("Kernel panic - not syncing".utf8)
    private let guests: any GuestPort
    private let times = Mutex(Times())

    init(guests: any GuestPort) { self.guests = guests }

    /// Zero where the event overtakes the line, which comes by another way.
    var latencies: (event: Duration, cause: Duration)? {
        times.withLock { times in
            guard let line = times.line, let event = times.event, let cause = times.cause else { return nil }
            return (max(.zero, line.duration(to: event)), line.duration(to: cause))
        }
    }

    func start(_ spec: GuestSpec) async throws -> any RunningGuest {
        times.withLock { $0.start = .now }
        return Heard(guest: try await guests.start(spec)) { [self] in heard($0) }
    }

    private func heard(_ event: GuestEvent) {
        let now = ContinuousClock.now
        times.withLock { times in
            switch event {
            case .console(let bytes):
                times.tail += bytes
                if times.line == nil, times.tail.firstRange(of: Self.words) != nil { times.line = now }
                times.tail = Array(times.tail.suffix(Self.words.count))
            case .panicked: times.event = times.event ?? now
            default: break
            }
        }
    }

    func report(_ event: ProgressEvent) {
        guard case .cellEnded(_, _, let took) = event else { return }
        times.withLock { $0.cause = $0.start?.advanced(by: took) }
    }

    private final class Heard: RunningGuest {
        private let guest: any RunningGuest
        let description: GuestDescription
        let events: AsyncStream<GuestEvent>

        init(guest: any RunningGuest, _ hear: @escaping @Sendable (GuestEvent) -> Void) {
            self.guest = guest
            description = guest.description
            let (events, feed) = AsyncStream.makeStream(of: GuestEvent.self)
            self.events = events
            Task {
                for await event in guest.events {
                    hear(event)
                    feed.yield(event)
                }
                feed.finish()
            }
        }

        func type(_ bytes: [UInt8]) async { await guest.type(bytes) }
        func end() async -> [String] { await guest.end() }
    }
}
