// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The order of those who wait, of all processes. Pure.
///
/// Without one, a guest that wants the whole host starves beside small ones that always leave a little of it free. So
/// everybody who waits has a ticket, and the ticket has a number. A later one may go first where the present room fits
/// it, but only while those before it have waited less than `patience`: after that what becomes free is theirs.
struct WaitingLine: Sendable {
    /// A ticket's place.
    struct Place: Hashable, Comparable, Sendable {
        /// When it was drawn, in nanoseconds of CLOCK_BOOTTIME, which all processes share and nobody sets.
        var number: UInt64
        /// Decides between equal numbers.
        var name: String

        static let prefix = "wait-"

        init(number: UInt64, name: String) {
            self.number = number
            self.name = name
        }

        /// Nil for a name that is not a ticket's.
        init?(name: String) {
            guard name.hasPrefix(Self.prefix) else { return nil }
            guard let number = UInt64(name.dropFirst(Self.prefix.count).prefix { $0 != "-" }) else { return nil }
            self.init(number: number, name: name)
        }

        static func < (one: Place, other: Place) -> Bool {
            (one.number, one.name) < (other.number, other.name)
        }
    }

    private var tickets: [(place: Place, file: LeaseFile)] = []

    /// The first in line first.
    var inOrder: [LeaseFile] { tickets.sorted { $0.place < $1.place }.map(\.file) }

    /// A living process touches its ticket five times a second. One that was stopped (SIGSTOP, a debugger) keeps its
    /// ticket, and must not keep everybody waiting: after this time it is passed over until it goes on.
    static let longestSilence = Duration.seconds(10)

    mutating func add(_ place: Place, _ file: LeaseFile) { tickets.append((place, file)) }

    /// Whether a newcomer (nil) or the holder of a ticket may take what fits it.
    /// - Parameters:
    ///   - now: nanoseconds of CLOCK_BOOTTIME.
    ///   - today: nanoseconds since 1970, as file times have them.
    func mayTake(_ own: Place?, now: UInt64, today: Int64, patience: Duration) -> Bool {
        tickets.allSatisfy { ticket in
            if let own, ticket.place >= own { return true }
            if today.subtractingReportingOverflow(ticket.file.touched).partialValue.magnitude
                > Self.nanoseconds(Self.longestSilence)
            {
                return true
            }
            // A number from another time namespace may lie ahead: it has not waited at all.
            let waited = now > ticket.place.number ? now - ticket.place.number : 0
            return waited < Self.nanoseconds(patience)
        }
    }

    static func nanoseconds(_ duration: Duration) -> UInt64 {
        let (seconds, atto) = duration.components
        return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, atto) / 1_000_000_000)
    }
}

/// Clocks that processes share.
enum SharedClock {
    static var sinceBoot: UInt64 { UInt64(max(0, read(CLOCK_BOOTTIME))) }
    static var since1970: Int64 { read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
