// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import Host
import Testing
import Vocabulary

/// Looking at a host without touching it.
struct InspectionOfHostTests {
    @Test func leasesAreSeenWithoutTakingALock() async throws {
        try await withTemporaryDirectory { directory in
            let capacity = try HostCapacity(directory: directory, cpus: 8, memory: .gibibytes(8))
            let demand = Demand(cpus: 2, memory: .gibibytes(1), holder: "stats.2cpu.coldplug.r1")
            let lease = try await capacity.acquire(demand)
            #expect(HostCapacity.held(in: directory) == [HostCapacity.Held(process: getpid(), demand: demand)])
            for (name, text) in [("lease-1-2-3", "1 1 x"), ("lease-999999999-1", "1 1 dead"), ("lease-1-1", "none")] {
                try text.write(toFile: "\(directory)/\(name)", atomically: false, encoding: .utf8)
            }
            #expect(HostCapacity.held(in: directory).map(\.process) == [getpid()])
            await lease.release()
            #expect(HostCapacity.held(in: directory).isEmpty)
            #expect(HostCapacity.held(in: directory + "/absent").isEmpty)
        }
    }

    @Test func aPlaceThatIsNotThereIsAsGoodAsTheOneAboveIt() async throws {
        try await withTemporaryDirectory { directory in
            #expect(Directories.obstacle(to: directory + "/a/b/c") == nil)
            #expect(!FileManager.default.fileExists(atPath: directory + "/a"))
            try "".write(toFile: directory + "/file", atomically: false, encoding: .utf8)
            #expect(Directories.obstacle(to: directory + "/file/below")?.what.contains("Not a directory") == true)
        }
    }

    @Test func installedPackagesAreListedAndOthersAreAbsent() async throws {
        let versions = try await DistributionPackages.versions(of: ["libc6-dev", "no-such-package-here"])
        #expect(Array(versions.keys) == ["libc6-dev"])
        #expect(versions["libc6-dev"]?.isEmpty == false)
    }
}
