// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import MatrixPlan
import Vocabulary

@testable import Guests

/// A guest of the default matrix, as values.
enum Samples {
    static let kernel = KernelArtifact(
        name: KernelName(unchecked: "stats"), key: "k", bzImage: "/cache/kernels/k/bzImage",
        modulesRoot: "/cache/kernels/k/modules",
        identity: KernelIdentity(release: "6.12.1", kernel: BuildID(bytes: [1, 2]), modules: [:]), ticksPerSecond: 100)

    static func spec(domain: String = "bootmatrix-r1-stats.4cpu.coldplug.r1", cmdline: [String] = []) -> GuestSpec {
        GuestSpec(
            domain: domain, cell: CellID(text: "stats.4cpu.coldplug.r1"), vcpus: 4, memory: .gibibytes(4),
            kernel: kernel,
            disks: GuestDisks(imageKey: "i", base: "/cache/images/i/root.img", modules: "/cache/images/m/modules.img"),
            cmdline: cmdline, workload: .coldplug, scratch: "/run/scratch")
    }

    static func domain(
        _ spec: GuestSpec = spec(), accelerator: Accelerator = .tcg, cmdline: String = "console=ttyS0",
        route: ChannelRoute = .sockets(console: "/tmp/b/1/io/1.console", evidence: "/tmp/b/1/io/1.evidence")
    ) throws -> DomainDefinition {
        try DomainDefinition(
            spec, uuid: "13279519-4094-4535-bd49-a31bcc372fe9", accelerator: accelerator, machineType: "pc-q35-7.2",
            cmdline: cmdline, overlay: spec.scratch + "/overlay.qcow2", route: route,
            owner: DomainOwner(process: 42, started: 4711, bootID: "ca31a5f2"))
    }

    /// Fits the lines of a golden text to a page: the first of `lines` that differs is what a failure shows.
    static func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// A directory that is removed with the value; short, because sockets live in it.
final class ScratchDirectory {
    let path: String

    init() throws {
        path = "/tmp/bmt-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// What a program printed, and its exit status; nil when it is not installed.
func output(of program: String, _ arguments: [String]) throws -> (status: Int32, text: String)? {
    guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
}
