// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import MatrixPlan
import Reports
import Testing
import Verdicts
import Vocabulary

/// What a run could prove, where it ended, and what the host did meanwhile.
@Suite struct DesignReportTests {
    /// Decided at the first of three looks; one boot was noisy.
    private static func result() -> MatrixResult {
        var result = judged { reading in
            let isNoisy = reading.cell.id.text == "stats.1cpu.coldplug.r2"
            reading.host = HostNoise(loadAfter: 2.5, pressure: isNoisy ? 0.421 : 0.01, steal: 0)
        }
        var matrix = Matrix(
            title: "t", image: ImageName(unchecked: "i"), baseline: plain,
            axes: Axes(kernels: [before, plain, patched], vcpus: [1, 4, 8], workloads: [.coldplug]), criteria: [])
        matrix.repetition = .automatic
        let plan = Plan(matrix, seed: 7, hostCPUs: 2)
        let concluded = Judge.conclude(matrix: matrix, plan: plan, readings: [])
        result.schedule = concluded.schedule
        result.looked = concluded.looked
        return result
    }

    @Test func theTableSaysItInItsHead() {
        let text = TableReport(style: TableStyle(width: 110)).text(of: Self.result())
        #expect(text.contains("design: at most 3 looks, at 3, 6 and 12 blocks of each place\n"))
        #expect(text.contains("looks: look 1 of 3 is not finished"))
        #expect(text.contains("1 of 27 boots shared their CPUs with others"))
    }

    @Test func programsHaveEveryFigure() throws {
        let text = try JSONReport.text(of: Self.result())
        let report = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let design = try #require(report["design"] as? [String: Any])
        #expect((design["alpha"] as? [String: Double]) == ["fail": 0.01, "pass": 0.025])
        #expect((design["looks"] as? [[String: Any]])?.compactMap { $0["blocks"] as? Int } == [3, 6, 12])
        let outcome = try #require(design["outcome"] as? [String: Any])
        #expect(outcome["standing"] as? String == "unfinished" && outcome["boots"] as? Int == 27)
        let places = try #require(report["places"] as? [[String: Any]])
        let cells = places.flatMap { $0["cells"] as? [[String: Any]] ?? [] }
        let noisy = cells.compactMap { $0["host"] as? [String: Any] }.filter { $0["noise"] != nil }
        #expect(noisy.count == 1 && noisy.first?["pressure"] as? Double == 0.421)
    }

    /// Growth against nothing has no chance of twice, and bytes have no figure at all.
    @Test func whatHasNoFigureIsNamedAndNotZero() throws {
        let when = CellFilter(kernels: [patched])
        let matrix = Matrix(
            title: "t", image: ImageName(unchecked: "i"), baseline: plain,
            axes: Axes(kernels: [before, plain, patched], vcpus: [1, 4, 8], workloads: [.coldplug]), repeats: 3,
            include: [Inclusion(Coordinates(kernel: plain, vcpus: 16, workload: .coldplug), repeats: 9)],
            criteria: [
                Criterion(name: "growth", when: when, kind: .scaling(.loadsFailed, atMost: .absolute(0), floor: nil)),
                Criterion(
                    name: "bytes", when: when,
                    kind: .ratio(.bytesWasted, to: before, atMost: Fraction(0.1), floor: nil)),
            ])
        let plan = Plan(matrix, seed: 7, hostCPUs: 2)
        var result = judged()
        result.schedule = LookSchedule(plan)
        result.design = RunDesign(planned: matrix, plan)
        let json = try JSONReport.text(of: result)
        let report = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let design = try #require(report["design"] as? [String: Any])
        #expect(design["other_blocks"] as? [Int] == [9] && design["more_endpoints"] == nil)
        let uncounted = design["uncounted_endpoints"] as? [[String: String]]
        #expect(uncounted == [["criterion": "bytes", "kernel": "stats-dups", "workload": "coldplug"]])
        let endpoints = try #require(design["endpoints"] as? [[String: Any]])
        #expect(endpoints.count == 1 && endpoints[0]["detectable_ratio"] != nil)
        #expect(endpoints[0]["power_at_twice"] == nil)
        let table = TableReport(style: TableStyle(width: 200)).text(of: result)
        let junit = JUnitReport.text(of: result)
        for line in [
            "one look, at 3 blocks of each place (some have 9)",
            "decided too, but what FAILs is foreseen for counts only: 'bytes' (stats-dups)",
            "seen with 95 %: a fault in 15.3 % of boots (stats), 28.3 % (no-dup-checks, stats-dups)",
        ] {
            #expect(table.contains("design: \(line)\n"), "\(line)")
            #expect(junit.contains(line.replacingOccurrences(of: "'", with: "&apos;")), "\(line)")
        }
    }

    @Test func jUnitHasThemAsProperties() {
        let text = JUnitReport.text(of: Self.result())
        #expect(text.contains("      <property name=\"accelerator\" value=\"TCG\"/>\n"))
        #expect(text.contains("<property name=\"design\" value=\"at most 3 looks"))
        #expect(text.components(separatedBy: "<properties>").count == 2)
    }

    @Test func oneBootSaysWhatTheHostDid() throws {
        let cells = Self.result().coordinates.flatMap(\.cells)
        let noisy = try #require(cells.first { $0.noise != nil })
        #expect(
            CellReport(style: TableStyle(width: 110)).text(of: noisy).contains(
                "Host meanwhile (noisy): some task waited for a CPU 42.1 %, stolen from the host 0 %, load 2.5\n"))
    }
}
