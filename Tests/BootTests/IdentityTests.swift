// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Host
import RunStore
import Testing
import Verdicts
import Vocabulary

extension Boots {
    /// A kernel that is not the one that was built must never get a verdict, however well it boots.
    @Suite(.serialized) struct Identity {
        /// What of one kernel's cache entry is replaced by another's.
        enum Swap: CaseIterable {
            case bzImage, modulesDisk
        }

        @Test(arguments: Swap.allCases)
        func aSwappedPartIsSeen(swap: Swap) async throws {
            try await Harness.use { harness in
                // Both kernels, and the keys under which they are stored, come from a run that is right.
                let arguments = ["run", "--filter", "vcpus=1", "--filter", "kernel=stats,stats-dups", "--repeat", "1"]
                _ = try await harness.bootmatrix(arguments)
                let right = try harness.latestRun()
                #expect(right.allOutcomes.count == 2)
                #expect(right.allOutcomes.allSatisfy { $0.reading.problems.isEmpty })

                var swapped = harness
                swapped.cache = harness.root + "/cache"
                try CacheCopy(of: Directories().cache, to: harness.root + "/cache").exchange(swap, in: right)
                let outcome = try await swapped.bootmatrix(arguments)
                #expect(outcome.status == 125)
                let run = try harness.latestRun()
                let reading = try run.outcome("stats", 1).reading
                #expect(reading.exit == .sealed, "it boots, which is what makes it dangerous")
                #expect(reading.problems.contains { $0.check == .identity && $0.blame == .harness })
                #expect(outcome.output.contains("ERROR"))
                #expect(try run.outcome("stats-dups", 1).reading.problems == [])
            }
        }
    }
}

/// A cache of a test's own that shares what is large with the user's.
struct CacheCopy {
    let root: String

    /// Copies kernels, disks and notes; leaves out build directories, and more if wanted.
    init(of cache: String, to root: String, leavingOut: Set<String> = []) throws {
        self.root = root
        let files = FileManager.default
        try files.createDirectory(atPath: root, withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: cache)
        where !leavingOut.union(["builds", "logs", "bench", "tests"]).contains(name) {
            // The images are sparse. Others may be at work in the cache: what they are making is not wanted, and 24 is
            // that something went meanwhile (rsync(1)).
            let copy = Process()
            copy.executableURL = URL(fileURLWithPath: "/usr/bin/rsync")
            copy.arguments = ["--archive", "--sparse", "--exclude=.staging-*", "\(cache)/\(name)", root + "/"]
            try copy.run()
            copy.waitUntilExit()
            try #require([0, 24].contains(copy.terminationStatus))
        }
    }

    /// Gives the kernel `stats` a part of `stats-dups`, and mends the manifest: a mistake that no checksum tells.
    func exchange(_ swap: Boots.Identity.Swap, in run: StoredRun) throws {
        let target = try run.outcome("stats", 1)
        let source = try run.outcome("stats-dups", 1)
        switch swap {
        case .bzImage:
            try replace(
                "\(root)/kernels/\(target.record.kernelKey)", "bzImage",
                by: "\(root)/kernels/\(source.record.kernelKey)/bzImage")
        case .modulesDisk: try exchangeDisk(of: target, for: source)
        }
    }

    /// Gives one guest's kernel the modules disk of another's, likewise.
    func exchangeDisk(of target: BootOutcome, for source: BootOutcome) throws {
        let disks = (target: try disk(of: target), source: try disk(of: source))
        let entry = (disks.target as NSString).deletingLastPathComponent
        try replace(entry, (disks.target as NSString).lastPathComponent, by: disks.source)
    }

    /// The modules disk that a boot used, in this copy; the domain's XML names it.
    private func disk(of outcome: BootOutcome) throws -> String {
        let paths = outcome.domainXML.split(separator: "'").map(String.init).filter { $0.contains("/images/") }
        let path = try #require(paths.first { $0.contains("modules") }, "no modules disk in the domain's XML")
        let parts = path.components(separatedBy: "/images/")
        return try #require(parts.last.map { "\(root)/images/\($0)" })
    }

    func replace(_ entry: String, _ name: String, by source: String) throws {
        let files = FileManager.default
        try files.removeItem(atPath: "\(entry)/\(name)")
        try files.copyItem(atPath: source, toPath: "\(entry)/\(name)")
        let manifest = "\(entry)/MANIFEST"
        let length = try #require(try files.attributesOfItem(atPath: source)[.size] as? Int)
        let line = "\(try ContentHash.ofFile(source)) \(length) \(name)"
        let lines = try String(contentsOfFile: manifest, encoding: .utf8).split(separator: "\n")
            .map { $0.hasSuffix(" \(name)") ? line : String($0) }
        try (lines.joined(separator: "\n") + "\n").write(toFile: manifest, atomically: true, encoding: .utf8)
    }
}
