// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import MatrixPlan
import RunStore
import Testing
import Vocabulary

/// A small run and boots for it.
enum Sample {
    static let kernels = ["control", "stats"].map(KernelName.init(unchecked:))
    static let matrix = Matrix(
        title: "Sample", image: ImageName(unchecked: "debian"), baseline: kernels[1],
        axes: Axes(kernels: kernels, vcpus: [1, 4], workloads: [.coldplug]), cmdline: ["udev.children_max=64"],
        repeats: 2, exclude: [CellFilter(kernels: [kernels[0]], vcpus: .atMost(1))],
        criteria: [
            Criterion(name: "boots clean", kind: .cleanBoot),
            Criterion(
                name: "waste", when: CellFilter(vcpus: .atLeast(4)), needs: ["boots clean"],
                kind: .ratio(.loadsFailed, to: kernels[0], atMost: Fraction(0.1), floor: nil)),
        ])
    static let plan = Plan(matrix, seed: 7, hostCPUs: 2)

    static func facts(_ id: String = "sample") -> RunFacts {
        RunFacts(
            id: id, started: "2026-11-22T17:45:01Z", tool: "1.0", arguments: ["run"], hostCPUs: 2,
            hostMemory: .gibibytes(24), filter: CellFilter(vcpus: .atLeast(1)))
    }

    static func record(_ cell: String, attempt: Int) -> BootRecord {
        BootRecord(
            cell: cell, attempt: attempt, exit: .hung(.userspace, stage: .udev), stage: .udev,
            machine: MachineRecord(
                accelerator: .tcg, reason: "no KVM", connection: "qemu:///embed", libvirt: "9.0.0", qemu: "7.2.0",
                machineType: "pc-q35-7.2", cpuModel: "max", hostCPUs: 2),
            vcpus: 4, memory: .gibibytes(4), cmdline: "lpj=1 quiet",
            expected: KernelIdentity(
                release: "6.12.0", kernel: BuildID(bytes: [1, 2, 3]), modules: ["irqbypass": BuildID(bytes: [4])]),
            kernelKey: "k", imageKey: "i", reached: [.kernel: 5, .udev: 70_000_000_000], loadBefore: 1.25)
    }

    static let items = EvidenceItems(
        items: [
            "stats": .init(bytes: Array("Mods ever loaded\t22\n".utf8)),
            "counters/failed_becoming": .init(bytes: Array("3\n".utf8)),
            "buildid/module/Irq-Bypass": .init(bytes: [0, 255, 10, 13]),
            "kmsg": .init(bytes: Array("6,1,0,-;x\n".utf8), isCut: true),
            "trace": .init(bytes: [], failure: 2),
            "uevents-lost": .init(bytes: []),
        ],
        notes: [.init(isError: true, text: "a\nb\u{1B}")], marks: [.`init`: 1, .udev: 2])

    static func outcome(_ cell: Cell, attempt: Int = 1, items: EvidenceItems = items) -> BootOutcome {
        BootOutcome(
            cell: cell, record: record(cell.id.text, attempt: attempt), items: items,
            console: Array("Linux version\r\n\u{1B}[0m".utf8) + [0xFF, 0], domainXML: "<domain/>\n",
            reproduce: "qemu-system-x86_64 -append 'a b'\n")
    }
}

extension BootOutcome {
    /// Field by field: a boot is too large a value to be compared by accident, so it is not Equatable.
    func isSame(as other: BootOutcome) -> Bool {
        cell == other.cell && record == other.record && items == other.items && console == other.console
            && domainXML == other.domainXML && reproduce == other.reproduce
    }
}

/// A directory of a test's own.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/bm-store-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func writer(_ name: String = "run") throws -> RunWriter {
        try RunWriter.create(
            at: "\(path)/\(name)", matrix: Sample.matrix, plan: Sample.plan, facts: Sample.facts(name),
            scratchRoot: "\(path)/s")
    }

    /// Every path below the directory.
    func files() -> [String] { (try? FileManager.default.subpathsOfDirectory(atPath: path).sorted()) ?? [] }
}

func readText(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
func readBytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
func writeBytes(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }
