// SPDX-License-Identifier: Apache-2.0

public import Campaign
import Foundation
import Glibc
public import Vocabulary

/// The host's CPUs and memory, shared by every bootmatrix process through lease files.
///
/// A lease is a file that its holder keeps locked: `flock` ends with the process, so a lease whose file can be locked
/// is stale, counts nothing and is removed by the next of its user's processes that looks. Who waits looks again every
/// 200 ms, and has a ticket that gives the waiting an order (`WaitingLine`).
public struct HostCapacity: CapacityPort {
    /// CPU places of this host: twice its CPUs, since a guest that boots waits half of its time.
    public static var places: Int { 2 * HostFacts.cpus }
    /// What guests may take together of this host's memory: 85 %.
    public static var memoryForGuests: ByteCount { ByteCount(HostFacts.memory.bytes / 100 * 85) }

    public let cpus: Int
    public let memory: ByteCount
    let directory: LeaseDirectory
    private let patience: Duration
    private let news: SharingNews

    /// - Parameters:
    ///   - directory: made when absent; writable by every user who shares the host (mode 1777).
    ///   - cpus: places to hand out.
    ///   - memory: what guests may take together, of all processes.
    ///   - patience: how long those who came later may go first while they fit.
    ///   - onShared: told once, when a demand has to wait for another process.
    public init(
        directory: String, cpus: Int, memory: ByteCount, patience: Duration = .seconds(20),
        onShared: (@Sendable (String) -> Void)? = nil
    ) throws(HostError) {
        self.cpus = cpus
        self.memory = memory
        self.directory = try LeaseDirectory(directory)
        self.patience = patience
        news = SharingNews(onShared)
    }

    public func acquire(_ demand: Demand) async throws -> any CapacityLease {
        guard demand.memory <= memory else {
            throw HostError(
                .tooSmall, "\(demand.holder) wants \(demand.memory), this host can give \(memory)",
                remedy: "lower `memory:` in matrix.yaml, or free memory on the host")
        }
        let wanted = Demand(cpus: min(demand.cpus, cpus), memory: demand.memory, holder: demand.holder)
        var ticket: Ticket?
        while true {
            try Task.checkCancellation()
            ticket?.touch()
            if let gate = try directory.enter() {
                let lease = try take(wanted, ticket?.place)
                ticket = lease == nil ? try ticket ?? Ticket(wanted, in: directory, now: SharedClock.sinceBoot) : nil
                _ = consume gate
                if let lease { return lease }
                try await Task.sleep(for: .milliseconds(200))
            } else {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    /// Looks, and takes when it fits and is our turn. Call with the gate held.
    private func take(_ wanted: Demand, _ own: WaitingLine.Place?) throws -> HostLease? {
        let contents = try directory.contents(cpus: cpus, memory: memory)
        let isOurTurn = contents.line.mayTake(
            own, now: SharedClock.sinceBoot, today: SharedClock.since1970, patience: patience)
        guard isOurTurn, contents.cpus + wanted.cpus <= cpus, contents.memory + wanted.memory <= memory else {
            news.waits(for: contents.leases)
            return nil
        }
        return HostLease(lock: try directory.hold("lease-", wanted), demand: wanted, in: directory)
    }
}

/// One held part of the host.
actor HostLease: CapacityLease {
    private var lock: FileLock?
    private let demand: Demand
    private let directory: LeaseDirectory

    init(lock: consuming FileLock, demand: Demand, in directory: LeaseDirectory) {
        self.lock = consume lock
        self.demand = demand
        self.directory = directory
    }

    /// Behind the gate, so that nobody reads half a line. When we are cancelled while we wait for it, or it cannot be
    /// had, the places stay ours until the end, which costs others time and nothing else.
    func releaseCPUs() async {
        guard lock != nil, let gate = try? await directory.entered() else { return }
        var idle = demand
        idle.cpus = 0
        // The lease may have been released while we waited.
        lock?.write(LeaseFile.text(idle))
        _ = consume gate
    }

    /// Removes the file before the lock goes, so that nobody finds a lease without a holder.
    func release() {
        if let path = lock?.path { unlink(path) }
        lock = nil
    }
}

extension Demand {
    /// What a lease's file says.
    fileprivate var leaseLine: String { "\(cpus) \(memory.bytes) \(holder)\n" }
}
