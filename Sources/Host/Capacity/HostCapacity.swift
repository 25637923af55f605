// SPDX-License-Identifier: Apache-2.0

public import Campaign
import Foundation
import Glibc
public import Vocabulary

/// The host's CPUs and memory, shared by every bootmatrix process through lease files.
///
/// A lease is a file that its holder keeps locked: `flock` ends with the process, so a lease whose file can be locked
/// is stale and is removed by whoever looks next. One more lock, held for microseconds, makes looking and taking one
/// step. Two waiting processes have no order between them; each looks again every 200 ms.
public struct HostCapacity: CapacityPort {
    /// CPU places of this host: twice its CPUs, since a guest that boots waits half of its time.
    public static var places: Int { 2 * HostFacts.cpus }
    /// What guests may take together of this host's memory: 85 %.
    public static var memoryForGuests: ByteCount { ByteCount(HostFacts.memory.bytes / 100 * 85) }

    public let cpus: Int
    public let memory: ByteCount
    private let directory: String

    /// - Parameters:
    ///   - directory: made when absent; writable by every user who shares the host (mode 1777).
    ///   - cpus: places to hand out; twice the host's CPUs, since a guest that boots waits half of its time.
    ///   - memory: what guests may take together; what is left of MemAvailable after a reserve for the host.
    public init(directory: String, cpus: Int, memory: ByteCount) throws(HostError) {
        self.cpus = cpus
        self.memory = memory
        self.directory = directory
        try Directories.make(directory, mode: 0o1777)
        chmod(directory, 0o1777)
    }

    public func acquire(_ demand: Demand) async throws -> any CapacityLease {
        guard demand.memory <= memory else {
            throw HostError(
                .tooSmall, "\(demand.holder) wants \(demand.memory), this host can give \(memory)",
                remedy: "lower `memory:` in matrix.yaml, or free memory on the host")
        }
        let wanted = Demand(cpus: min(demand.cpus, cpus), memory: demand.memory, holder: demand.holder)
        while true {
            try Task.checkCancellation()
            if let lease = try tryToTake(wanted) { return lease }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func tryToTake(_ wanted: Demand) throws -> HostLease? {
        guard let gate = try FileLock.attempt(directory + "/gate") else { return nil }
        chmod(gate.path, 0o666)
        let held = try heldDemands()
        let usedCPUs = held.reduce(0) { $0 + $1.cpus }
        let usedMemory = held.reduce(ByteCount(0)) { $0 + $1.memory }
        guard usedCPUs + wanted.cpus <= cpus, usedMemory + wanted.memory <= memory else { return nil }
        let path = directory + "/lease-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        guard let lock = try FileLock.attempt(path) else { return nil }
        lock.write(wanted.leaseLine)
        return HostLease(lock: consume lock, demand: wanted, gate: directory + "/gate")
    }

    /// The living leases; the stale ones are removed. Call with the gate held.
    private func heldDemands() throws -> [Demand] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        return try names.filter { $0.hasPrefix("lease-") }.compactMap { name in
            let path = directory + "/" + name
            // Another user's lease cannot be opened for writing; it counts while it exists.
            if access(path, R_OK | W_OK) == 0, try FileLock.attempt(path) != nil {
                unlink(path)
                return nil
            }
            let words = ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: " ")
            guard words.count >= 2, let cpus = Int(words[0]), let bytes = Int64(words[1]) else { return nil }
            // Another user may have written anything.
            return Demand(
                cpus: min(max(cpus, 0), self.cpus), memory: min(max(ByteCount(bytes), ByteCount(0)), memory),
                holder: words.dropFirst(2).joined(separator: " "))
        }
    }
}

/// One held part of the host.
actor HostLease: CapacityLease {
    private var lock: FileLock?
    private let demand: Demand
    private let gate: String

    init(lock: consuming FileLock, demand: Demand, gate: String) {
        self.lock = consume lock
        self.demand = demand
        self.gate = gate
    }

    /// With the gate held, so that nobody reads half a line. When we are cancelled while we wait for it, or it cannot
    /// be had, the places stay ours until the end, which costs others time and nothing else.
    func releaseCPUs() async {
        guard lock != nil, let gate = try? await FileLock.acquire(gate) else { return }
        var idle = demand
        idle.cpus = 0
        // The lease may have been released while we waited.
        lock?.write(idle.leaseLine)
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
