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

        @Test(.torture)
        func fiftyKillsLoseNothing() async throws { try await campaign(kills: 50) }

        private func campaign(kills: Int) async throws {
            let named = ProcessInfo.processInfo.environment["BOOTMATRIX_KILL_SEED"].flatMap { UInt64($0) }
            let seed = named ?? UInt64.random(in: 0...UInt64.max)
            var random = SplitMix64(seed: seed)
            try await Harness.use { harness in
                #expect(try await harness.bootmatrix(HostFaults.one).status == 0)
                let boot = try #require(try harness.onlyCell().outcomes.first?.record.time(to: .sealed))
                var left = kills
                while left > 0 {
                    left -= try await killed(harness, atMost: left, boot: boot, seed: seed, &random)
                }
            }
        }

        /// One run that is killed again and again until it ends. Gives how often it was killed.
        private func killed(
            _ harness: Harness, atMost most: Int, boot: Duration, seed: UInt64, _ random: inout SplitMix64
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
                    let moment = Moment(left: Self.cells - kept.finished.count, boot: boot, &random)
                    try await moment.wait(for: run)
                    let isKilled = run.isRunning
                    if isKilled { run.signal(SIGKILL) }
                    let status = await run.finish().status
                    if isKilled, status == -SIGKILL { kills += 1 }
                    let story = "seed \(seed), kill \(kills) \(moment): \(status)"
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

/// When to kill: anywhere in what is left of a run, its beginning and its end included.
private struct Moment: CustomStringConvertible {
    /// After so many cells have ended, of those that the run has left.
    var cells: Int
    var delay: Duration

    /// - Parameter boot: how long one takes here; before the first there is as much to do again.
    init(left: Int, boot: Duration, _ random: inout SplitMix64) {
        cells = Int.random(in: 0...left, using: &random)
        let longest = cells == 0 ? boot * 2 : cells < left ? boot : .seconds(1)
        delay = longest * Double.random(in: 0..<1, using: &random)
    }

    var description: String { "\(delay) after \(cells) cells" }

    /// Returns at the moment, or when the run has ended before it.
    func wait(for run: Invocation) async throws {
        if cells > 0 { _ = try await run.waits(for: "[\(cells)/") }
        let begun = ContinuousClock.now
        while run.isRunning, begun.duration(to: .now) < delay { try await Task.sleep(for: .milliseconds(5)) }
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
