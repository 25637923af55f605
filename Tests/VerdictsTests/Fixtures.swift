// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Verdicts
import Vocabulary

let plain = KernelName(unchecked: "plain")
let patched = KernelName(unchecked: "patched")
let before = KernelName(unchecked: "before")

func machine(_ accelerator: Accelerator = .tcg, hostCPUs: Int = 2) -> MachineRecord {
    MachineRecord(
        accelerator: accelerator, reason: "the probe's guest printed nothing", connection: "qemu:///embed",
        libvirt: "9.0.0", qemu: "7.2.0", machineType: "pc-q35-7.2", cpuModel: "max", hostCPUs: hostCPUs)
}

/// A matrix of three kernels, of which `before` wastes loads as the real one does.
struct Bench {
    var matrix: Matrix
    var readings: [CellReading] = []
    var filter = CellFilter.everything
    var unavailable: [KernelName: (Blame, String)] = [:]

    init(vcpus: [Int] = [1, 4, 8], repeats: Int = 3, criteria: [Criterion]) {
        matrix = Matrix(
            title: "Duplicate module loads", image: ImageName(unchecked: "debian-udev"), baseline: plain,
            axes: Axes(kernels: [before, plain, patched], vcpus: vcpus, workloads: [.coldplug]), repeats: repeats,
            criteria: criteria)
        fill()
    }

    var plan: Plan { Plan(matrix, seed: 7, hostCPUs: 2, filter: filter) }

    func judged() -> MatrixResult {
        Judge.judge(matrix: matrix, plan: plan, readings: readings, unavailable: unavailable)
    }

    /// Ten failed loads for each added CPU before, none since.
    mutating func fill() {
        readings = Plan(matrix, seed: 7, hostCPUs: 2).cells.map { cell in
            let failed = cell.coordinates.kernel == before ? 10 * (cell.coordinates.vcpus - 1) : 0
            return reading(cell, failed: Double(failed))
        }
    }

    func reading(_ cell: Cell, failed: Double) -> CellReading {
        CellReading(
            cell: cell, exit: .sealed, stage: .sealed, machine: machine(), software: ["udev": "252", "kmod": "30"],
            findings: [], values: [.loadsFailed: failed, .modulesCount: 3, .timeToSealed: 3.5],
            modules: ["aesni_intel", "crypto_simd", "cryptd"], problems: [])
    }

    /// Changes the readings of one place, or of one repetition of it.
    mutating func change(
        _ kernel: KernelName, _ vcpus: Int, repetition: Int? = nil, _ change: (inout CellReading) -> Void
    ) {
        for index in readings.indices {
            let cell = readings[index].cell
            guard cell.coordinates.kernel == kernel, cell.coordinates.vcpus == vcpus,
                repetition.map({ $0 == cell.repetition }) ?? true
            else { continue }
            change(&readings[index])
        }
    }

    mutating func lose(_ kernel: KernelName, _ vcpus: Int, repetition: Int? = nil) {
        readings.removeAll { reading in
            reading.cell.coordinates.kernel == kernel && reading.cell.coordinates.vcpus == vcpus
                && (repetition.map { $0 == reading.cell.repetition } ?? true)
        }
    }
}

extension Criterion {
    static let clean = Criterion(name: "boots clean", kind: .cleanBoot)
    static let sameModules = Criterion(name: "no module lost", kind: .sameAs(.modulesSet, reference: plain))
    static let effect = Criterion(
        name: "the effect is there", when: CellFilter(kernels: [before], vcpus: .atLeast(4)),
        kind: .control(.loadsFailed, Limits(atLeast: 10)))
    static let waste = Criterion(
        name: "waste is gone", when: CellFilter(kernels: [plain, patched]), needs: ["the effect is there"],
        kind: .ratio(.loadsFailed, to: before, atMost: Fraction(0.1), floor: nil))
    static let growth = Criterion(
        name: "waste does not grow", when: CellFilter(kernels: [plain, patched]), needs: ["the effect is there"],
        kind: .scaling(.loadsFailed, atMost: .share(Fraction(0.1), of: before), floor: nil))
    static let everything = [clean, sameModules, effect, waste, growth]
}

func panicFinding() -> Finding {
    Finding(
        kind: .panic, title: "Kernel panic - not syncing: Fatal exception", line: 12,
        lines: ["Kernel panic - not syncing: Fatal exception", "Kernel Offset: disabled"])
}

extension MatrixResult {
    func criterion(_ name: String) -> CriterionOutcome? { criteria.first { $0.name == name } }

    func place(_ kernel: KernelName, _ vcpus: Int) -> CoordinateSummary? {
        coordinates.first { $0.coordinates.kernel == kernel && $0.coordinates.vcpus == vcpus }
    }
}
