// SPDX-License-Identifier: Apache-2.0

import Campaign
import Foundation
import Glibc

/// A place in the line of those who wait, held by a locked file: it ends with the process however that ends.
final class Ticket: Sendable {
    let place: WaitingLine.Place
    private let lock: FileLock

    /// Call with the gate held.
    init(_ demand: Demand, in directory: LeaseDirectory, now: UInt64) throws(HostError) {
        lock = try directory.hold("\(WaitingLine.Place.prefix)\(now)-", demand)
        place = WaitingLine.Place(number: now, name: (lock.path as NSString).lastPathComponent)
    }

    /// Before the lock goes, so that nobody finds a ticket without a holder.
    deinit { unlink(lock.path) }

    /// Says that its process goes on.
    func touch() { lock.touch() }
}
