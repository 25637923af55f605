// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Guests
import Host
import Images
import Kernels
import MatrixFiles
import MatrixPlan
import RunStore
import Vocabulary

/// The adapters that `bootmatrix run` wires together, with a stopwatch at two of the ports: cells boot as they do in a
/// run, through the same campaign, libvirt and store.
struct Laboratory: Sendable {
    let connection: LibvirtConnection
    let hypervisor: HypervisorFacts
    let finding: AcceleratorFinding
    let guests: LibvirtGuests
    let kernel: KernelArtifact
    let disks: GuestDisks
    let matrix: Matrix
    let capacity: HostCapacity
    let scratch: String

    /// Finds or builds the kernel `stats` and its disks.
    static func open(root: String, scratch: String, directories: Directories) async throws -> Laboratory {
        let files = ProjectFiles(root: root)
        var matrix = try files.matrix()
        matrix.criteria = [Criterion(name: "boots clean", kind: .cleanBoot)]
        let progress = QuietProgress()
        let definition = try files.kernel(matrix.baseline)
        let kernel = try await KernelWorkshop(
            definitions: [definition], in: root + "/kernels", directories: directories, progress: progress
        ).artifact(for: matrix.baseline)
        let disks = try await ImageBuilder(
            recipe: try files.image(matrix.image),
            settings: .init(images: root + "/images", cache: directories.cache), progress: progress
        ) { true }.disks(for: kernel)
        let connection = try await LibvirtConnection.open(
            .embedded(runtime: scratch + "/l", cache: directories.cache + "/libvirt"))
        do {
            let hypervisor = try await connection.hypervisor()
            let finding = try await AcceleratorProbe(
                on: connection, hypervisor: hypervisor, cacheFile: directories.cache + "/accelerator.json"
            ).finding(kernel: kernel.bzImage)
            let guests = LibvirtGuests(
                on: connection, hypervisor: hypervisor, accelerator: finding, hostCPUs: HostFacts.cpus,
                timeStampFrequency: HostFacts.timeStampFrequency)
            let capacity = try HostCapacity(
                directory: directories.leases, cpus: 2 * HostFacts.cpus,
                memory: ByteCount(HostFacts.memory.bytes / 100 * 85))
            return Laboratory(
                connection: connection, hypervisor: hypervisor, finding: finding, guests: guests, kernel: kernel,
                disks: disks, matrix: matrix, capacity: capacity, scratch: scratch)
        } catch {
            _ = await connection.close()
            throw error
        }
    }

    func close() async { _ = await connection.close() }

    /// Boots guests of one size, judges them, and removes what was stored.
    /// - Parameters:
    ///   - count: how many guests.
    ///   - sideBySide: all at once; otherwise one after another.
    ///   - words: more words for the kernel's command line.
    ///   - port: what stands between the campaign and the guests.
    func boot(
        vcpus: Int, count: Int = 1, sideBySide: Bool = false, words: [String] = [],
        through port: (any GuestPort & ProgressPort)? = nil
    ) async throws -> Trial {
        let place = "\(scratch)/run-\(UInt32.random(in: 0...UInt32.max))"
        defer { try? FileManager.default.removeItem(atPath: place) }
        var matrix = matrix
        matrix.axes = Axes(kernels: [kernel.name], vcpus: [vcpus], workloads: [.coldplug])
        matrix.include = []
        matrix.exclude = []
        matrix.repeats = count
        matrix.cmdline += words
        let blocks = Plan(matrix, seed: 1, hostCPUs: 1).blocks
        let plan = Plan(seed: 1, rounds: sideBySide ? [Round(blocks: blocks)] : blocks.map { Round(blocks: [$0]) })
        let facts = RunStore.RunFacts(
            id: "bench", started: Date().formatted(.iso8601), tool: "bench", hostCPUs: HostFacts.cpus,
            hostMemory: HostFacts.memory)
        let writer = try RunWriter.create(
            at: place + "/run", matrix: matrix, plan: plan, facts: facts, scratchRoot: place + "/s")
        let stopwatch = Stopwatch(guests: port ?? guests, evidence: writer)
        let ports = Campaign.Ports(
            kernels: MadeBefore(kernel: kernel, disks: disks), images: MadeBefore(kernel: kernel, disks: disks),
            guests: stopwatch, capacity: capacity, evidence: stopwatch, progress: port ?? QuietProgress(),
            load: { HostFacts.load })
        _ = try await Campaign(matrix: matrix, plan: plan, ports: ports, runName: "bench").run()
        let judging = ContinuousClock.now
        let result = try StoredResult(writer.directory)
        try await writer.save(result: result.json)
        let judged = judging.duration(to: .now)
        return Trial(
            outcomes: stopwatch.outcomes, readings: result.readings,
            wall: try stopwatch.elapsed() + judged)
    }
}

/// What booting gave.
struct Trial: Sendable {
    var outcomes: [BootOutcome]
    var readings: [Reading]
    /// From the creation of the first domain to the stored verdict; the guests' teardown is not in it.
    var wall: Duration

    struct Reading: Sendable {
        var modules: Int
        var isClean: Bool
        var problem: String?
    }

    /// - Throws: when a guest did not seal, or its evidence cannot be trusted: its time would mean nothing.
    func checked() throws -> Trial {
        for outcome in outcomes where outcome.record.exit != .sealed {
            throw BenchError("\(outcome.cell.id) ended with \(outcome.record.exit.summary)")
        }
        if let problem = readings.compactMap(\.problem).first { throw BenchError("a cell is not clean: \(problem)") }
        return self
    }
}
