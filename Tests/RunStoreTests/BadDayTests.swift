// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Glibc
import MatrixPlan
import RunStore
import Testing
import Vocabulary

@Suite struct BadDayTests {
    @Test func aSecondWriterIsToldWhoWrites() throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let error = #expect(throws: RunStoreError.self) {
            try RunWriter.resume(writer.directory, scratchRoot: place.path)
        }
        #expect(error?.kind == .locked)
        #expect(error?.what.contains("process \(getpid())") == true)
        #expect(try writer.directory.load().cells.count == 6)
    }

    @Test func theLockEndsWithItsWriter() throws {
        let place = try TemporaryDirectory()
        let directory = try place.writer().directory
        let next = try RunWriter.resume(directory, scratchRoot: place.path)
        #expect(next.directory == directory)
    }

    @Test func whatAKilledWriterLeftIsRemovedAndTheRestIsKept() async throws {
        let place = try TemporaryDirectory()
        let directory = try await { () async throws -> RunDirectory in
            let writer = try place.writer()
            try await writer.store(Sample.outcome(Sample.plan.cells[0]))
            return writer.directory
        }()
        let half = "\(directory.path)/tmp/\(Sample.plan.cells[1].id).1/evidence"
        try FileManager.default.createDirectory(atPath: half, withIntermediateDirectories: true)
        try writeBytes([1, 2, 3], half + "/stats")
        #expect(try directory.load().problems.isEmpty)
        let writer = try RunWriter.resume(directory, scratchRoot: place.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/tmp").isEmpty)
        try await writer.store(Sample.outcome(Sample.plan.cells[1]))
        #expect(try directory.load().cells.flatMap(\.outcomes).count == 2)
    }

    /// SIGKILL in the middle of storing an attempt, from another thread of a process of its own.
    @Test func killNineInTheMiddle() async throws {
        let place = try TemporaryDirectory()
        let path = place.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let writer = try RunWriter.create(
                at: "\(path)/run", matrix: Sample.matrix, plan: Sample.plan, facts: Sample.facts(), scratchRoot: path)
            try await writer.store(Sample.outcome(Sample.plan.cells[0]))
            var large = Sample.items
            for index in 0..<500 { large.items["item-\(index)"] = .init(bytes: [1, 2, 3]) }
            let half = "\(path)/run/tmp/\(Sample.plan.cells[1].id).1/evidence/item-250"
            // Where the other thread came too late, all is stored and nothing waits for it.
            let whole = "\(path)/run/cells/\(Sample.plan.cells[1].id)/attempt-1"
            Thread.detachNewThread {
                while access(half, F_OK) != 0, access(whole, F_OK) != 0 { usleep(100) }
                kill(getpid(), SIGKILL)
            }
            try await writer.store(Sample.outcome(Sample.plan.cells[1], items: large))
            sleep(60)
        }
        let directory = try RunDirectory.open(at: path + "/run")
        let run = try directory.load()
        #expect(run.problems.isEmpty)
        #expect(run.cells[0].outcomes.count == 1)
        let writer = try RunWriter.resume(directory, scratchRoot: path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/run/tmp").isEmpty)
        if run.cells[1].outcomes.isEmpty { try await writer.store(Sample.outcome(Sample.plan.cells[1])) }
        #expect(try directory.load().cells[1].outcomes.count == 1)
    }

    /// A limit on file sizes stops a write half-way as a full disk does, in every environment and without root.
    @Test func aWriteThatFailsLeavesNothing() async throws {
        let place = try TemporaryDirectory()
        let path = place.path
        await #expect(processExitsWith: .exitCode(7)) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            let writer = try RunWriter.create(
                at: "\(path)/run", matrix: Sample.matrix, plan: Sample.plan, facts: Sample.facts(), scratchRoot: path)
            try await writer.store(Sample.outcome(Sample.plan.cells[0]))
            var limit = rlimit(rlim_cur: 16_384, rlim_max: 16_384)
            guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(1) }
            var outcome = Sample.outcome(Sample.plan.cells[1])
            outcome.console = [UInt8](repeating: 0x61, count: 100_000)
            do {
                try await writer.store(outcome)
                exit(2)
            } catch let error as RunStoreError {
                guard error.errorNumber == EFBIG, error.blame == .host, error.remedy != nil else { exit(3) }
                exit(7)
            } catch {
                exit(4)
            }
        }
        let run = try RunDirectory.open(at: path + "/run").load()
        #expect(run.problems.isEmpty)
        #expect(run.cells.map(\.outcomes.count) == [1, 0, 0, 0, 0, 0])
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/run/tmp").isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/run/cells").count <= 2)
    }

    @Test func aFileInTheWayIsNamed() throws {
        let place = try TemporaryDirectory()
        try writeBytes([], place.path + "/file")
        let error = #expect(throws: RunStoreError.self) { try place.writer("file/runs/x") }
        #expect(error?.errorNumber == ENOTDIR)
        #expect(error?.location == place.path + "/file")
        #expect(error?.remedy?.contains("BOOTMATRIX_STATE") == true)
        let taken = #expect(throws: RunStoreError.self) { try place.writer("file") }
        #expect(taken?.kind == .runExists)
        #expect(place.files() == ["file"])
    }

    @Test func aRunThatVanishesIsAnErrorAndNotACrash() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        try FileManager.default.removeItem(atPath: writer.directory.path)
        let error = await #expect(throws: RunStoreError.self) {
            try await writer.store(Sample.outcome(Sample.plan.cells[0]))
        }
        #expect(error?.errorNumber == ENOENT)
    }
}
