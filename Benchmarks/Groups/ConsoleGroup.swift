// SPDX-License-Identifier: Apache-2.0

import Foundation
import Host
import KernelLog
import Vocabulary

/// A long console diagnosed by `bootmatrix inspect console`, beside `grep -E` with the words that begin reports: the least
/// that anybody could do with it. CPU time of both processes, so that what else runs on the host does not count.
struct ConsoleGroup: Group {
    private static let size = 200_000_000

    func measure(_ bench: Bench) async throws -> GroupResult {
        let place = try bench.directory("console")
        let (log, words) = (place + "/console.log", place + "/words")
        try Data(Self.console()).write(to: URL(fileURLWithPath: log))
        try Self.expressions().write(toFile: words, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: log) }
        let inspect = MeasuredProcess(
            bench: bench, arguments: ["inspect", "console", log], environment: try bench.environment("console"))
        let grep = Command("grep", ["-E", "-c", "-f", words, log], environment: ["LC_ALL": "C"])
        var ours: [Double] = []
        var theirs: [Double] = []
        for pair in 0..<bench.pairs {
            for side in pair % 2 == 0 ? [true, false] : [false, true] {
                if side {
                    ours.append(try await CPUMeter.seconds { _ = try await inspect.run() })
                } else {
                    theirs.append(try await CPUMeter.seconds { _ = try await grep.output() })
                }
            }
        }
        return GroupResult(figures: [
            Figure("200 MB of console text diagnosed, CPU time", .seconds, ours, atMost: 1),
            Figure(
                ratio: "the same / `grep -E` with the same words", of: ("diagnosis", ours), to: ("grep", theirs),
                atMost: nil),
        ])
    }

    /// One a line, for `grep -f`.
    private static func expressions() -> String {
        KernelLogScanner.words.map { word in
            word.map { "\\[](){}.*+?^$|".contains($0) ? "\\\($0)" : "\($0)" }.joined()
        }.joined(separator: "\n") + "\n"
    }

    /// What kernels and udev print during boots, over and over, with no report in it.
    private static func console() -> [UInt8] {
        let messages = [
            "Linux agpgart interface v0.103", "pci 0000:00:1f.2: BAR 5 [mem 0xfebf1000-0xfebf1fff]: assigned",
            "BIOS-e820: [mem 0x0000000000100000-0x00000000bffdffff] usable",
            "clocksource: tsc-early: mask: 0xffffffffffffffff max_cycles: 0x211456fb1, max_idle_ns: 440795220368 ns",
            "rcu: \tRCU restricting CPUs from NR_CPUS=8192 to nr_cpu_ids=4.", "smp: Brought up 1 node, 4 CPUs",
            "usb 1-1: new high-speed USB device number 2 using xhci_hcd",
            "ACPI: PCI: Interrupt link LNKA configured for IRQ 10",
            "input: AT Translated Set 2 keyboard as /devices/platform/i8042/serio0/input/input0",
            "EXT4-fs (vda1): mounted filesystem 0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0 ro with ordered data mode.",
            "systemd[1]: Started systemd-udevd.service - Rule-based Manager for Device Events and Files.",
            "virtio_blk virtio0: [vda] 524288 512-byte logical blocks (268 MB/256 MiB)", "random: crng init done",
            "audit: type=1400 audit(1515564630.515:5): apparmor=\"STATUS\" operation=\"profile_load\" pid=411",
            "IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready", "xfs: module verification: signature ok",
            "INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.356 msecs",
        ]
        var text: [UInt8] = []
        text.reserveCapacity(size + 256)
        var microseconds = 0
        while text.count < size {
            microseconds += 137
            let fraction = String(microseconds % 1_000_000)
            let seconds = String(microseconds / 1_000_000)
            let padding = String(repeating: " ", count: max(0, 5 - seconds.count))
            text += Array(
                "[\(padding)\(seconds).\(String(repeating: "0", count: 6 - fraction.count))\(fraction)] ".utf8)
            text += Array(messages[microseconds / 137 % messages.count].utf8)
            text.append(0x0A)
        }
        return text
    }
}
