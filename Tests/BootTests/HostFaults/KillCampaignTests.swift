// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import MatrixPlan
import RunStore
import Testing
import Vocabulary

extension Boots {
    /// The orchestrator is killed with -9 at random moments, and the run resumed, until every kill has happened; then it is
    /// let to its end. `BOOTMATRIX_KILL_SEED=N` repeats a campaign's moments.
    @Suite(.serialized) struct KillCampaign {
        private static let cells = 4

        @Test func fiveKillsLoseNothing() async throws { try await campaign(kills: 5) }

        @Test(.enabled(if: HostFaults.isTorture, "part of make torture"))
        func fiftyKillsLoseNothing() async throws { try await campaign(kills: 50) }

        private func campaign(kills: Int) async throws {
            let named = ProcessInfo.processInfo.environment["BOOTMATRIX_KILL_SEED"].flatMap { UInt64($0) }
            let seed = named ?? UInt64.random(in: 0...UInt64.max)
            var random = SplitMix64(seed: seed)
            try await Harness.use { harness in
                // How long one boot takes here, with what comes before it.
                let begun = ContinuousClock.now
                #expect(try await harness.bootmatrix(HostFaults.one).status == 0)
                let one = begun.duration(to: .now)
                var left = kills
                while left > 0 {
                    left -= try await killed(harness, atMost: left, one: one, seed: seed, &random)
                }
            }
        }

        /// One run that is killed again and again until it ends. Gives how often it was killed.
        private func killed(
            _ harness: Harness, atMost most: Int, one: Duration, seed: UInt64, _ random: inout SplitMix64
        ) async throws -> Int {
            let arguments = [
                "run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "\(Self.cells)", "--seed",
                "\(seed % 1000)",
            ]
            let known = try Set(StateDirectory(path: harness.root + "/state").list())
            var kept = Kept()
            var kills = 0
            while true {
                let id = try StateDirectory(path: harness.root + "/state").list().first { !known.contains($0) }
                let run = try harness.start(id.map { ["run", "--resume", $0.text] } ?? arguments)
                if kills < most {
                    // Anywhere in what is left of it, its beginning and its end included.
                    let whole = one * (Self.cells - kept.finished.count) + .milliseconds(500)
                    let moment = whole * Double.random(in: 0..<1, using: &random)
                    try await Task.sleep(for: moment)
                    let isKilled = run.isRunning
                    run.signal(SIGKILL)
                    let status = await run.finish().status
                    if isKilled, status == -SIGKILL { kills += 1 }
                    let story = "seed \(seed), kill \(kills) after \(moment): \(status)"
                    if let id = try StateDirectory(path: harness.root + "/state").list().first(where: {
                        !known.contains($0)
                    }) {
                        try kept.look(at: id, in: harness, story)
                    }
                    guard status != -SIGKILL else { continue }
                    #expect(status == 0, "\(story)")
                } else {
                    let outcome = await run.finish()
                    #expect(outcome.status == 0, "seed \(seed): \(outcome.output)\n\(outcome.errors)")
                }
                let ended = try StateDirectory(path: harness.root + "/state").list().first { !known.contains($0) }
                let last = try #require(ended, "seed \(seed): no run")
                try kept.look(at: last, in: harness, "seed \(seed), at the end")
                #expect(kept.finished.count == Self.cells, "seed \(seed)")
                #expect(harness.leftovers() == [], "seed \(seed)")
                return kills
            }
        }
    }
}

/// What a run had when it was last looked at.
private struct Kept {
    var plan: Plan?
    /// Finished cells with every file of theirs.
    var finished: [CellID: [String: Data]] = [:]

    /// Holds a run against what it had: the same plan, finished evidence byte for byte, nothing twice, nothing half there.
    mutating func look(at id: RunID, in harness: Harness, _ story: String) throws {
        let directory = StateDirectory(path: harness.root + "/state").path(of: id)
        let run = try RunDirectory.open(at: directory).load()
        #expect(run.problems.isEmpty, "\(story): \(run.problems)")
        if let plan { #expect(run.plan == plan, "\(story)") }
        plan = run.plan
        var found: [CellID: [String: Data]] = [:]
        for cell in run.cells where !cell.attempts.isEmpty {
            #expect(cell.outcomes.map(\.record.attempt) == [1], "\(story): \(cell.cell.id)")
            #expect(cell.outcomes.first?.record.exit == .sealed, "\(story): \(cell.cell.id)")
            found[cell.cell.id] = try Self.files(below: "\(directory)/cells/\(cell.cell.id)")
        }
        for (cell, files) in finished { #expect(found[cell] == files, "\(story): \(cell) is not what it was") }
        finished = found
    }

    private static func files(below directory: String) throws -> [String: Data] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: directory)
        return names.reduce(into: [:]) { files, name in
            files[name] = FileManager.default.contents(atPath: "\(directory)/\(name)")
        }
    }
}
