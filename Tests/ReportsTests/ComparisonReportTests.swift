// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import MatrixPlan
import Testing
import Verdicts
import Vocabulary

@testable import Reports

@Suite struct ComparisonReportTests {
    /// `stats-dups` against `stats` of the table's own fixture, with a module name that a guest made up.
    private func comparison(_ base: KernelName = plain, _ other: KernelName = patched) -> PatchComparison {
        let matrix = Matrix(
            title: "t", image: ImageName(unchecked: "debian-udev"), baseline: plain,
            axes: Axes(kernels: [before, plain, patched], vcpus: [1, 4, 8], workloads: [.coldplug]), criteria: [])
        let plan = Plan(matrix, seed: 7, hostCPUs: 2)
        let readings = plan.cells.map { cell in
            let added = Double(cell.coordinates.vcpus - 1)
            let failed = cell.coordinates.kernel == before ? 10 * added : 0
            return CellReading(
                cell: cell, exit: .sealed, stage: .sealed,
                machine: .init(
                    accelerator: .tcg, reason: "", connection: "", libvirt: "9", qemu: "7.2.0",
                    machineType: "pc-q35-7.2", cpuModel: "max", hostCPUs: 2),
                findings: [], values: [.loadsFailed: failed, .bytesWasted: failed * 65_536, .timeToSettled: 3.5],
                modules: cell.coordinates.kernel == plain ? ["kvm", "a|b*\u{1B}[31m"] : ["kvm"], problems: [])
        }
        func side(_ kernel: KernelName) -> ComparisonSide {
            ComparisonSide(kernel: kernel, run: "r1", matrix: matrix, plan: plan, readings: readings)
        }
        return PatchComparison(base: side(base), patched: side(other))
    }

    @Test(arguments: [40, 80, 200]) func noLineIsWiderThanTheTerminal(_ width: Int) throws {
        let text = try ComparisonFormat.table.text(of: comparison(), style: TableStyle(width: width))
        #expect(text.split(separator: "\n").allSatisfy { TextColumns.width(String($0)) <= width })
        #expect(!text.unicodeScalars.contains("\u{1B}"))
        #expect(text.hasSuffix(".\n"))
    }

    @Test func conclusionComesLastInTheTableAndFirstElsewhere() throws {
        let comparison = comparison(patched, before)
        #expect(comparison.status == .fail)
        let table = try ComparisonFormat.table.text(of: comparison, style: TableStyle(width: 2_000))
        #expect(table.split(separator: "\n").last == "FAIL \(comparison.conclusion)")
        let markdown = try ComparisonFormat.markdown.text(of: comparison)
        #expect(markdown.split(separator: "\n")[1].hasPrefix("**FAIL** no-dup-checks is a regression"))
        let json = try ComparisonFormat.json.text(of: comparison)
        #expect(json.hasPrefix("{\n  \"conclusion\" : \"no-dup-checks is a regression"))
    }

    @Test func markdownKeepsWhatAGuestSaysText() throws {
        let markdown = try ComparisonFormat.markdown.text(of: comparison())
        #expect(!markdown.contains("a|b*"))
        #expect(markdown.contains("a\\|b\\*"))
        #expect(!markdown.unicodeScalars.contains("\u{1B}"))
    }

    @Test func jsonHasEveryPart() throws {
        let text = try ComparisonFormat.json.text(of: comparison(patched, before))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["schema"] as? Int == 1)
        #expect(object["status"] as? String == "FAIL")
        #expect(object["interleaved"] as? Bool == true)
        let part = try #require((object["workloads"] as? [[String: Any]])?.first)
        #expect(part["base_boots"] as? Int == 9)
        let endpoints = try #require(part["endpoints"] as? [[String: Any]])
        #expect(endpoints.map { $0["kind"] as? String } == ["failures", "bytes", "growth"])
        #expect(endpoints[0]["patched"] as? Double == 300)
        #expect(endpoints[0]["detectable_addition"] as? Double ?? 0 > 2)
        #expect((object["level"] as? [String: Double])?["fail"] == 0.01)
        let table = try ComparisonFormat.table.text(of: comparison(patched, before), style: TableStyle(width: 2_000))
        #expect(table.contains("wrong at most so often: FAIL 1 % over all endpoints together, PASS 2.5 % of each"))
        #expect(table.contains(" more a boot would FAIL in 95 of 100 comparisons"))
    }

    /// Equal comparisons give equal bytes.
    @Test func formatsAreDeterministic() throws {
        for format in ComparisonFormat.allCases {
            #expect(try format.text(of: comparison()) == format.text(of: comparison()))
        }
    }
}

@Suite struct ProjectionReportTests {
    private func projection(_ limit: WorkerLimit) -> Projection {
        let footprint = LoadFootprint(
            largestModule: .init(module: "kvm", size: ByteCount(872_448)),
            largestImage: .init(module: "kvm", size: .mebibytes(2)), area: .randomized, available: .gibibytes(4),
            limit: limit)
        let result = judged { $0.footprint = footprint }
        return result.projections[0]
    }

    @Test func boundThatIsNotReachedSaysWhy() {
        let text = ProjectionText(projection: projection(.given(64)))
        #expect(
            text.sentences.first
                == "Room for 1211 loads of kvm (852 KiB) at once in the module area of 1008 MiB; not reached: udev asks with at"
                + " most 64 at once (udev.children_max=64).")
        #expect(text.room(.moduleArea) == "1211 x kvm, not reached")
        #expect(ProjectionText(projection: projection(.given(2000))).room(.moduleArea) == "1211 x kvm, at 1211 vCPUs")
    }

    /// Peaks that grow by as many MiB for each CPU, and by a fifth more or less from boot to boot.
    private func sentence(growingBy mebibytes: Double) throws -> String {
        let footprint = LoadFootprint(
            largestModule: .init(module: "kvm", size: ByteCount(872_448)), largestImage: nil, area: .randomized,
            available: .gibibytes(4), limit: .given(64))
        let result = judged { reading in
            let share = 0.8 + 0.2 * Double(reading.cell.repetition - 1)
            reading.footprint = footprint
            reading.values[.memoryHighestModules] =
                mebibytes * 1_048_576 * share * Double(reading.cell.coordinates.vcpus - 1)
        }
        let sentences = ProjectionText(projection: result.projections[0]).sentences
        return try #require(sentences.first { $0.hasPrefix("memory.highest-modules") })
    }

    @Test func usedUpIsSaidAsFarAsTheIntervalSaysIt() throws {
        let straddled = try sentence(growingBy: 32.5)
        #expect(straddled.contains("; all of 1008 MiB may be used up from "))
        #expect(straddled.hasSuffix(" vCPUs on, and may not be with 32, the most that this speaks of."))
        #expect(try sentence(growingBy: 60).firstMatch(of: /all of 1008 MiB used up with \d+ to \d+ vCPUs\.$/) != nil)
        #expect(try sentence(growingBy: 10).contains("not extrapolated: it is not used up with 32 vCPUs"))
    }

    @Test func everyReportHasTheProjection() throws {
        let result = judged { reading in
            reading.footprint = LoadFootprint(
                largestModule: .init(module: "kvm", size: ByteCount(872_448)), largestImage: nil, area: nil,
                available: nil, limit: nil)
        }
        #expect(try ReportFormat.table.text(of: result).contains("1211 or 1826 x kvm"))
        let text = TableReport(style: TableStyle(width: 60)).projectionText(of: result)
        #expect(text.contains("both sizes of x86-64 are shown"))
        #expect(text.split(separator: "\n").allSatisfy { TextColumns.width(String($0)) <= 60 })
        #expect(try JSONReport.projections(of: result).contains("\"room\" : 1211"))
    }

    @Test func nothingToProjectSaysWhatToDo() {
        var result = judged()
        result.projections = []
        #expect(
            TableReport(style: TableStyle(width: 200)).projectionText(of: result).contains(
                "bootmatrix run --filter workload=coldplug"))
    }
}
