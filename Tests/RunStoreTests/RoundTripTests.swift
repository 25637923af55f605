// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import MatrixPlan
import RunStore
import Testing
import Vocabulary

@Suite struct RoundTripTests {
    @Test func aRunIsReadBackAsItWasStored() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let cells = Sample.plan.cells
        let stored = [Sample.outcome(cells[2]), Sample.outcome(cells[0]), Sample.outcome(cells[2], attempt: 2)]
        for outcome in stored { try await writer.store(outcome) }

        let run = try RunDirectory.open(at: place.path + "/run/").load()
        #expect(run.matrix == Sample.matrix)
        #expect(run.plan == Sample.plan)
        #expect(run.facts == Sample.facts("run"))
        #expect(run.problems.isEmpty)
        #expect(run.cells.map(\.cell) == cells)
        #expect(run.cells.map { $0.attempts.map(\.number) } == [[1], [], [1, 2], [], [], []])
        #expect(run.cells[2].outcomes.count == 2)
        #expect(run.cells[2].outcomes[0].isSame(as: stored[0]))
        #expect(run.cells[0].outcomes[0].isSame(as: stored[1]))
        #expect(run.cells[2].outcomes[1].isSame(as: stored[2]))
    }

    @Test func aMaintainerFindsPlainFiles() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let cell = try #require(Sample.plan.cells.first)
        try await writer.store(Sample.outcome(cell))
        let attempt = writer.directory.attemptPath(cell.id, 1)
        #expect(try readText(attempt + "/evidence/stats") == "Mods ever loaded\t22\n")
        #expect(try readText(attempt + "/evidence/counters:failed_becoming") == "3\n")
        #expect(try readBytes(attempt + "/evidence/buildid:module:Irq-Bypass") == [0, 255, 10, 13])
        #expect(try readText(attempt + "/domain.xml") == "<domain/>\n")
        let script = attempt + "/reproduce.sh"
        #expect(FileManager.default.isExecutableFile(atPath: script))
        #expect(try readText(script).hasPrefix("#!/bin/sh\n"))
        #expect(try readText(script).hasSuffix("qemu-system-x86_64 -append 'a b'\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/run/tmp").isEmpty)
    }

    @Test func anEmptyRunIsARun() throws {
        let place = try TemporaryDirectory()
        _ = try place.writer()
        let run = try RunDirectory.open(at: place.path + "/run").load()
        #expect(run.cells.count == 6)
        #expect(run.cells.flatMap(\.attempts).isEmpty)
    }

    @Test func aScriptWithItsOwnInterpreterStaysAsItIs() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        var outcome = Sample.outcome(Sample.plan.cells[0])
        outcome.reproduce = "#!/bin/bash\ntrue\n"
        try await writer.store(outcome)
        #expect(try readText(writer.directory.attemptPath(outcome.cell.id, 1) + "/reproduce.sh") == outcome.reproduce)
        #expect(try writer.directory.load().cells[0].outcomes[0].reproduce == outcome.reproduce)
    }

    @Test func nothingIsEverReplaced() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let cell = Sample.plan.cells[1]
        try await writer.store(Sample.outcome(cell))
        let before = try readBytes(writer.directory.attemptPath(cell.id, 1) + "/manifest.txt")
        let error = await #expect(throws: RunStoreError.self) {
            try await writer.store(Sample.outcome(cell, items: EvidenceItems()))
        }
        #expect(error?.kind == .attemptExists)
        #expect(try readBytes(writer.directory.attemptPath(cell.id, 1) + "/manifest.txt") == before)
        #expect(writer.directory.attempts(of: cell.id) == [1])
        let again = #expect(throws: RunStoreError.self) { try place.writer() }
        #expect(again?.kind == .runExists)
        #expect(place.files().filter { $0.contains(".new") }.isEmpty)
    }

    @Test func cellsOutsideThePlanAreRefused() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let strange = Cell(
            Coordinates(kernel: KernelName(unchecked: "../../x"), vcpus: 1, workload: .coldplug), repetition: 1)
        var mislabelled = Sample.outcome(Sample.plan.cells[0])
        mislabelled.record.cell = "other"
        for outcome in [Sample.outcome(strange), mislabelled, Sample.outcome(Sample.plan.cells[0], attempt: 0)] {
            let error = await #expect(throws: RunStoreError.self) { try await writer.store(outcome) }
            #expect(error?.kind == .wrongCell)
        }
        await #expect(throws: RunStoreError.self) { try await writer.scratch(for: strange.id) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/run/cells").isEmpty)
    }

    @Test func scratchIsEmptyShortAndOneForEachCell() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        var paths: Set<String> = []
        for cell in Sample.plan.cells {
            let path = try await writer.scratch(for: cell.id)
            #expect(path.hasPrefix(place.path + "/s/") && path.count <= place.path.count + 8)
            paths.insert(path)
        }
        #expect(paths.count == Sample.plan.cells.count)
        let path = try await writer.scratch(for: Sample.plan.cells[0].id)
        try writeBytes([1], path + "/overlay.qcow2")
        #expect(try await writer.scratch(for: Sample.plan.cells[0].id) == path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
    }

    @Test func theConclusionIsReplacedWhole() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        #expect(try writer.directory.load().conclusion == nil)
        let lacks = Dictionary(
            uniqueKeysWithValues: Sample.kernels.map { ($0, Campaign.Unavailable(blame: .user, reason: "no \($0)")) })
        try await writer.conclude(RunConclusion(took: .seconds(1)))
        let last = RunConclusion(took: .nanoseconds(1_234_567_890_123), unavailable: lacks)
        try await writer.conclude(last)
        let run = try writer.directory.load()
        #expect(run.conclusion == last)
        #expect(run.problems.isEmpty)
    }

    @Test func theSavedResultIsReplacedWhole() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        #expect(try writer.directory.savedResult() == nil)
        try await writer.save(result: Array("{\"a\": 1}".utf8))
        try await writer.save(result: Array("{}".utf8))
        #expect(try writer.directory.savedResult() == Array("{}".utf8))
        #expect(try writer.directory.load().problems.isEmpty)
    }
}
