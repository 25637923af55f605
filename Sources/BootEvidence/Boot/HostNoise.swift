// SPDX-License-Identifier: Apache-2.0

import Vocabulary

/// What else the host did while one guest ran. Shares are from 0 to 1.
public struct HostNoise: Codable, Sendable, Hashable {
    /// The one-minute load average at the end (proc_loadavg(5)).
    public var loadAfter: Double?
    /// The share of the time in which some task of the host was ready and had no CPU; nil where the kernel does not say.
    public var pressure: Double?
    /// The share of the host's CPU time that a hypervisor above it gave to somebody else.
    public var steal: Double?
    /// The share of the host's CPU time that went to anything but this guest's virtual CPUs: other guests, compilers,
    /// QEMU's other threads, ourselves. Nil where nobody knows what the virtual CPUs used.
    public var others: Double?
    /// The share of the time in which a virtual CPU was ready and had no CPU of the host, on the average of all: what a
    /// guest counts as stolen under KVM.
    public var waited: Double?

    public init(
        loadAfter: Double? = nil, pressure: Double? = nil, steal: Double? = nil, others: Double? = nil,
        waited: Double? = nil
    ) {
        self.loadAfter = loadAfter
        self.pressure = pressure
        self.steal = steal
        self.others = others
        self.waited = waited
    }

    /// - Parameters:
    ///   - time: between the two moments.
    ///   - vcpus: of the guest.
    ///   - ran, waited: sums over its virtual CPUs for its whole life; nil where nobody knows.
    ///   - ticks: of /proc/stat in a second.
    public init(
        from before: HostTimes?, to after: HostTimes?, time: Duration, loadAfter: Double, vcpus: Int, ran: Duration?,
        waited: Duration?, ticks: Double = 100
    ) {
        self.loadAfter = loadAfter
        if let waited, vcpus > 0 { self.waited = Self.share(waited.inSeconds, of: time.inSeconds * Double(vcpus)) }
        guard let before, let after else { return }
        if let first = before.pressure, let last = after.pressure {
            pressure = Self.share((last - first).inSeconds, of: time.inSeconds)
        }
        // Counters of a host may go back a little (proc_stat(5), iowait).
        func grown(_ key: KeyPath<HostTimes, UInt64>) -> Double {
            Double(after[keyPath: key]) - Double(before[keyPath: key])
        }
        steal = Self.share(grown(\.steal), of: grown(\.total))
        if let ran { others = Self.share(grown(\.busy) - ran.inSeconds * ticks, of: grown(\.total)) }
    }

    private static func share(_ part: Double, of whole: Double) -> Double? {
        guard whole > 0, part.isFinite else { return nil }
        // Three digits are more than a tick gives.
        return (min(1, max(0, part / whole)) * 1000).rounded() / 1000
    }
}

extension HostNoise {
    /// From where on a boot is named as noisy.
    public static let limit = 0.25
    public static let stealLimit = 0.05

    /// Why the boot cannot be taken for one on a quiet host; nil where nothing says so.
    /// - Parameter isCrowded: whether the guest had more virtual CPUs than the host has CPUs. They press on one another
    ///   then, and such a guest has no other beside it: what counts is what others used.
    public func complaint(isCrowded: Bool) -> String? {
        func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
        if let steal, steal > Self.stealLimit { return "the host itself lost \(percent(steal)) of its CPU time" }
        if isCrowded {
            guard let others, others > Self.limit else { return nil }
            return "others used \(percent(others)) of the host's CPU time"
        }
        guard let pressure, pressure > Self.limit else { return nil }
        return "somebody waited for a CPU of the host \(percent(pressure)) of the time"
    }
}
