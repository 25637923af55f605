// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@testable import Reports

@Suite struct MachineReportTests {
    @Test func jsonHoldsWhatTheDocumentSays() throws {
        let text = try JSONReport.text(of: troubled())
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(
            Set(object.keys) == [
                "schema", "status", "run", "figure", "kernels", "places", "criteria", "notes", "funnels",
                "against_baseline", "projections",
            ])
        #expect(object["schema"] as? Int == 1)
        #expect(object["status"] as? String == "FAIL")
        let run = try #require(object["run"] as? [String: Any])
        #expect(run["planned_cells"] as? Int == 27 && run["sealed_cells"] as? Int == 25)
        #expect(run["seconds"] as? Double == 184)
        let places = try #require(object["places"] as? [[String: Any]])
        #expect(places.count == 9)
        let place = try #require(places.first { $0["word"] as? String == "panic" })
        #expect(place["kernel"] as? String == "stats-dups" && place["vcpus"] as? Int == 4)
        let criteria = try #require(object["criteria"] as? [[String: Any]])
        let rows = try #require(criteria.last?["rows"] as? [[String: Any]])
        let comparison = try #require(rows.first?["comparison"] as? [String: Any])
        #expect(comparison["method"] as? String == "student" || comparison["method"] as? String == "permutation")
        #expect(comparison["blocks"] as? Int == 7 && comparison["planned_blocks"] as? Int == 9)
        #expect(try JSONReport.text(of: troubled()) == text)
    }

    /// No interval's end, figure or duration may be a number that JSON does not have.
    @Test func jsonOfOpenIntervalsIsJSON() throws {
        let result = judged { $0.values[.loadsFailed] = $0.cell.repetition == 1 ? 1e300 : 0 }
        let text = try JSONReport.text(of: result)
        _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
    }

    @Test func junitCountsAndMapsEveryStatus() throws {
        var result = judged()
        for (index, status) in Status.allCases.enumerated() {
            result.criteria[0].rows += [.init(kernel: plain, status: status, reason: "reason \(index)")]
        }
        result.criteria[0].rows.removeFirst(3)
        let text = JUnitReport.text(of: result)
        #expect(
            text.contains(
                "<testsuite name=\"boots clean\" tests=\"6\" failures=\"1\" errors=\"2\" skipped=\"2\">"))
        for line in [
            "<failure type=\"FAIL\" message=\"reason 1\"/>", "<skipped message=\"INCONCLUSIVE: reason 2\"/>",
            "<error type=\"ERROR\" message=\"ERROR: reason 3\"/>", "<error type=\"MISS\" message=\"MISS: reason 4\"/>",
            "<skipped message=\"SKIP: reason 5\"/>",
            "<testcase classname=\"cells of stats\" name=\"stats.1cpu.coldplug.r1\" time=\"3.500\"/>",
        ] {
            #expect(text.contains(line), "\(line)")
        }
    }

    @Test func junitOfHostileTextIsXML() throws {
        let evil = "]]>&<\"'\u{0}\u{1B}\u{FFFE}\u{FFFF}\u{B}\r\n\u{2028}ü長"
        let result = judged(title: evil) { reading in
            reading.findings = [.init(kind: .bug, title: evil, line: 1, lines: [evil, evil])]
        }
        let parser = XMLParser(data: Data(JUnitReport.text(of: result).utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(XMLParser(data: Data(JUnitReport.text(of: troubled()).utf8)).parse())
    }

    @Test func formatsAreChosenByTheirWords() throws {
        #expect(ReportFormat.allCases.map(\.rawValue) == ["table", "json", "junit"])
        let result = judged()
        #expect(try ReportFormat.table.text(of: result) == TableReport().text(of: result))
        #expect(try ReportFormat.json.text(of: result) == JSONReport.text(of: result))
        #expect(try ReportFormat.junit.text(of: result) == JUnitReport.text(of: result))
        for format in ReportFormat.allCases { #expect(try format.text(of: result).hasSuffix("\n")) }
    }
}
