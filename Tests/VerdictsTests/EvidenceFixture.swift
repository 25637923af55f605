// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Foundation
import MatrixPlan
import Verdicts
import Vocabulary

/// The evidence of one good coldplug boot of two vCPUs, to be spoiled item by item. The text is as Linux 6.12 prints it.
struct Boot {
    var cell = Cell(Coordinates(kernel: plain, vcpus: 2, workload: .coldplug), repetition: 1)
    var record: BootRecord
    var items: EvidenceItems
    var console: [UInt8] = []

    static let kernelID = [UInt8](1...20)
    static let moduleID = [UInt8](21...40)

    init(becoming: Int = 2, load: Int = 1, table: [(String, Int)] = [("cryptd", 2), ("aesni_intel", 1)]) {
        record = BootRecord(
            cell: cell.id.text, attempt: 1, exit: .sealed, stage: .sealed, machine: machine(), vcpus: 2,
            memory: .gibibytes(4), cmdline: "quiet",
            expected: KernelIdentity(
                release: "6.12.117", kernel: BuildID(bytes: Self.kernelID),
                modules: [
                    "cryptd": BuildID(bytes: Self.moduleID), "aesni-intel": BuildID(bytes: Self.moduleID),
                    "never_loaded": BuildID(bytes: Self.kernelID),
                ]),
            kernelKey: "k", imageKey: "i",
            reached: [.`init`: 1_200_000_000, .settled: 3_000_000_000, .sealed: 3_400_000_000], loadBefore: 0.5)
        items = EvidenceItems()
        set("version", "Linux version 6.12.117 (build@host) (gcc) #1 SMP\n")
        set("modules", "aesni_intel 1 0 - Live 0x0\ncryptd 2 1 aesni_intel, Live 0x0\n")
        items.items["buildid/kernel"] = .init(bytes: Self.note(Self.kernelID))
        for module in ["cryptd", "aesni_intel"] {
            items.items["buildid/module/\(module)"] = .init(bytes: Self.note(Self.moduleID))
        }
        set("kmsg", "6,0,0,-;Linux version 6.12.117\n6,1,1200,-;Run /init as init process\n")
        set("cpus", "online=0-1\npossible=0-1\npresent=0-1\n")
        set("workload", "name=coldplug\nudevd.exit=running\ntrigger.exit=0\nsettle.exit=0\nsettle.seconds=1.250\n")
        set(
            "uevents",
            "U 900 11 add cpu /devices/system/cpu/cpu0 1\nU 950 12 add cpu /devices/system/cpu/cpu1 1\n")
        set("uevents-lost", "kernel=0 udev=0\n")
        set("trace-stats", "0 3 0 0 0\n1 0 0 0 0\n")
        set(
            "trace-probes",
            "  helper_setup 0 0\n  helper_exec 1 0\n  request_end 0 0\n  load_file 1 0\n  load_wait 0 0\n"
                + "  load_read 1 0\n  load_begin 1 0\n  load_undo 1 0\n")
        set(
            "trace",
            """
            # tracer: nop
            #
            # entries-in-buffer/entries-written: 3/3   #P:2
            #
             (udev-worker)-71      [000] .....     2.000001: sys_finit_module(fd: 6, uargs: 7f0, flags: 0)
             (udev-worker)-71      [000] .....     2.000100: module_load: cryptd
             (udev-worker)-71      [000] .....     2.000200: sys_finit_module -> 0x0

            """)
        set("cmdline", "root=/dev/vda trace_clock=boot quiet\n")
        set("image", "udev=252.39\nkmod=30\nrecipe=debian-udev\n")
        set(
            "memory-samples",
            "1000 init 4000000 3900000 3950000 100 90\n2000150000 workload 4000000 3700000 3800000 200 -\n")
        statistics(becoming: becoming, load: load, table: table)
    }

    var reading: CellReading { CellReading(cell: cell, record: record, items: items, console: console) }

    /// The cell alone, under a criterion that a clean and known boot passes.
    var status: Status { judged.status }

    var judged: MatrixResult {
        let matrix = Matrix(
            title: "one", image: ImageName(unchecked: "debian-udev"), baseline: plain,
            axes: Axes(kernels: [plain], vcpus: [2], workloads: [.coldplug]), repeats: 1,
            criteria: [
                .clean, Criterion(name: "few", kind: .bound(.loadsFailed, Limits(atMost: 5))),
            ])
        return Judge.judge(matrix: matrix, plan: Plan(matrix, seed: 1, hostCPUs: 2), readings: [reading])
    }

    mutating func set(_ name: String, _ text: String) { items.items[name] = .init(bytes: Array(text.utf8)) }

    mutating func replace(_ old: String, by new: String, in name: String) {
        guard let text = items.text(name), let range = text.range(of: old) else { return }
        set(name, text.replacingCharacters(in: range, with: new))
    }

    /// As a kernel without CONFIG_MODULE_STATS leaves it: the guest finds neither the counters nor their text.
    mutating func dropStatistics() {
        for name in items.items.keys where name.hasPrefix("counters/") { items.items[name] = nil }
        items.items["stats"] = .init(bytes: [], failure: 2)
    }

    /// The trace of `count` more calls that read 5,000 bytes each and were refused with this errno.
    mutating func refuse(_ count: Int, errno: Int = 17, undone: Bool = true) {
        guard var lines = items.text("trace") else { return }
        let result = String(UInt64(bitPattern: Int64(-errno)), radix: 16)
        for number in 0..<count {
            let task = " (udev-worker)-\(80 + number)      [001] .....     2.100001: "
            lines += task + "sys_finit_module(fd: 6, uargs: 7f0, flags: 0)\n"
            lines += task + "load_read: (init_module_from_file+0x61/0xe0 <- kernel_read_file) bytes=5000\n"
            lines += task + "load_begin: (load_module+0x0/0x21a0) length=5000\n"
            if undone { lines += task + "load_undo: (module_arch_freeing_init+0x0/0x10) module=\"cryptd\"\n" }
            lines += task + "sys_finit_module -> 0x\(result)\n"
        }
        set("trace", lines)
    }

    /// Counters and their text that agree with one another.
    mutating func statistics(
        becoming: Int, load: Int, table: [(String, Int)], bytes: (becoming: Int, load: Int)? = nil
    ) {
        let (becomingBytes, loadBytes) = bytes ?? (becoming * 1000, load * 3001)
        let counters: [(ModuleCounter, Int)] = [
            (.modulesLoaded, 2), (.failedKreads, 0), (.failedDecompress, 0), (.failedBecoming, becoming),
            (.failedLoads, load), (.totalModuleSize, 8192), (.totalTextSize, 3000), (.kreadBytes, 0),
            (.decompressBytes, 0), (.becomingBytes, becomingBytes), (.loadBytes, loadBytes),
        ]
        var lines: [String] = []
        for (counter, value) in counters {
            set("counters/\(counter.rawValue)", "\(value)\n")
            lines.append("\(counter.label)\t\(value)")
        }
        lines.append("Virtual mem wasted bytes\t\(becomingBytes + loadBytes)")
        lines += ["Average mod size\t4096", "Average mod text size\t1500"]
        if becoming > 0 {
            lines.append("Avg fail becoming bytes\t\((becomingBytes + becoming - 1) / becoming)")
        }
        if load > 0 { lines.append("Average fail load bytes\t\((loadBytes + load - 1) / load)") }
        if !table.isEmpty { lines += ["Duplicate failed modules:", "Module-name\tHow-many-times\tReason"] }
        lines += table.map { "\($0.0)\t\($0.1)\t                 Becoming" }
        set("stats", lines.joined(separator: "\n") + "\n")
    }

    /// An ELF note of type NT_GNU_BUILD_ID, little endian.
    static func note(_ id: [UInt8]) -> [UInt8] {
        [4, 0, 0, 0, UInt8(id.count), 0, 0, 0, 3, 0, 0, 0] + Array("GNU".utf8) + [0] + id
    }
}
