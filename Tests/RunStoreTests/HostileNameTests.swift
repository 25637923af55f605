// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BootMatrixTestSupport
import Campaign
import Foundation
import MatrixPlan
import RunStore
import Testing

@Suite struct HostileNameTests {
    static let names = Array(Set(own + HostileStrings.texts)).sorted()

    private static let own = [
        "", ".", "..", "/", "../../../etc/passwd", "/etc/passwd", "a/b", "a:b", "a%3Ab", "%", "%~1", "-rf", "a b",
        "a\nb", "a\0b", "\u{1B}[31m", "é", "...", ".hidden", "evidence", "manifest.txt", "boot.json", "A", "a",
        String(repeating: "x", count: 400), String(repeating: "x", count: 401), String(repeating: "/", count: 300),
        "counters/../../boot.json", "con\\aux",
    ]

    @Test func everyItemStaysInItsDirectoryAndComesBack() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        var items = EvidenceItems()
        for (index, name) in Self.names.enumerated() { items.items[name] = .init(bytes: [UInt8(index)]) }
        let outcome = Sample.outcome(Sample.plan.cells[0], items: items)
        let before = Set(place.files())
        try await writer.store(outcome)

        let cell = "run/cells/\(outcome.cell.id)"
        let attempt = cell + "/attempt-1"
        let made = place.files().filter { !before.contains($0) }
        let evidence = made.filter { $0.hasPrefix(attempt + "/evidence/") }
        #expect(evidence.count == Self.names.count)
        #expect(made.count == evidence.count + 9)
        #expect(made.allSatisfy { $0 == cell || $0.hasPrefix(cell + "/") })
        let fileNames = evidence.map { $0.dropFirst(attempt.count + 10) }
        #expect(fileNames.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") && $0.utf8.count <= 255 })
        #expect(fileNames.allSatisfy { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } })

        let run = try writer.directory.load()
        #expect(run.problems.isEmpty)
        #expect(run.cells[0].outcomes[0].isSame(as: outcome))
    }

    @Test func aCellOfATamperedPlanCannotLeadOut() async throws {
        let place = try TemporaryDirectory()
        let writer = try place.writer()
        #expect(writer.directory.attempts(of: CellID(text: "../..")) == [])
    }
}
