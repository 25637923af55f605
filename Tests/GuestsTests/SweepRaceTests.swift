// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Host
import Testing

@testable import Guests

@Suite("Sweeps beside other processes' starts and ends")
struct SweepRaceTests {
    @Test("take nothing that lives, and find nothing half made or half gone")
    func sweepsBesideStartsAndEnds() async throws {
        let scratch = try ScratchDirectory()
        let (runtime, cache) = (scratch.path + "/r", scratch.path + "/c")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    for _ in 0..<20 {
                        try await Blocking.run {
                            let root = try EmbeddedRoot.make(in: runtime, cache: cache)
                            usleep(2000)
                            #expect(FileManager.default.fileExists(atPath: root.path + "/etc/qemu.conf"))
                            #expect(FileLock.isHeld(root.path + "/" + EmbeddedRoot.ownerFile))
                            #expect(root.remove() == [])
                        }
                    }
                }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<60 {
                        let report = try await StaleGuests.sweep(runtime: runtime)
                        #expect(report.left == [])
                        #expect(report.removed == [], "a living root was swept")
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: runtime) == ["gate"])
    }

    @Test("leave the domains of processes that are there, and take those of the dead")
    func owners() throws {
        // Process 1 is there, whoever's it is; its start was not ours.
        var reused = DomainOwner.current
        reused.process = 1
        #expect(StaleGuests.isDead(reused) == (ProcessTable.startTime(of: 1) != nil))
        var gone = DomainOwner.current
        gone.process = Int32.max
        #expect(StaleGuests.isDead(gone))
        var elsewhere = gone
        elsewhere.bootID = HostFacts.bootID + "/1"
        #expect(!StaleGuests.isDead(elsewhere), "a process of another namespace cannot be seen from here")
    }
}
