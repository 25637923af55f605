// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Guests
import Foundation
import Glibc
import Host
import Vocabulary

/// Where and with what was measured.
struct MachineFacts: Codable, Sendable {
    var date: String
    var cpu: String
    var cores: Int
    var memory: String
    var kernel: String
    var qemu: String
    var libvirt: String
    /// The accelerator and why, once a guest was booted; see `Laboratory`.
    var accelerator: String
    var compiler: String
    var commit: String
    var loadBefore: Double

    static func gather(_ bench: Bench) async throws -> MachineFacts {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let laboratory = try await bench.laboratory()
        let isChanged = !(await bench.firstLine("git", ["status", "--porcelain", "--untracked-files=no"])).isEmpty
        return MachineFacts(
            date: Date().formatted(.iso8601), cpu: HostFacts.cpuModel, cores: HostFacts.cpus,
            memory: HostFacts.memory.description, kernel: release, qemu: laboratory.hypervisor.qemu,
            libvirt: laboratory.hypervisor.libvirt,
            accelerator: "\(laboratory.finding.accelerator.rawValue): \(laboratory.finding.reason)",
            compiler: await bench.firstLine("gcc", ["--version"]),
            commit: await bench.firstLine("git", ["rev-parse", "--short=12", "HEAD"]) + (isChanged ? ", changed" : ""),
            loadBefore: HostFacts.load)
    }

    var lines: [String] {
        [
            "date: \(date)", "machine: \(cpu), \(cores) CPUs, \(memory), Linux \(kernel)",
            "accelerator: \(accelerator)", "QEMU \(qemu), libvirt \(libvirt), \(compiler)",
            "bootmatrix: commit \(commit)", "load before: \(String(format: "%.2f", loadBefore))",
        ]
    }
}
