// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import MatrixPlan
import RunStore
import Testing
import Vocabulary

@Suite struct StateDirectoryTests {
    /// 2026-11-22 17:45:01 UTC.
    private let date = Date(timeIntervalSince1970: 1_795_369_501)

    private func create(_ state: StateDirectory, _ date: Date, salt: UInt64) throws -> RunWriter {
        let id = RunID(date: date, salt: salt)
        return try state.create(
            id, matrix: Sample.matrix, plan: Sample.plan, facts: Sample.facts(id.text), scratchRoot: state.path + "/s")
    }

    @Test func anIDNamesTheMomentInUTC() {
        #expect(RunID(date: date, salt: 0x1_3F2A).text == "20261122-174501-3f2a")
        #expect(RunID(date: Date(timeIntervalSince1970: 0), salt: 10).text == "19700101-000000-000a")
        #expect(RunID(text: "20261122-174501-3f2a")?.text == "20261122-174501-3f2a")
        for text in ["", "latest", "20261122-174501-3f2", "20261122-174501-3F2A", "2026112é-174501-3f2a", "../../x"] {
            #expect(RunID(text: text) == nil)
        }
    }

    @Test func anIDIsUsedOnce() throws {
        let place = try TemporaryDirectory()
        let state = StateDirectory(path: place.path)
        let first = try create(state, date, salt: 1)
        #expect(first.directory.name == "20261122-174501-0001")
        let error = #expect(throws: RunStoreError.self) { try create(state, date, salt: 1) }
        #expect(error?.kind == .runExists)
        #expect(try create(state, date, salt: 2).directory.load().facts.id == "20261122-174501-0002")
    }

    /// A killed run leaves what was on its way, gigabytes of a memory dump maybe; one that goes on keeps it.
    @Test func aNewRunRemovesWhatAKilledOneWasStoring() throws {
        let place = try TemporaryDirectory()
        let state = StateDirectory(path: place.path)
        var killed: RunWriter? = try create(state, date, salt: 1)
        let alive = try create(state, date, salt: 2)
        let files = FileManager.default
        let runs = try [#require(killed), alive].map(\.directory.path)
        for run in runs {
            for name in ["c0.core", "digests-1"] {
                _ = files.createFile(atPath: "\(run)/tmp/\(name)", contents: Data([1]))
            }
            try files.createDirectory(atPath: "\(run)/tmp/CELL.1", withIntermediateDirectories: false)
        }
        killed = nil
        _ = try create(state, date, salt: 3)
        #expect(try files.contentsOfDirectory(atPath: runs[0] + "/tmp") == ["digests-1"])
        #expect(try files.contentsOfDirectory(atPath: runs[1] + "/tmp").count == 3)
        withExtendedLifetime(alive) {}
    }

    @Test func runsOfTheSameSecondGetNamesOfTheirOwn() throws {
        let place = try TemporaryDirectory()
        let state = StateDirectory(path: place.path)
        _ = try create(state, date, salt: 1)
        // The first is a run's, the second somebody's elsewhere.
        var salts: [UInt64] = [1, 2, 3]
        let writer = try state.createNew(
            at: date, matrix: Sample.matrix, plan: Sample.plan, facts: { Sample.facts($0.text) },
            scratchRoot: { "\(state.path)/scratch-\($0)" }, isFree: { !$0.text.hasSuffix("0002") },
            salt: { salts.removeFirst() })
        #expect(writer.directory.name == "20261122-174501-0003")
        #expect(try writer.directory.load().facts.id == "20261122-174501-0003")
        var asked = 0
        let error = #expect(throws: RunStoreError.self) {
            try state.createNew(
                at: date, matrix: Sample.matrix, plan: Sample.plan, facts: { Sample.facts($0.text) },
                scratchRoot: { "\(state.path)/scratch-\($0)" },
                salt: {
                    asked += 1
                    return 1
                })
        }
        #expect(error?.kind == .runExists)
        #expect((2...100).contains(asked))
    }

    @Test func runsAreFoundByWhatAPersonTypes() throws {
        let place = try TemporaryDirectory()
        let state = StateDirectory(path: place.path + "/")
        #expect(try state.list().isEmpty)
        #expect(throws: RunStoreError.self) { try state.resolve("latest") }
        let early = try create(state, date, salt: 1).directory
        let late = try create(state, date.addingTimeInterval(86_400), salt: 1).directory
        try FileManager.default.createDirectory(
            atPath: state.runs + "/20991231-000000-0000", withIntermediateDirectories: false)

        #expect(try state.list().map(\.text) == [late.name, early.name])
        #expect(try state.latest()?.text == late.name)
        #expect(try state.resolve("latest") == late)
        #expect(try state.resolve(early.name) == early)
        #expect(try state.resolve("20261122") == early)
        #expect(try state.resolve(early.path) == early)
        #expect(try state.resolve(early.path + "/") == early)
        let ambiguous = #expect(throws: RunStoreError.self) { try state.resolve("202611") }
        #expect(ambiguous?.kind == .ambiguousRun)
        #expect(ambiguous?.remedy?.contains(early.name) == true)
        for text in ["2025", "", "nothing", "../..", "/nonexistent", "a\u{1B}b", "20991231"] {
            let error = #expect(throws: RunStoreError.self) { try state.resolve(text) }
            #expect(error?.kind == .noSuchRun)
            #expect(error?.blame == .user)
            #expect(error?.remedy != nil)
        }
    }

    @Test func runsThatNeverBeganAreRemoved() throws {
        let place = try TemporaryDirectory()
        let state = StateDirectory(path: place.path)
        // A process id above the kernel's limit belongs to nobody (PID_MAX_LIMIT, include/linux/threads.h).
        let dead = state.runs + "/.new-20261122-174501-0001-99999999"
        let alive = state.runs + "/.new-20261122-174501-0002-\(getpid())"
        for path in [dead, alive] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        _ = try create(state, date, salt: 1)
        #expect(!FileManager.default.fileExists(atPath: dead))
        #expect(FileManager.default.fileExists(atPath: alive))
        #expect(try state.list().count == 1)
    }
}
