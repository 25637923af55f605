// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import MatrixFiles
import MatrixPlan
import RunStore
import Vocabulary

/// `bootmatrix report` of ten thousand stored cells, from the start of the process to its exit.
///
/// The cells are copies of real boots under other names, written by the store as a run writes them. They lie in memory
/// (tmpfs) where there is room, because writing half a million files to a disk and waiting for each takes an hour.
struct ReportGroup: Group {
    private static let vcpus = [1, 2, 4, 8]
    private static let kernels = ["no-dup-checks", "stats", "stats-dups"]
    private static let repeats = 834
    private static let runs = 5

    func measure(_ bench: Bench) async throws -> GroupResult {
        let place = try Self.place(bench)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let writer = try await store(in: place, bench)
        let cells = Self.vcpus.count * Self.kernels.count * Self.repeats
        let report = MeasuredProcess(
            bench: bench, arguments: ["report", writer.directory.path], environment: try bench.environment("report"))
        let first = try await report.run(sampling: true)
        var times: [Double] = []
        var peaks: [Double] = []
        for _ in 0..<Self.runs {
            let ending = try await report.run(sampling: true)
            times.append(ending.took.inSeconds)
            peaks += ending.samples.suffix(1).map(\.peakMiB)
        }
        return GroupResult(figures: [
            Figure("report of \(cells) cells, start to exit", .seconds, times, atMost: 2),
            Figure("its peak resident memory", .mebibytes, peaks),
            Figure("the first report, which reads and verifies every file", .seconds, [first.took.inSeconds]),
        ])
    }

    /// Three gigabytes are needed.
    private static func place(_ bench: Bench) throws -> String {
        let memory = "/dev/shm"
        let hasRoom = (HostFacts.freeSpace(at: memory) ?? ByteCount(0)) > .gibibytes(4)
        let place = hasRoom ? "\(memory)/\(bench.name)" : bench.scratch + "/report"
        try Directories.make(place, mode: 0o700)
        return place
    }

    private func store(in place: String, _ bench: Bench) async throws -> RunWriter {
        let laboratory = try await bench.laboratory()
        var boots: [Int: BootOutcome] = [:]
        for vcpus in Self.vcpus { boots[vcpus] = try await laboratory.boot(vcpus: vcpus).checked().outcomes.first }
        var matrix = try ProjectFiles(root: bench.root).matrix()
        matrix.axes = Axes(
            kernels: Self.kernels.map(KernelName.init(unchecked:)), vcpus: Self.vcpus, workloads: [.coldplug])
        matrix.include = []
        matrix.exclude = []
        matrix.repeats = Self.repeats
        let plan = Plan(matrix, seed: 1, hostCPUs: HostFacts.cpus)
        let writer = try RunWriter.create(
            at: place + "/run", matrix: matrix, plan: plan,
            facts: RunFacts(
                id: "bench", started: Date().formatted(.iso8601), tool: "bench", hostCPUs: HostFacts.cpus,
                hostMemory: HostFacts.memory),
            scratchRoot: bench.scratch + "/s")
        for cell in plan.cells {
            guard var outcome = boots[cell.coordinates.vcpus] else { throw BenchError("a boot is missing") }
            outcome.cell = cell
            outcome.record.cell = cell.id.text
            try await writer.store(outcome)
        }
        try await writer.conclude(RunConclusion(took: .seconds(1)))
        return writer
    }
}
