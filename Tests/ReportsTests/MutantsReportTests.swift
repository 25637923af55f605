// SPDX-License-Identifier: Apache-2.0

import Foundation
import MatrixPlan
import Reports
import Testing
import Verdicts

@Suite struct MutantsReportTests {
    private static let kernels = [before, plain, patched]

    /// - Parameter kernels: of the matrix; those that the run does not have were filtered out.
    private func report(_ expected: [KernelName: [String]], kernels: [KernelName] = kernels) -> MutantsReport {
        let result = judged(vcpus: [4]) { reading in
            if reading.cell.coordinates.kernel == patched { reading.modules = ["aesni_intel"] }
        }
        let matrix = Matrix(
            title: "mutants", image: ImageName(unchecked: "debian-udev"), baseline: plain,
            axes: Axes(kernels: kernels, vcpus: [4], workloads: [.coldplug]), criteria: [])
        return MutantsReport(
            MutantsResult(result, of: matrix, expected: expected), titles: ["stats-dups": "a\u{1B}[31m title"])
    }

    private func lines(_ expected: [KernelName: [String]], kernels: [KernelName] = kernels) -> [String] {
        report(expected, kernels: kernels).text(style: TableStyle(width: 300)).split(separator: "\n").map(String.init)
    }

    @Test func itSaysWhatCaughtAndHowMany() throws {
        let lines = lines([patched: ["no module lost"], before: []])
        #expect(lines.count == 3)
        let caught = try #require(lines.first { $0.hasPrefix("caught         stats-dups") })
        #expect(caught.contains("by 'no module lost' FAIL in stats-dups.4cpu.coldplug.r1: "))
        #expect(!caught.contains("\u{1B}"))
        #expect(lines.first?.hasPrefix("passed         no-dup-checks") == true)
        #expect(lines.last == "caught 1 of 1, and 1 of 1 that do not matter passed")
    }

    @Test func whatCaughtInsteadIsSaid() throws {
        let lines = lines([patched: ["callers"]])
        #expect(lines.first?.hasPrefix("wrongly caught stats-dups") == true)
        #expect(lines.first?.contains("by 'no module lost' FAIL") == true)
        #expect(lines.first?.hasSuffix("; not by 'callers'") == true)
        #expect(lines.last == "caught 0 of 1")
    }

    @Test func besideASoundKernelThatFailsNothingIsBelieved() {
        #expect(lines([before: []]).last?.contains("not to be believed, because stats-dups did not pass") == true)
    }

    @Test func whatWasNotBootedIsNoPartOfHowManyWereCaught() throws {
        let left = [KernelName(unchecked: "left-out"), KernelName(unchecked: "harmless")]
        let expected = [patched: ["no module lost"], left[0]: ["callers"], left[1]: []]
        let lines = lines(expected, kernels: Self.kernels + left)
        #expect(lines.contains("undecided      left-out    a filter left it out"))
        #expect(lines.last == "caught 1 of 1; 2 not booted")
        let text = try report(expected, kernels: Self.kernels + left).json()
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["status"] as? String == "INCONCLUSIVE" && object["not_booted"] as? Int == 2)
        #expect(object["sound"] as? [String] == ["no-dup-checks", "stats"])
    }

    @Test func withoutASoundKernelNothingIsBelieved() {
        let lines = lines([before: [], plain: [], patched: ["no module lost"]])
        #expect(
            lines.last == "caught 1 of 1, and 2 of 2 that do not matter passed; not to be believed, because no sound"
                + " kernel was booted")
    }

    @Test func jsonHasEveryField() throws {
        let text = try report([patched: ["no module lost"]]).json()
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["status"] as? String == "PASS")
        #expect(object["caught"] as? Int == 1 && object["broken"] as? Int == 1 && object["harmless"] as? Int == 0)
        let mutant = try #require((object["mutants"] as? [[String: Any]])?.first)
        #expect(mutant["kernel"] as? String == "stats-dups" && mutant["outcome"] as? String == "caught")
        #expect((mutant["objections"] as? [[String: Any]])?.first?["name"] as? String == "no module lost")
    }
}
