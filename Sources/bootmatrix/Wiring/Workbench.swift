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
import Vocabulary

/// One guest outside of a run: its kernel, its disks and libvirt.
struct Workbench: Sendable {
    let directories: Directories
    let progress: any ProgressPort
    let hypervisor: Hypervisor

    /// - Parameter connect: a libvirt URI; nil for the embedded one.
    init(connect: String?, progress: any ProgressPort, limits: GuestLimits = GuestLimits()) {
        let directories = Directories()
        self.directories = directories
        self.progress = progress
        hypervisor = Hypervisor(connect: connect, directories, progress: progress, limits: limits)
    }

    /// A guest at a place of the project's matrix, its kernel and disks found in the cache or made.
    /// - Parameter scratch: where its files would go.
    func spec(
        _ place: Coordinates, in project: ProjectOptions, scratch: String
    ) async throws -> GuestSpec {
        let files = ProjectFiles(root: project.root)
        var matrix = try files.matrix(at: project.absoluteMatrix)
        let definition = try files.kernel(place.kernel)
        matrix.adopt([definition])
        let kernels = KernelWorkshop(
            definitions: [definition], in: files.root + "/kernels", directories: directories,
            progress: progress)
        let hypervisor = hypervisor
        let images = ImageBuilder(
            recipe: try files.image(matrix.image),
            settings: .init(images: files.root + "/images", cache: directories.cache),
            progress: progress, substitute: { try await kernels.applianceKernel() }
        ) { try await hypervisor.emulates() }
        let kernel = try await kernels.artifact(for: place.kernel)
        let disks = try await ProbedImages(images: images, hypervisor: hypervisor).disks(for: kernel)
        return spec(place, matrix: matrix, kernel: kernel, disks: disks, scratch: scratch)
    }

    func spec(
        _ place: Coordinates, matrix: Matrix, kernel: KernelArtifact, disks: GuestDisks, scratch: String
    ) -> GuestSpec {
        let cell = CellID(place, repetition: 1)
        return GuestSpec(
            domain: "bootmatrix-\((scratch as NSString).lastPathComponent)-\(cell)", cell: cell, vcpus: place.vcpus,
            memory: matrix.memory(of: place.kernel), kernel: kernel, disks: disks,
            cmdline: matrix.words(of: place.kernel), workload: place.workload,
            scratch: scratch)
    }

    /// The guest of a stored boot: its kernel, disks, memory and words, whatever was edited since.
    /// - Throws: `GuestFilesGone` where a file is not in the cache any more.
    func spec(of boot: StoredBoot, scratch: String) async throws -> GuestSpec {
        let record = boot.outcome.record
        let command = try await boot.command()
        let initramfs = command.initramfs
        let files = command.files.filter { $0 != initramfs }
        guard files.count == 3 else { throw boot.unreadable }
        let directory = (files[0] as NSString).deletingLastPathComponent
        let kernel = KernelArtifact(
            name: boot.outcome.cell.coordinates.kernel, key: record.kernelKey, bzImage: files[0],
            modulesRoot: directory + "/modules", identity: record.expected,
            ticksPerSecond: try StoredKernel.read(from: directory).ticksPerSecond)
        let disks = GuestDisks(
            imageKey: record.imageKey, base: files[1], modules: files[2], initramfs: initramfs)
        return spec(
            boot.outcome.cell.coordinates, matrix: boot.matrix, kernel: kernel, disks: disks, scratch: scratch)
    }
}
