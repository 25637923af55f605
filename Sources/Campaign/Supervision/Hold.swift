// SPDX-License-Identifier: Apache-2.0

/// The time after the seal for which a guest shall stay up.
struct Hold: Sendable {
    /// When the seal was read.
    var since: Duration
    var wanted: Duration
    /// For how long we did not listen meanwhile; the guest may well have gone on. Times leave it out.
    var unheard: Duration

    /// The guest counts by its own clock, and sets out a little before the seal is read. What remains is still past the
    /// 60 s for which the kernel keeps duplicate requests.
    private static let slack = Duration.seconds(5)

    func wasLongEnough(at now: Duration) -> Bool { now - since + unheard >= wanted - Self.slack }

    func left(at now: Duration) -> Duration { max(.zero, wanted - (now - since) - unheard) }
}
