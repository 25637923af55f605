// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Campaign
import Foundation
import Glibc
import MatrixPlan
import RunStore
import Testing

extension Boots {
    /// Ends that nobody planned.
    @Suite(.serialized) struct BadDays {
        static let arguments = [
            "run", "--filter", "kernel=stats", "--filter", "vcpus=1", "--repeat", "4", "--seed", "3",
        ]

        @Test func anInterruptedRunTakesItsGuestsDownAndCanGoOn() async throws {
            try await Harness.use { harness in
                let run = try harness.start(Self.arguments)
                #expect(try await run.waits(for: "[1/4]"))
                run.signal(SIGINT)
                let outcome = await run.finish()
                #expect(outcome.status == 130)
                #expect(harness.leftovers() == [])
                try await goesOn(harness)
            }
        }

        @Test func aKilledRunIsCleanedUpByTheNextOne() async throws {
            try await Harness.use { harness in
                let run = try harness.start(Self.arguments)
                #expect(try await run.waits(for: "[1/4]"))
                let guest = try #require(try await unfinishedGuest(of: run, harness))
                run.signal(SIGKILL)
                #expect(await run.finish().status == -SIGKILL)
                #expect(
                    harness.emulators().contains(guest), "the guest outlives its harness, or this test shows nothing")
                try await goesOn(harness)
            }
        }

        /// The QEMU of a cell that is not stored: those of the others are about to end. Nil when the run has ended.
        private func unfinishedGuest(of run: Invocation, _ harness: Harness) async throws -> pid_t? {
            while run.isRunning {
                let open = try harness.latestRun().cells.filter(\.attempts.isEmpty).map(\.cell.id)
                let guest = harness.emulators().first { pid in open.contains { harness.isGuest(pid, of: $0) } }
                if let guest { return guest }
                try await Task.sleep(for: .milliseconds(20))
            }
            return nil
        }

        /// The finished evidence stays as it was, byte for byte; the rest is booted, each cell once.
        private func goesOn(_ harness: Harness) async throws {
            let before = try harness.latestRun()
            let finished = before.cells.filter { !$0.attempts.isEmpty }.map(\.cell.id)
            #expect((1..<4).contains(finished.count))
            let files = try Self.contents(harness.root + "/state/runs", of: finished)
            let outcome = try await harness.bootmatrix("run", "--resume", "latest")
            let after = try harness.latestRun()
            #expect(after.plan == before.plan)
            #expect(after.cells.allSatisfy { $0.attempts.count == 1 && $0.outcomes.count == 1 })
            #expect(try Self.contents(harness.root + "/state/runs", of: finished) == files)
            #expect(after.facts.id == before.facts.id)
            // One kernel alone: the criteria that compare are skipped, those that stand alone passed.
            #expect(outcome.status == 0, "\(outcome.output)")
            #expect(harness.leftovers() == [])
        }

        private static func contents(_ directory: String, of cells: [CellID]) throws -> [String: Data] {
            let walker = try #require(FileManager.default.enumerator(atPath: directory))
            var result: [String: Data] = [:]
            while let path = walker.nextObject() as? String {
                guard cells.contains(where: { path.contains("/\($0)/") }) else { continue }
                result[path] = FileManager.default.contents(atPath: directory + "/" + path)
            }
            return result
        }
    }

    /// Mistakes of the user: said at their place, with the right exit code, before anything is built.
    @Suite struct BadInput {
        @Test func aMistakeIsSaidAtItsLine() async throws {
            try await Harness.use { harness in
                let text = try String(contentsOfFile: Places.root + "/matrix.yaml", encoding: .utf8)
                let file = harness.root + "/m.yaml"
                try text.replacingOccurrences(of: "repeat:", with: "repeats:")
                    .write(toFile: file, atomically: true, encoding: .utf8)
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                let line = try #require(lines.firstIndex { $0.hasPrefix("repeat:") }) + 1
                let outcome = try await harness.bootmatrix(
                    "run", "--matrix", file, "--project", Places.root)
                #expect(outcome.status == 129)
                #expect(outcome.errors.contains("m.yaml:\(line)"))
                #expect(outcome.errors.contains("repeat"))
            }
        }

        @Test(arguments: [
            (["run", "--filter", "kernel=nothing"], "nothing"), (["run", "--filter", "cpu=1"], "cpu"),
            (["frobnicate"], "frobnicate"), (["report", "no-such-run"], "no runs"),
            (["run", "--repeat", "0"], "--repeat"), (["run", "--matrix", "/nonexistent.yaml"], "nonexistent"),
        ])
        func usageErrorsLeaveWith129(arguments: [String], word: String) async throws {
            try await Harness.use { harness in
                let outcome = try await harness.bootmatrix(arguments)
                #expect(outcome.status == 129)
                #expect(outcome.errors.contains(word))
                #expect(outcome.output.isEmpty)
            }
        }

        @Test func helpAndVersionAreNotErrors() async throws {
            try await Harness.use { harness in
                for word in ["--help", "--version"] {
                    let outcome = try await harness.bootmatrix(word)
                    #expect(outcome.status == 0 && !outcome.output.isEmpty)
                }
            }
        }

        @Test func aStateThatCannotBeWrittenIsSaid() async throws {
            try await Harness.use { harness in
                var harness = harness
                try "".write(toFile: harness.root + "/file", atomically: true, encoding: .utf8)
                harness.extra["BOOTMATRIX_STATE"] = harness.root + "/file/below"
                let outcome = try await harness.bootmatrix("run", "--filter", "vcpus=1", "--repeat", "1")
                #expect(outcome.status == 125 || outcome.status == 129)
                #expect(outcome.errors.contains("/file"))
            }
        }
    }
}
