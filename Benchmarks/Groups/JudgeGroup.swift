// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import MatrixFiles
import MatrixPlan
import Verdicts
import Vocabulary

/// Ten thousand cells judged by the criteria of the default matrix: statistics over thousands of blocks, without a guest.
struct JudgeGroup: Group {
    private static let vcpus = [1, 2, 4, 8]
    private static let kernels = ["no-dup-checks", "stats", "stats-dups"].map(KernelName.init(unchecked:))
    private static let repeats = 834
    private static let runs = 5
    private static let modules = (1...21).map { "module\($0)" }

    func measure(_ bench: Bench) async throws -> GroupResult {
        var matrix = try ProjectFiles(root: bench.root).matrix()
        matrix.axes = Axes(kernels: Self.kernels, vcpus: Self.vcpus, workloads: [.coldplug])
        (matrix.include, matrix.exclude, matrix.repeats) = ([], [], Self.repeats)
        let plan = Plan(matrix, seed: 1, hostCPUs: 2)
        var generator = SplitMix64(seed: 1)
        let readings = plan.cells.map { Self.reading($0, &generator) }
        let clock = ContinuousClock()
        var judged = 0
        let times = (0..<Self.runs).map { _ in
            clock.measure {
                judged += Judge.judge(matrix: matrix, plan: plan, readings: readings).coordinates.count
            }.inSeconds
        }
        guard judged == Self.runs * Self.kernels.count * Self.vcpus.count else {
            throw BenchError("places are missing")
        }
        return GroupResult(figures: [
            Figure(
                "\(plan.cells.count) cells judged by \(matrix.criteria.count) criteria", .seconds, times, atMost: 2)
        ])
    }

    /// Figures as boots give them: the control fails ten times for each other vCPU, the others hardly ever.
    private static func reading(_ cell: Cell, _ generator: inout SplitMix64) -> CellReading {
        let others = cell.coordinates.vcpus - 1
        let isControl = cell.coordinates.kernel == kernels[0]
        let failed =
            isControl
            ? 10 * others + Int.random(in: 0...3, using: &generator) * min(1, others)
            : Int.random(in: 0...9, using: &generator) == 0 ? 2 : 0
        let machine = MachineRecord(
            accelerator: .tcg, reason: "none", connection: "none", libvirt: "0", qemu: "0", machineType: "q35",
            cpuModel: "max", hostCPUs: 2)
        var reading = CellReading(
            cell: cell, exit: .sealed, stage: .sealed, machine: machine, findings: [],
            values: [
                .loadsFailed: Double(failed), .loadsLoad: isControl ? Double(failed) : 0,
                .loadsBecoming: isControl ? 0 : Double(failed), .loadsLoaded: 21, .loadsKread: 0, .loadsDecompress: 0,
                .loadsResidual: 0, .loadsFromMemory: 0, .modulesCount: 21,
                .bytesWasted: Double(failed) * 343_000,
                .memoryHighestVmalloc: 4e6 + Double.random(in: 0..<1e6, using: &generator),
                .timeToSettled: 2 + Double.random(in: 0..<1, using: &generator), .timeToSealed: 3.5,
            ], modules: modules, problems: [])
        reading.failedLoads = isControl && others > 0 ? ["module1": others] : [:]
        return reading
    }
}
