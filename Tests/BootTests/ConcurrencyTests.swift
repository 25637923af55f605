// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import Host
import MatrixPlan
import RunStore
import Synchronization
import Testing
import Verdicts
import Vocabulary

extension Boots {
    /// Several runs on one host at once. They share state, runtime directory, cache and the host's own leases.
    @Suite(.serialized) struct Concurrency {
        @Test func runsSideBySideShareTheHostAndEachFinishes() async throws {
            try await Harness.use { harness in
                _ = try await harness.bootmatrix(
                    "run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "1")
                var harness = harness
                harness.cache = harness.root + "/cache"
                _ = try CacheCopy(of: Directories().cache, to: harness.root + "/cache", leavingOut: ["images"])
                // Before the first run's own: what it left is not looked at below.
                try FileManager.default.removeItem(atPath: harness.root + "/state")
                let user = geteuid() == 0 ? try harness.as(.stranger()) : nil

                let watch = try Watch(cache: harness.root + "/cache")
                let other = try holder(in: harness)
                defer { other.end() }
                #expect(try await other.says("held"))
                let selection = ["--filter", "kernel=stats", "--filter", "vcpus=1,2", "--seed", "5"]
                let arguments = ["run", "--repeat", "2"] + selection
                var runs = [try harness.start(arguments), try harness.start(arguments)]
                if let user { runs.append(try user.start(["run", "--repeat", "1"] + selection)) }
                for run in runs {
                    let outcome = await run.finish()
                    #expect(outcome.status == 0, "\(outcome.output)\n\(outcome.errors)")
                    #expect(outcome.output.contains("\nPASS "))
                }
                let seen = await watch.stop()
                try sharing(seen, harness, user)
                try evidence(harness, user)
                #expect(harness.leftovers() == [])
                if let user { #expect(user.leftovers() == []) }
            }
        }

        /// A process that has nothing to do with the runs and holds one place of the host all the time.
        private func holder(in harness: Harness) throws -> OtherProcess {
            let places = 2 * HostFacts.cpus
            return try OtherProcess(
                [OtherProcess.built("lease-holder"), Directories().leases, "\(places)", "1", "0", "20000"],
                output: harness.root + "/holder.out")
        }

        private func names(_ harness: Harness) throws -> [String] {
            try StateDirectory(path: harness.root + "/state").list().map(\.text)
        }

        private func sharing(_ seen: Watch.Seen, _ harness: Harness, _ user: Harness?) throws {
            let capacity = try HostCapacity.ofThisHost(directory: Directories().leases)
            #expect(seen.cpus <= capacity.cpus)
            #expect(seen.memory <= capacity.memory)
            let own = try names(harness) + (try user.map { try names($0) } ?? [])
            #expect(own.count == (user == nil ? 2 : 3))
            for run in own { #expect(seen.runs.contains(run), "no lease of run \(run) was seen") }
            // Each thing that both runs needed was made by one of them, the image at least before our eyes.
            #expect(seen.makers.keys.contains { $0.hasPrefix("base/") })
            for (thing, makers) in seen.makers { #expect(makers.count == 1, "\(thing) was made by \(makers)") }
        }

        private func evidence(_ harness: Harness, _ user: Harness?) throws {
            var domains: [String] = []
            for harness in [harness, user].compactMap(\.self) {
                for name in try names(harness) {
                    let run = try StateDirectory(path: harness.root + "/state").resolve(name).load()
                    #expect(run.problems.isEmpty)
                    #expect(run.allOutcomes.count == run.plan.cells.count)
                    #expect(run.allOutcomes.allSatisfy { $0.reading.problems == [] && $0.record.attempt == 1 })
                    for outcome in run.allOutcomes {
                        domains.append(
                            try #require(outcome.domainXML.firstMatch(of: /<name>(.+?)<\/name>/)?.1).description)
                    }
                }
            }
            #expect(Set(domains).count == domains.count)
        }
    }
}

/// Looks at the host's leases and at who makes what in a cache, a hundred times a second.
private final class Watch: Sendable {
    struct Seen {
        var cpus = 0
        var memory = ByteCount(0)
        var runs: Set<String> = []
        /// Processes by the shelf and key of what they made.
        var makers: [String: Set<String>] = [:]
    }

    private let seen = Mutex(Seen())
    private let task: Mutex<Task<Void, any Error>?> = Mutex(nil)

    init(cache: String) throws {
        let capacity = try HostCapacity.ofThisHost(directory: Directories().leases)
        task.withLock { task in
            task = Task { [self] in
                while !Task.isCancelled {
                    look(try await capacity.holdings())
                    look(at: cache + "/images")
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
    }

    private func look(_ holdings: HostCapacity.Holdings) {
        seen.withLock { seen in
            seen.cpus = max(seen.cpus, holdings.cpus)
            seen.memory = max(seen.memory, holdings.memory)
            for demand in holdings.held { seen.runs.formUnion(demand.holder.split(separator: " ").map(String.init)) }
        }
    }

    /// A shelf's entry in the making is `.staging-KEY-PROCESS`.
    private func look(at images: String) {
        let files = FileManager.default
        for shelf in (try? files.contentsOfDirectory(atPath: images)) ?? [] {
            for name in (try? files.contentsOfDirectory(atPath: "\(images)/\(shelf)")) ?? [] {
                let words = name.split(separator: "-").map(String.init)
                guard words.count == 3, words[0] == ".staging" else { continue }
                seen.withLock { $0.makers["\(shelf)/\(words[1])", default: []].formUnion([words[2]]) }
            }
        }
    }

    func stop() async -> Seen {
        let task = task.withLock { $0 }
        task?.cancel()
        _ = await task?.result
        return seen.withLock(\.self)
    }
}
