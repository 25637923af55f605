// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Campaign
import Foundation
import Host
import Synchronization
import Testing
import Vocabulary

@Suite struct CapacityTests {
    static func demand(_ cpus: Int, _ gibibytes: Int = 1) -> Demand {
        Demand(cpus: cpus, memory: .gibibytes(gibibytes), holder: "test")
    }

    @Test func neverMoreThanThereIs() async throws {
        try await withTemporaryDirectory { root in
            // Two brokers on one directory are two processes, as far as the lease files can tell.
            let brokers = try (0..<2).map { _ in try HostCapacity(directory: root, cpus: 4, memory: .gibibytes(3)) }
            let inUse = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<6 {
                    group.addTask {
                        let lease = try await brokers[index % 2].acquire(Self.demand(2))
                        #expect(inUse.add(2) <= 4)
                        try await Task.sleep(for: .milliseconds(10))
                        inUse.add(-2)
                        await lease.release()
                    }
                }
                try await group.waitForAll()
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: root) == ["gate"])
        }
    }

    @Test func aGuestLargerThanTheHostStillRuns() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try HostCapacity(directory: root, cpus: 2, memory: .gibibytes(8))
            await (try capacity.acquire(Self.demand(32))).release()
        }
    }

    /// Whoever wants the host to itself waits until nobody runs, and nobody else starts then.
    @Test func theWholeHostIsTakenOnlyWhenItIsFree() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try HostCapacity(directory: root, cpus: 4, memory: .gibibytes(8))
            let first = try await capacity.acquire(Self.demand(1))
            let isFree = Flag()
            let whole = Task {
                let lease = try await capacity.acquire(Self.demand(Demand.everyPlace))
                #expect(isFree.value, "while another guest ran")
                let held = try await capacity.holdings().cpus
                await lease.release()
                return held
            }
            while try await capacity.holdings().waiting.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            isFree.raise()
            await first.release()
            #expect(try await whole.value == 4)
        }
    }

    private final class Flag: Sendable {
        private let state = Mutex(false)
        var value: Bool { state.withLock(\.self) }
        func raise() { state.withLock { $0 = true } }
    }

    @Test func tooMuchMemoryIsAnErrorAndNoWait() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try HostCapacity(directory: root, cpus: 2, memory: .gibibytes(2))
            let error = await #expect(throws: HostError.self) { _ = try await capacity.acquire(Self.demand(1, 4)) }
            #expect(error?.kind == .tooSmall)
            #expect(error?.remedy?.contains("memory") == true)
        }
    }

    @Test func theLeaseOfADeadHolderIsTaken() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try HostCapacity(directory: root, cpus: 2, memory: .gibibytes(8))
            try "2 1024 somebody who was killed\n"
                .write(toFile: root + "/lease-1-2", atomically: false, encoding: .utf8)
            await (try capacity.acquire(Self.demand(2))).release()
            #expect(!FileManager.default.fileExists(atPath: root + "/lease-1-2"))
        }
    }

    /// A guest that idles: others may compute, and nobody may take its memory.
    @Test func theCPUsOfALeaseCanBeGivenBackEarly() async throws {
        try await withTemporaryDirectory { root in
            let brokers = try (0..<2).map { _ in try HostCapacity(directory: root, cpus: 2, memory: .gibibytes(3)) }
            let idle = try await brokers[0].acquire(Self.demand(2, 2))
            await idle.releaseCPUs()
            let second = try await brokers[1].acquire(Self.demand(2, 1))
            let waiter = Task { try await brokers[1].acquire(Self.demand(0, 1)) }
            // Time enough for the waiter to look again; it finds no memory.
            try await Task.sleep(for: .milliseconds(300))
            #expect(try FileManager.default.contentsOfDirectory(atPath: root).count { $0.hasPrefix("lease-") } == 2)
            await idle.release()
            await idle.releaseCPUs()
            await (try await waiter.value).release()
            await second.release()
            #expect(try FileManager.default.contentsOfDirectory(atPath: root) == ["gate"])
        }
    }

    @Test func waitingCanBeCancelled() async throws {
        try await withTemporaryDirectory { root in
            let capacity = try HostCapacity(directory: root, cpus: 2, memory: .gibibytes(8))
            let held = try await capacity.acquire(Self.demand(2))
            let waiter = Task { try await capacity.acquire(Self.demand(2)) }
            waiter.cancel()
            await #expect(throws: CancellationError.self) { _ = try await waiter.value }
            await held.release()
        }
    }
}
