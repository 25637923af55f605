// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import MatrixPlan
import RunStore
import Testing
import Vocabulary

/// What is kept of a guest that did not end well lies in its attempt, and cannot harm it.
@Suite struct PostMortemFilesTests {
    private static func outcome(_ paths: [String], said: [UInt8]? = nil) -> BootOutcome {
        var outcome = Sample.outcome(Sample.plan.cells[0])
        outcome.record.postMortem = PostMortemRecord(
            disk: paths.map { PostMortemRecord.DiskFile(path: $0, size: .bytes(3), isCut: true) }, notes: ["n"])
        outcome.postMortem.disk = paths.indices.map { [UInt8($0)] }
        outcome.postMortem.interrogation = said
        return outcome
    }

    @Test func itIsReadBackAsItWasStored() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        var outcome = Self.outcome(["/var/log/journal/a/system.journal"], said: [1, 0xFF])
        let core = try await writer.room(for: outcome.cell.id)
        try writeBytes([1, 2, 3], core)
        outcome.postMortem.core = core
        outcome.record.postMortem?.core = .init(size: .bytes(3), stored: .bytes(3), release: "6.12")
        outcome.record.postMortem?.interrogation = .init(
            size: .bytes(2), answered: "lw", interrupted: false, panicked: false, isCut: false)
        try await writer.store(outcome)

        let attempt = writer.directory.attemptPath(outcome.cell.id, 1)
        #expect(try readBytes(attempt + "/core") == [1, 2, 3])
        #expect(try readBytes(attempt + "/interrogation.log") == [1, 0xFF])
        #expect(try readBytes(attempt + "/disk/var:log:journal:a:system.journal") == [0])
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/run/tmp").isEmpty)
        let run = try writer.directory.load()
        #expect(run.problems.isEmpty)
        let read = run.cells[0].outcomes[0]
        outcome.record.postMortem?.disk[0].file = "var:log:journal:a:system.journal"
        #expect(read.isSame(as: outcome))
        #expect(read.postMortem.disk == [[0]] && read.postMortem.interrogation == [1, 0xFF])
        #expect(read.postMortem.core == attempt + "/core")
    }

    /// A memory dump is large: who needs the space removes it, and the boot is judged all the same.
    @Test func aCoreMayBeDeleted() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        var outcome = Self.outcome([])
        outcome.postMortem.core = try await writer.room(for: outcome.cell.id)
        try writeBytes([1], try #require(outcome.postMortem.core))
        outcome.record.postMortem?.core = .init(size: .bytes(1), stored: .bytes(1))
        try await writer.store(outcome)
        try FileManager.default.removeItem(atPath: writer.directory.attemptPath(outcome.cell.id, 1) + "/core")
        let run = try writer.directory.load()
        #expect(run.problems.isEmpty && run.cells[0].outcomes[0].postMortem.core == nil)
    }

    @Test func namesOfAGuestStayInTheirDirectory() async throws {
        let names = HostileNameTests.names + ["/a", "//a", "/" + String(repeating: "y", count: 300)]
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let outcome = Self.outcome(names)
        let before = Set(place.files())
        try await writer.store(outcome)
        let attempt = "run/cells/\(outcome.cell.id)/attempt-1"
        let made = place.files().filter { !before.contains($0) }
        #expect(made.count { $0.hasPrefix(attempt + "/disk/") } == names.count)
        #expect(made.allSatisfy { attempt.hasPrefix($0) || $0.hasPrefix(attempt + "/") })
        let run = try writer.directory.load()
        #expect(run.problems.isEmpty)
        #expect(run.cells[0].outcomes[0].record.postMortem?.disk.map(\.path) == names)
        #expect(run.cells[0].outcomes[0].postMortem.disk == outcome.postMortem.disk)
    }

    /// A file of the disk that is not there any more is damage, as with any evidence.
    @Test func whatWasChangedIsSeen() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        let outcome = Self.outcome(["/var/log/syslog"], said: [1])
        try await writer.store(outcome)
        try writeBytes([9], writer.directory.attemptPath(outcome.cell.id, 1) + "/disk/var:log:syslog")
        #expect(try writer.directory.load().problems.count == 1)
    }
}
