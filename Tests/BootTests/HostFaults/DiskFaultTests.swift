// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import Host
import MatrixPlan
import RunStore
import Testing
import Verdicts
import Vocabulary

extension Boots.HostFaults {
    /// The state's disk is full after a cell or two. What is stored stays; with space the run goes on.
    @Test(.enabled(if: geteuid() == 0, "only root can mount a small disk"))
    func aFullDiskLosesNothingAndTheRunGoesOn() async throws {
        try await Harness.use { harness in
            let (state, copy) = (harness.root + "/state", harness.root + "/copy")
            try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
            var full = harness
            // A cell takes about 280 KiB.
            let script = """
                mount -t tmpfs -o size=\(Self.smallDisk) tmpfs "$STATE" || exit 99
                "$@"; echo "run: $?"
                cp -a "$STATE/runs" "$COPY" || exit 99
                mount -o remount,size=64m "$STATE" || exit 99
                "$1" run --resume latest; echo "resumed: $?"
                cp -a "$STATE/runs" "$COPY.after"
                """
            full.extra = ["STATE": state, "COPY": copy]
            full.wrapper = ["unshare", "--mount", "sh", "-c", script, "sh"]
            let outcome = try await full.bootmatrix(
                "run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "5", "--seed", "3")
            #expect(outcome.output.contains("run: 125\n"), "\(outcome.output)")
            #expect(outcome.output.contains("resumed: 0\n"), "\(outcome.output)")
            #expect(outcome.errors.contains("No space left on device") && outcome.errors.contains("--resume"))

            let before = try Self.onlyRun(in: copy).load()
            let finished = before.cells.filter { !$0.attempts.isEmpty }
            #expect((1..<5).contains(finished.count), "the disk is of the wrong size for this test")
            #expect(before.problems.isEmpty)
            let after = try Self.onlyRun(in: copy + ".after").load()
            #expect(after.problems.isEmpty && after.plan == before.plan)
            #expect(after.cells.allSatisfy { $0.outcomes.map(\.record.attempt) == [1] })
            for cell in finished {
                let later = try #require(after.cells.first { $0.cell == cell.cell }?.outcomes.first)
                #expect(later.record == cell.outcomes.first?.record && later.console == cell.outcomes.first?.console)
            }
        }
    }

    private static let smallDisk = "1m"

    /// A flipped bit of the base image is found by its checksum before anything boots from it.
    @Test func aDamagedBaseImageIsNeverBooted() async throws {
        try await Harness.use { harness in
            var harness = harness
            harness.cache = harness.root + "/cache"
            _ = try CacheCopy(of: Directories().cache, to: harness.root + "/cache")
            let image = try await harness.baseImage()
            try Self.overwrite(image, at: [0.4], with: 1)
            let outcome = try await harness.bootmatrix(Self.one)
            let run = try harness.latestRun()
            // It was made again, or could not be; the kernel has nothing to do with it.
            #expect(outcome.status == 0 || outcome.status == 125, "\(outcome.output)")
            #expect(!outcome.output.contains("FAIL"))
            #expect(run.allOutcomes.allSatisfy { $0.record.exit == .sealed && $0.reading.problems.isEmpty })
            #expect(outcome.status != 0 || run.allOutcomes.count == 1)
            #expect(harness.leftovers() == [])
        }
    }

    /// Damage after the check, while the guest boots from the image: whatever the guest makes of it, no kernel is blamed.
    @Test func damageUnderARunningGuestIsTheHostsFault() async throws {
        try await Harness.use { harness in
            var harness = harness
            harness.cache = harness.root + "/cache"
            _ = try CacheCopy(of: Directories().cache, to: harness.root + "/cache")
            harness.extra["BOOTMATRIX_TEST_SILENCE"] = "20"
            let image = try await harness.baseImage()
            let run = try harness.start(Self.one)
            // Before the kernel mounts its root.
            #expect(try await harness.workingGuest(of: run, ticks: 5) != nil)
            try Self.overwrite(image, at: stride(from: 0.0, to: 1.0, by: 0.002).map { $0 }, with: 65_536)
            let outcome = await run.finish()
            #expect(outcome.status == 125, "\(outcome.output)")
            #expect(!outcome.output.contains("FAIL"))
            let record = try #require(try harness.onlyCell().outcomes.first?.record)
            #expect(record.exit.blame == .host, "\(record.exit)")
            #expect(outcome.output.contains("has another content"))
            #expect(harness.leftovers() == [])
        }
    }

    /// The run of a directory of runs that was copied away.
    private static func onlyRun(in directory: String) throws -> RunDirectory {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { !$0.hasPrefix(".") }
        let name = try #require(names.count == 1 ? names.first : nil, "\(names)")
        return try RunDirectory.open(at: "\(directory)/\(name)")
    }

    /// Writes other bytes at parts of a file, in its place.
    private static func overwrite(_ path: String, at shares: [Double], with length: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        defer { try? file.close() }
        let size = try file.seekToEnd()
        for share in shares {
            let place = UInt64(Double(size) * share)
            try file.seek(toOffset: place)
            let old = try file.read(upToCount: length) ?? Data()
            try file.seek(toOffset: place)
            try file.write(contentsOf: Data(old.map { $0 ^ 0x5A }))
        }
        try file.synchronize()
    }
}

extension Harness {
    /// The base image that a boot of `stats` would use, in this harness's cache.
    fileprivate func baseImage() async throws -> String {
        let outcome = try await bootmatrix("reproduce", "stats.1cpu.coldplug", "--json", "--fresh")
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        let files = try #require(document?["files"] as? [String])
        return try #require(files.first { $0.contains("/images/base/") })
    }
}
