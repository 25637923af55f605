// SPDX-License-Identifier: Apache-2.0

/// What the host's CPUs have done since it started, as two files of /proc say at one moment.
public struct HostTimes: Hashable, Sendable {
    /// CPU time of all CPUs together, in ticks (proc_stat(5)): all of it, that in which none was idle or waited for a
    /// disk, and that which a hypervisor above this host gave to somebody else.
    public var total: UInt64
    public var busy: UInt64
    public var steal: UInt64
    /// For how long some task was ready to run and had no CPU (Documentation/accounting/psi.rst); nil where the kernel
    /// does not count it.
    public var pressure: Duration?

    public init(total: UInt64, busy: UInt64, steal: UInt64, pressure: Duration? = nil) {
        self.total = total
        self.busy = busy
        self.steal = steal
        self.pressure = pressure
    }

    /// Nil where the first line is not what proc_stat(5) says.
    /// - Parameters:
    ///   - stat: /proc/stat. Its `cpu` line: user, nice, system, idle, iowait, irq, softirq, steal, guest, guest_nice.
    ///     Guest time is part of user and nice.
    ///   - pressure: /proc/pressure/cpu; nil where there is none.
    public init?(stat: String, pressure: String?) {
        guard let line = stat.split(separator: "\n").first else { return nil }
        let words = line.split(separator: " ")
        let times = words.dropFirst().prefix(8).map { UInt64($0) }
        guard words.first == "cpu", times.count >= 7, !times.contains(nil) else { return nil }
        let known = times.compactMap(\.self)
        guard known.allSatisfy({ $0 < 1 << 56 }) else { return nil }
        total = known.reduce(0, +)
        steal = known.count > 7 ? known[7] : 0
        busy = total - known[3] - known[4] - steal
        self.pressure = pressure.flatMap(Self.some)
    }

    /// `some avg10=0.12 avg60=0.05 avg300=0.01 total=123456`, in microseconds.
    private static func some(_ text: String) -> Duration? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("some ") }),
            let word = line.split(separator: " ").first(where: { $0.hasPrefix("total=") }),
            let microseconds = Int64(word.dropFirst("total=".count)), (0..<(1 << 50)).contains(microseconds)
        else { return nil }
        return .microseconds(microseconds)
    }
}
