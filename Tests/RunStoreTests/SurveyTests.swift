// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Campaign
import Foundation
import MatrixPlan
import RunStore
import Testing
import Vocabulary

/// A survey says what `load` says; it reads again only what changed.
@Suite struct SurveyTests {
    private struct Digest: Codable, Hashable, Sendable {
        var cell: String
        var attempt: Int
        /// Nil when the attempt cannot be read.
        var console: [UInt8]?
    }

    private static func survey(_ writer: RunWriter) throws -> Survey<Digest> {
        try writer.directory.survey { cell, attempt, matrix in
            #expect(matrix == Sample.matrix)
            return Digest(cell: cell.id.text, attempt: attempt.number, console: attempt.outcome?.console)
        }
    }

    /// Two cells, the second with two attempts, older than the clock's grain.
    private static func stored(in place: borrowing TemporaryDirectory) async throws -> RunWriter {
        let writer = try place.writer()
        try await writer.store(Sample.outcome(Sample.plan.cells[0]))
        try await writer.store(Sample.outcome(Sample.plan.cells[1]))
        try await writer.store(Sample.outcome(Sample.plan.cells[1], attempt: 2))
        try await Task.sleep(for: .milliseconds(120))
        return writer
    }

    @Test func givesEveryAttemptInOrder() async throws {
        let place = try TemporaryDirectory()
        let writer = try await Self.stored(in: place)
        let survey = try Self.survey(writer)
        let loaded = try writer.directory.load()
        let wanted = loaded.cells.flatMap { cell in
            cell.attempts.map { Digest(cell: cell.cell.id.text, attempt: $0.number, console: $0.outcome?.console) }
        }
        #expect(survey.digests == wanted && wanted.count == 3)
        #expect(survey.attemptsRead == 3)
        #expect(survey.problems.isEmpty)
    }

    @Test func readsNothingTwice() async throws {
        let place = try TemporaryDirectory()
        let writer = try await Self.stored(in: place)
        let first = try Self.survey(writer)
        let second = try Self.survey(writer)
        #expect(second.attemptsRead == 0)
        #expect(second.digests == first.digests)
        try await writer.store(Sample.outcome(Sample.plan.cells[2]))
        #expect(try Self.survey(writer).attemptsRead == 1)
    }

    @Test(arguments: CorruptionTests.Damage.allCases, ["console.log", "evidence/stats", "manifest.txt"])
    func seesDamageToWhatItKnew(damage: CorruptionTests.Damage, file: String) async throws {
        let place = try TemporaryDirectory()
        let writer = try await Self.stored(in: place)
        _ = try Self.survey(writer)
        let cell = Sample.plan.cells[0]
        try damage.apply(writer.directory.attemptPath(cell.id, 1) + "/" + file)
        let survey = try Self.survey(writer)
        #expect(survey.attemptsRead == 1)
        #expect(survey.digests.map { $0.console == nil } == [true, false, false])
        #expect(survey.problems.contains { $0.blame == .harness })
        // Damage is told each time, and never kept as known.
        #expect(try Self.survey(writer).problems.map(\.line) == survey.problems.map(\.line))
    }

    @Test func tellsOfWhatWasPutBesideEvidence() async throws {
        let place = try TemporaryDirectory()
        let writer = try await Self.stored(in: place)
        _ = try Self.survey(writer)
        try writeBytes([1], writer.directory.attemptPath(Sample.plan.cells[0].id, 1) + "/evidence/more")
        #expect(try Self.survey(writer).problems.count == 1)
        #expect(try Self.survey(writer).problems.count == 1)
    }

    @Test func doesWithoutWhatItKept() async throws {
        let place = try TemporaryDirectory()
        let writer = try await Self.stored(in: place)
        let first = try Self.survey(writer)
        let file = writer.directory.path + "/digests.cache"
        let bytes = try readBytes(file)
        for end in [0, 10, bytes.count / 2, bytes.count - 1] {
            try writeBytes(Array(bytes[..<end]), file)
            #expect(try Self.survey(writer).digests == first.digests)
        }
        var flipped = bytes
        flipped[bytes.count / 2] ^= 1
        try writeBytes(flipped, file)
        let survey = try Self.survey(writer)
        #expect(survey.digests == first.digests && survey.attemptsRead == 3)
    }
}
