// SPDX-License-Identifier: Apache-2.0

/// What the host told of a guest's process since the guest was last heard to get on. Whoever did not run cannot be
/// blamed for its silence.
struct Pulse: Sendable {
    private struct Sample: Sendable {
        var at: Duration
        var vitals: GuestVitals
    }

    private var first: Sample?
    private var last: Sample?
    private var stoppedSince: Duration?

    /// A process that wants less than this share of one CPU idles: it is not kept from anything.
    private static let wanting = 0.2
    /// Below this its virtual CPUs executed nothing to speak of. The firmware alone takes a tenth of a second.
    private static let nothing = Duration.milliseconds(10)

    mutating func take(_ vitals: GuestVitals, at now: Duration) {
        // Sums only grow; an older answer that comes late tells nothing new.
        if let last, vitals.ran < last.vitals.ran { return }
        let sample = Sample(at: now, vitals: vitals)
        if first == nil { first = sample }
        last = sample
        if !vitals.isStopped { stoppedSince = nil } else if stoppedSince == nil { stoppedSince = now }
    }

    /// The guest was heard to get on.
    mutating func restart() { first = nil }

    /// For how long it has been stopped; nil where it runs.
    func stopped(at now: Duration) -> Duration? { stoppedSince.map { now - $0 } }

    /// There are two answers to compare, or one of a host that does not say what this is to find out.
    var isKnown: Bool {
        guard let first, let last else { return false }
        return first.at < last.at || last.vitals.waited == nil
    }

    /// Whether it wanted to run meanwhile, had to wait for most of the time, and has run for less than `enough`.
    func isStarved(of enough: Duration) -> Bool {
        guard let first, let last, let waitedBefore = first.vitals.waited, let waited = last.vitals.waited else {
            return false
        }
        return Self.isStarved(
            ran: last.vitals.ran - first.vitals.ran, waited: waited - waitedBefore, in: last.at - first.at,
            of: enough)
    }

    /// The same for its whole life.
    func wasAlwaysStarved(of enough: Duration) -> Bool {
        guard let last, let waited = last.vitals.waited else { return false }
        return Self.isStarved(ran: last.vitals.ran, waited: waited, in: last.at, of: enough)
    }

    private static func isStarved(ran: Duration, waited: Duration, in time: Duration, of enough: Duration) -> Bool {
        ran < enough && waited > ran && time > .zero && (ran + waited) / time >= wanting
    }

    /// It was looked at, and has not executed anything.
    var neverRan: Bool { last.map { $0.vitals.ran < Self.nothing } ?? false }
}
