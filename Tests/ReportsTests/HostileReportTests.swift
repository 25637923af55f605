// SPDX-License-Identifier: Apache-2.0

import BootMatrixTestSupport
import Foundation
import FoundationXML
import KernelLog
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@testable import BootEvidence
@testable import Reports

/// Whatever a guest says of itself, every output is text that can be shown, and JSON and XML stay what they are.
struct HostileReportTests {
    /// Everywhere where a result can hold words that a guest, a tool or another program chose.
    private static func result(_ text: String) -> MatrixResult {
        var result = judged { reading in
            reading.software["udev"] = text
            reading.findings = [
                Finding(kind: .warning, title: text, function: text, taint: text, line: 1, lines: [text, text])
            ]
            guard reading.cell.coordinates.vcpus == 4 else { return }
            reading.problems = [.init(check: .vacuity, blame: .harness, text: text)]
            reading.exit = .guestProgramBroke(text)
            reading.modules = [text]
            reading.machine.reason = text
        }
        result.notes.append(text)
        result.run.title = text
        result.run.versions[text] = text
        result.kernels[0].unavailable = text
        for place in result.coordinates.indices {
            for cell in result.coordinates[place].cells.indices {
                result.coordinates[place].cells[cell].funnel = funnel(text)
                result.coordinates[place].cells[cell].peaks = peaks(text)
            }
        }
        return result
    }

    private static func funnel(_ text: String) -> Funnel {
        var trace = "  modprobe-71      [000] .....     2.000001: module_request: \(text) wait=1 call_site=\(text)\n"
        trace += "  modprobe-71      [000] .....     2.000001: sys_finit_module(fd: 6, uargs: 7f0, flags: 0)\n"
        trace += "  modprobe-71      [000] .....     2.000002: module_load: \(text)\n"
        var funnel = Funnel(
            LoaderActivity(ModuleTrace(Array(trace.utf8))), uevents: nil, log: nil, bound: text)
        funnel.loads.append(.init(module: text, caller: .command(text), outcomes: .init()))
        funnel.requests.append(.init(name: text, caller: text))
        return funnel
    }

    private static func peaks(_ text: String) -> Peaks {
        var peaks = Peaks(MemorySamples(Array("1000 init 4000000 3900000 3950000 100 90\n".utf8)), nil)
        peaks.lowestAvailable?.loads = [.init(module: text, count: 3)]
        return peaks
    }

    @Test(arguments: HostileStrings.bytes.indices)
    func everyReportCanBeShown(index: Int) throws {
        let bytes = HostileStrings.bytes[index]
        let text = String(decoding: bytes, as: UTF8.self)
        let result = Self.result(text)
        for style in [TableStyle(width: 40), TableStyle(width: 100, unicode: false)] {
            let table = TableReport(style: style).text(of: result)
            #expect(HostileStrings.firstUnsafe(table, lines: true) == nil)
            let lines = table.split(separator: "\n")
            #expect(lines.allSatisfy { TextColumns.width(String($0)) <= style.width })
            if !style.unicode { #expect(table.utf8.allSatisfy { $0 < 0x80 }) }
            // Bounded, however long the guest's words are: a screen full of each and no more.
            #expect(table.utf8.count < 400_000)
            for cell in result.coordinates.flatMap(\.cells).prefix(4) {
                let report = CellReport(style: style).text(of: cell)
                #expect(HostileStrings.firstUnsafe(report, lines: true) == nil)
            }
        }
        let json = try JSONReport.text(of: result)
        #expect(HostileStrings.firstUnsafe(json, lines: true) == nil)
        let document = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        #expect(document?["status"] as? String == result.status.rawValue)
        let junit = JUnitReport.text(of: result)
        #expect(HostileStrings.firstUnsafe(junit, lines: true) == nil)
        let parser = XMLParser(data: Data(junit.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
    }

    @Test(arguments: HostileStrings.bytes.indices)
    func whatIsInspectedCanBeShown(index: Int) throws {
        let bytes = HostileStrings.bytes[index]
        let line = Array("[    1.000000] Kernel panic - not syncing: ".utf8) + bytes + [0x0A]
        var console = ConsoleReading()
        _ = console.take((line + bytes)[...])
        let inspection = console.finish()
        #expect(inspection.findings.count >= 1)
        #expect(HostileStrings.firstUnsafe(inspection.text(), lines: true) == nil)
        #expect(
            HostileStrings.firstUnsafe(try inspection.json(file: String(decoding: bytes, as: UTF8.self)), lines: true)
                == nil)
        let statistics = StatisticsInspection(Array(bytes))
        #expect(HostileStrings.firstUnsafe(statistics.text(), lines: true) == nil)
        #expect(statistics.status != .pass)
        var build = BuildReading()
        _ = build.take(
            (Array("  CC      a.o\na.c:1:2: error: ".utf8) + bytes + Array("\nmake: *** [Makefile:1: ".utf8) + bytes)[
                ...])
        let diagnosis = build.finish()
        #expect(HostileStrings.firstUnsafe(diagnosis.text(), lines: true) == nil)
        #expect(HostileStrings.firstUnsafe(try diagnosis.json(file: "f"), lines: true) == nil)
    }
}
