// SPDX-License-Identifier: Apache-2.0

/// What the host knows of the process that runs a guest, whatever the guest says. Times are sums since it started.
public struct GuestVitals: Hashable, Sendable {
    /// CPU time that the virtual CPUs have used, all together.
    public var ran: Duration
    /// For how long virtual CPUs were ready to run and had no CPU of the host, all together; nil where the host does
    /// not tell, as a remote one.
    public var waited: Duration?
    /// The process is stopped by a signal or a debugger, or the domain is paused by somebody else.
    public var isStopped: Bool

    public init(ran: Duration, waited: Duration? = nil, isStopped: Bool = false) {
        self.ran = ran
        self.waited = waited
        self.isStopped = isStopped
    }
}
