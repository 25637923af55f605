// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import MatrixPlan
import RunStore
import Testing
import Vocabulary

/// What was damaged is reported as the harness's fault in its own cell; the other cells are read all the same.
@Suite struct CorruptionTests {
    enum Damage: CaseIterable, Sendable {
        case flipped, cut, lengthened, emptied, removed, link, directory, pipe

        func apply(_ path: String) throws {
            let bytes = try readBytes(path)
            switch self {
            case .flipped:
                var copy = bytes
                if copy.isEmpty { copy = [0] } else { copy[copy.count / 2] ^= 0x20 }
                try writeBytes(copy, path)
            case .cut: try writeBytes(bytes.isEmpty ? [1] : Array(bytes.dropLast()), path)
            case .lengthened: try writeBytes(bytes + [0x0A], path)
            case .emptied: try writeBytes(bytes.isEmpty ? [1] : [], path)
            case .removed: try FileManager.default.removeItem(atPath: path)
            case .link:
                try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path + ".moved")
            case .directory:
                try FileManager.default.removeItem(atPath: path)
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            case .pipe:
                try FileManager.default.removeItem(atPath: path)
                #expect(mkfifo(path, 0o600) == 0)
            }
        }
    }

    static let files = [
        "boot.json", "items.json", "console.log", "domain.xml", "reproduce.sh", "manifest.txt", "evidence/stats",
        "evidence/uevents-lost", "evidence/buildid:module:Irq-Bypass",
    ]

    @Test(arguments: Damage.allCases, files)
    func isSeenInEveryFile(damage: Damage, file: String) async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let (bad, good) = (Sample.plan.cells[0], Sample.plan.cells[1])
        try await writer.store(Sample.outcome(bad))
        try await writer.store(Sample.outcome(good))
        try damage.apply(writer.directory.attemptPath(bad.id, 1) + "/" + file)

        let run = try writer.directory.load()
        let attempt = try #require(run.cells[0].attempts.first)
        let error = #expect(throws: RunStoreError.self) { try attempt.content.get() }
        #expect(error?.kind == .unreadable)
        #expect(error?.blame == .harness)
        #expect(error?.location?.hasPrefix(writer.directory.attemptPath(bad.id, 1)) == true)
        #expect(run.problems.count == 1)
        #expect(run.cells[0].outcomes.isEmpty)
        #expect(run.cells[1].outcomes.count == 1)
    }

    @Test func attemptsCannotBeExchanged() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let cells = Sample.plan.cells
        try await writer.store(Sample.outcome(cells[0]))
        try await writer.store(Sample.outcome(cells[0], attempt: 2))
        let first = writer.directory.attemptPath(cells[0].id, 1)
        let second = writer.directory.attemptPath(cells[0].id, 2)
        try FileManager.default.removeItem(atPath: first)
        try FileManager.default.moveItem(atPath: second, toPath: first)
        let run = try writer.directory.load()
        #expect(run.cells[0].attempts.count == 1)
        #expect(run.cells[0].outcomes.isEmpty)
    }

    @Test(arguments: ["run.json", "manifest.txt"], [Damage.flipped, .cut, .emptied, .link])
    func aDamagedRunIsNotLoaded(file: String, damage: Damage) throws {
        let place = try TemporaryDirectory()
        let directory = try place.writer().directory
        try damage.apply("\(directory.path)/\(file)")
        let error = #expect(throws: RunStoreError.self) { try directory.load() }
        #expect(error?.kind == .unreadable)
        #expect(throws: RunStoreError.self) { try RunWriter.resume(directory, scratchRoot: place.path) }
    }

    @Test(arguments: [Damage.flipped, .cut, .emptied, .directory])
    func aDamagedConclusionIsReportedAndTheCellsAreRead(damage: Damage) async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        try await writer.store(Sample.outcome(Sample.plan.cells[0]))
        try await writer.conclude(RunConclusion(took: .seconds(7)))
        let file = writer.directory.path + "/conclusion.json"
        if damage == .flipped {
            try writeBytes(Array(try readText(file).replacing("7000000000", with: "8000000000").utf8), file)
        } else {
            try damage.apply(file)
        }
        let run = try writer.directory.load()
        // A lost newline at the end changes nothing that the file says.
        #expect((run.conclusion == nil) == (damage != .cut))
        #expect(run.problems.count == (damage == .cut ? 0 : 1))
        #expect(run.cells[0].outcomes.count == 1)
    }

    @Test func strangersAreNamedAndLeftAlone() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let cell = Sample.plan.cells[0]
        try await writer.store(Sample.outcome(cell))
        let attempt = writer.directory.attemptPath(cell.id, 1)
        let strangers = [
            attempt + "/notes.txt", attempt + "/evidence/stats~", attempt + "/../attempt-02",
            attempt + "/../attempt-1.bak",
            writer.directory.path + "/cells/other\u{1B}",
        ]
        for path in strangers { try writeBytes([1], path) }
        let run = try writer.directory.load()
        #expect(run.cells[0].outcomes.count == 1)
        #expect(run.problems.count == strangers.count)
        #expect(run.problems.allSatisfy { $0.blame == .user && !$0.description.unicodeScalars.contains("\u{1B}") })
        #expect(strangers.allSatisfy { FileManager.default.fileExists(atPath: $0) })
    }

    @Test func anEmptyAttemptIsDamage() throws {
        let place = try TemporaryDirectory()
        let directory = try place.writer().directory
        let attempt = directory.attemptPath(Sample.plan.cells[3].id, 1)
        try FileManager.default.createDirectory(atPath: attempt, withIntermediateDirectories: true)
        let run = try directory.load()
        #expect(run.cells[3].attempts.count == 1)
        #expect(run.cells[3].outcomes.isEmpty)
        #expect(run.problems.count == 1)
    }

    @Test func aLaterVersionIsCalledThat() throws {
        let place = try TemporaryDirectory()
        let directory = try place.writer().directory
        let text = Array(
            try readText(directory.path + "/run.json").replacing("\"version\" : 1", with: "\"version\" : 2").utf8)
        try writeBytes(text, directory.path + "/run.json")
        let head = "bootmatrix manifest 1\n\(hexadecimal(CRC32.of(text))) \(text.count) run.json\n"
        try writeBytes(
            Array("\(head)end \(hexadecimal(CRC32.of(Array(head.utf8))))\n".utf8), directory.path + "/manifest.txt")
        let error = #expect(throws: RunStoreError.self) { try directory.load() }
        #expect(error?.kind == .unknownVersion)
    }

    private func hexadecimal(_ value: UInt32) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 8 - text.count) + text
    }
}
