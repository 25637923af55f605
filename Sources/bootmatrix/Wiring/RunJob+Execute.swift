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

extension RunJob {
    /// Builds what is missing, boots every cell that has no evidence yet, and stores how it went. On cancellation all
    /// guests are gone when this throws.
    /// - Parameter jobs: at most so many compilers at once; nil for what the environment says, else what the host allows.
    func execute(connect: String?, jobs: Int? = nil) async throws {
        let directories = Directories()
        let display = ProgressDisplay(
            cellsPlanned: plan.upTo(look: 1).cells.count - finished.count, isLive: Output.isTerminal(2))
        defer { display.finish() }
        await sweep(directories, display)
        let scratch = try await Scratch.make(run: writer.directory.name, in: directories.runtime)
        do {
            try await execute(connect: connect, limits(jobs), directories, display)
        } catch {
            await scratch.remove()
            throw error
        }
        await scratch.remove()
    }

    private func limits(_ jobs: Int?) -> BuildLimits {
        var limits = BuildLimits.ofThisProcess
        limits.jobs = jobs ?? limits.jobs
        return limits
    }

    private func execute(
        connect: String?, _ limits: BuildLimits, _ directories: Directories, _ display: ProgressDisplay
    ) async throws {
        let hypervisor = Hypervisor(connect: connect, directories, progress: display, limits: TestSettings.limits)
        let preparing = Preparation()
        let begun = ContinuousClock.now
        let summary: Campaign.Summary
        do {
            let campaign = try await campaign(limits, directories, hypervisor, display, preparing)
            summary = try await campaign.run(.init(finished: finished, attempts: attempts, stalls: stalls))
        } catch {
            await preparing.stop()
            _ = await hypervisor.close()
            throw error
        }
        let took = begun.duration(to: .now)
        await preparing.stop()
        let left = summary.leftovers + (await hypervisor.close())
        for line in left { display.report(.failed("left behind: \(line)")) }
        for (kernel, why) in summary.unavailable.sorted(by: { $0.key < $1.key }) {
            display.report(.failed("kernel \(kernel): \(why.reason)"))
        }
        let decided = try (summary.decidedAt ?? decidedAt).flatMap { try isWhole(upTo: $0, summary) ? $0 : nil }
        try await writer.conclude(
            RunConclusion(took: tookBefore + took, unavailable: summary.unavailable, decidedAt: decided))
    }

    /// A look that lost boots decides only for want of them: `--resume` boots them, and may have to look again.
    private func isWhole(upTo look: Int, _ summary: Campaign.Summary) throws -> Bool {
        let seen = plan.repetitions(upTo: look)
        return try writer.directory.load().cells.allSatisfy { stored in
            !seen.contains(stored.cell.repetition) || stored.standing(allowed: matrix.allow).isFinished
                || summary.unavailable[stored.cell.coordinates.kernel] != nil
        }
    }

    /// Removes what killed runs left behind.
    private func sweep(_ directories: Directories, _ display: ProgressDisplay) async {
        do {
            let report = try await StaleGuests.sweep(runtime: directories.runtime)
            let scratch = try await Scratch.sweep(directories.runtime)
            if report.killed > 0 || !report.removed.isEmpty || scratch > 0 {
                display.report(
                    .note(
                        "removed what a killed run left: \(report.killed) guests, "
                            + "\(report.removed.count + scratch) directories"))
            }
            for line in report.left { display.report(.failed("left behind: \(line)")) }
        } catch {
            display.report(.failed("cannot look for leftovers: \(error)"))
        }
    }

    private func campaign(
        _ limits: BuildLimits, _ directories: Directories, _ hypervisor: Hypervisor, _ display: ProgressDisplay,
        _ preparing: Preparation
    ) async throws -> Campaign {
        let kernels = KernelWorkshop(
            definitions: definitions, in: files.root + "/kernels", directories: directories, progress: display,
            limits: limits, baseline: matrix.baseline)
        await kernels.announce(plan.kernels)
        let images = ImageBuilder(
            recipe: try files.image(matrix.image),
            settings: .init(images: files.root + "/images", cache: directories.cache),
            progress: display, substitute: { try await kernels.applianceKernel() }
        ) { try await hypervisor.emulates() }
        // Without a kernel needed for it, the root file system is made while the first kernel is built.
        preparing.start { try await images.prepare() }
        let capacity = try HostCapacity.ofThisHost(directory: directories.leases) { display.report(.note($0)) }
        let ready = matrix.ready(of: definitions)
        let store = FirstResults(writer, matrix: matrix, ready: ready, progress: display)
        let witness = FileWitness(guests: hypervisor, store: store, progress: display)
        let ports = Campaign.Ports(
            kernels: PinnedKernels(kernels: kernels, keys: keys),
            images: ProbedImages(images: images, hypervisor: hypervisor), guests: witness, capacity: capacity,
            evidence: witness, progress: display,
            load: { HostFacts.load },
            times: {
                let texts = HostFacts.processorTimes
                return HostTimes(stat: texts.stat, pressure: texts.pressure)
            }, disks: images)
        let directory = writer.directory
        return Campaign(
            // Whatever became of its evidence since: a run that was decided takes no further look.
            matrix: matrix, plan: decidedAt.map { plan.upTo(look: $0) } ?? plan, ports: ports,
            runName: directory.name, ready: ready, deadlines: TestSettings.deadlines,
            isDecided: { try await StoredVerdict.isDecided(directory, look: $0, unavailable: $1) })
    }
}
