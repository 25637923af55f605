// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import KernelLog
import MatrixPlan
import Verdicts
import Vocabulary

let plain = KernelName(unchecked: "stats")
let patched = KernelName(unchecked: "stats-dups")
let before = KernelName(unchecked: "no-dup-checks")

/// A judged matrix of three kernels at 1, 4 and 8 vCPUs, after `change` had its way with the readings.
func judged(
    title: String = "Duplicate module loads", vcpus: [Int] = [1, 4, 8], lost: Set<String> = [],
    change: (inout CellReading) -> Void = { _ in }
) -> MatrixResult {
    let compared = CellFilter(kernels: [plain, patched])
    let matrix = Matrix(
        title: title, image: ImageName(unchecked: "debian-udev"), baseline: plain,
        axes: Axes(kernels: [before, plain, patched], vcpus: vcpus, workloads: [.coldplug]),
        criteria: [
            Criterion(name: "boots clean", kind: .cleanBoot),
            Criterion(name: "no module lost", kind: .sameAs(.modulesSet, reference: plain)),
            Criterion(
                name: "the effect is there", when: CellFilter(kernels: [before], vcpus: .atLeast(4)),
                kind: .control(.loadsFailed, Limits(atLeast: 10))),
            Criterion(
                name: "waste is gone", when: compared, needs: ["the effect is there"],
                kind: .ratio(.loadsFailed, to: before, atMost: Fraction(0.1), floor: nil)),
        ])
    let machine = MachineRecord(
        accelerator: .tcg, reason: "KVM's probe printed nothing", connection: "qemu:///embed", libvirt: "9.0.0",
        qemu: "7.2.0", machineType: "pc-q35-7.2", cpuModel: "max", hostCPUs: 2)
    let plan = Plan(matrix, seed: 7, hostCPUs: 2)
    let readings = plan.cells.filter { !lost.contains($0.id.text) }.map { cell in
        let added = Double(cell.coordinates.vcpus - 1)
        let failed = cell.coordinates.kernel == before ? 10 * added + Double(cell.repetition) : 0
        var reading = CellReading(
            cell: cell, exit: .sealed, stage: .sealed, machine: machine, software: ["udev": "252", "kmod": "30"],
            findings: [], values: [.loadsFailed: added == 0 ? 0 : failed, .timeToSealed: 3.5],
            modules: ["aesni_intel", "cryptd"], problems: [])
        change(&reading)
        return reading
    }
    return Judge.judge(matrix: matrix, plan: plan, readings: readings, run: "r1", took: .seconds(184))
}

/// One cell of each trouble.
func troubled() -> MatrixResult {
    judged(lost: ["stats.1cpu.coldplug.r2"]) { reading in
        switch reading.cell.id.text {
        case "stats-dups.4cpu.coldplug.r2":
            reading.exit = .panicked
            reading.stage = .udev
            reading.findings = [
                Finding(
                    kind: .panic, title: "Kernel panic - not syncing: Fatal exception", line: 12,
                    lines: ["BUG: kernel NULL pointer dereference", "Kernel panic - not syncing: Fatal exception"])
            ]
            (reading.values, reading.modules) = ([:], nil)
        case "stats-dups.8cpu.coldplug.r1": reading.modules = ["aesni_intel"]
        case "stats.8cpu.coldplug.r3":
            reading.problems = [
                .init(check: .identity, blame: .harness, text: "the kernel's build-id is 0102, the built one's 0304")
            ]
        default: break
        }
    }
}
