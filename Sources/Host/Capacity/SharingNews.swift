// SPDX-License-Identifier: Apache-2.0

import Campaign
import Glibc
import Synchronization

/// Tells once that this process waits for others: why a run takes longer than it did yesterday.
final class SharingNews: Sendable {
    private let listener: Mutex<(@Sendable (String) -> Void)?>

    init(_ listener: (@Sendable (String) -> Void)?) { self.listener = Mutex(listener) }

    func waits(for leases: [LeaseFile]) {
        guard let text = Self.text(leases, own: getpid()), let tell = listener.withLock({ $0.take() }) else { return }
        tell(text)
    }

    /// Nil where all leases are our own, as between the guests of one run. Pure.
    static func text(_ leases: [LeaseFile], own: pid_t) -> String? {
        let others = leases.filter { !$0.name.hasPrefix("lease-\(own)-") }
        guard let first = others.first else { return nil }
        let cpus = others.reduce(0) { $0 + $1.demand.cpus }
        let more = others.count > 1 ? " and \(others.count - 1) more" : ""
        return "waiting for a part of the host: \(cpus) CPU places are held by \(first.demand.holder)\(more)"
    }
}
