// SPDX-License-Identifier: Apache-2.0

import BootEvidence
public import Campaign
import Foundation
import Host
public import MatrixPlan
import Vocabulary

/// Makes guests' disks from a recipe, or finds them made.
///
/// What does not need a kernel, the root file system and the guest program, is made by `prepare` while kernels are
/// built. The first kernel that is ready then runs libguestfs's appliance, once for an image. Everything is kept by
/// content below `CACHE/images`; two processes that want the same make it once.
public actor ImageBuilder: ImagePort {
    public struct Settings: Sendable {
        /// The project's directory `images`.
        public var images: String
        /// Where caches and logs go (`Directories.cache`).
        public var cache: String
        /// The appliance logs each step; it starts about a third slower so.
        public var verboseAppliance: Bool

        public init(images: String, cache: String, verboseAppliance: Bool = false) {
            // Programs that work elsewhere are told these paths, and a process is known by one of them.
            self.images = URL(fileURLWithPath: images).standardizedFileURL.path
            self.cache = URL(fileURLWithPath: cache).standardizedFileURL.path
            self.verboseAppliance = verboseAppliance
        }
    }

    private let recipe: ImageRecipe
    private let settings: Settings
    let emulates: @Sendable () async throws -> Bool
    private let substitute: (@Sendable () async throws -> KernelArtifact)?
    private let progress: any ProgressPort
    private var ingredients: Ingredients?
    private var base: (key: String, path: String)?
    private var hasPackages = false
    private var isAnnounced = false
    /// How many kernels want the base and do not have it yet.
    private var waiting = 0
    /// What `prepare` took; the wait for a kernel afterwards is not the image's.
    private var preparation = Duration.zero

    /// - Parameters:
    ///   - substitute: a kernel that runs the appliance in the place of one that lacks a driver for it; asked for when an
    ///     image must be made with such a one. Nil: the image is then not made.
    ///   - emulates: whether QEMU must emulate, as the accelerator's probe says; asked when the appliance is about to
    ///     run, and not at all when the image is there.
    public init(
        recipe: ImageRecipe, settings: Settings, progress: any ProgressPort,
        substitute: (@Sendable () async throws -> KernelArtifact)? = nil,
        emulates: @escaping @Sendable () async throws -> Bool
    ) {
        self.recipe = recipe
        self.settings = settings
        self.progress = progress
        self.emulates = emulates
        self.substitute = substitute
    }

    /// Makes what needs no kernel. Worth calling early; `disks` does it when nobody has.
    /// - Throws: `ImageError`, `HostError`, `CancellationError`.
    public func prepare() async throws {
        _ = try await readyIngredients()
    }

    public func disks(for kernel: KernelArtifact) async throws -> GuestDisks {
        if let obstacle = kernel.obstacle {
            throw ImageError(
                .guestKernel, blame: .user, obstacle, at: kernel.modulesDirectory,
                remedy: "build it with the drivers of kernels/fragments/guest.config, or bring their modules")
        }
        try await requirePackages()
        let modules = try await modulesDisk(of: kernel)
        let initramfs = try await initramfs(of: kernel)
        let base = try await readyBase(with: kernel)
        return GuestDisks(imageKey: base.key, base: base.path, modules: modules, initramfs: initramfs)
    }

    // MARK: The parts

    private func readyIngredients() async throws -> Ingredients {
        if let ingredients { return ingredients }
        if !isAnnounced { progress.report(.imageStarted(recipe.name.rawValue)) }
        isAnnounced = true
        let start = ContinuousClock.now
        try await requirePackages()
        let result = try await Ingredients.make(recipe: recipe, images: settings.images, shelves: shelves, logs: logs)
        preparation = start.duration(to: .now)
        ingredients = result
        return result
    }

    private func readyBase(with kernel: KernelArtifact) async throws -> (key: String, path: String) {
        if let base { return base }
        let ingredients = try await readyIngredients()
        let image = ingredients.image(recipe)
        let key = try image.key()
        let logs = logs
        let verbose = settings.verboseAppliance
        // Another kernel of this run is at it: no news.
        let note = waiting > 0 ? nil : waitNote("image \(recipe.name)")
        waiting += 1
        defer { waiting -= 1 }
        let start = ContinuousClock.now
        let entry = try await Shelf(shelves + "/base").entry(key, for: recipe.name.rawValue, onWait: note) { staging in
            let workspace = try await Workspace.make(in: shelves + "/work")
            try await image.make(
                in: staging, key: key, kernel: await applianceKernel(for: kernel), emulate: try await emulates(),
                verbose: verbose,
                workspace: workspace, log: try logs.fresh("image-\(recipe.name)-\(key.prefix(12))"))
        }
        let result = (key: key, path: entry.path + "/" + BaseImage.name)
        if base == nil {
            let cached = entry.wasCached && !ingredients.wereMade
            let took = preparation + start.duration(to: .now)
            progress.report(.imageReady(recipe.name.rawValue, cached: cached, took: took))
        }
        base = result
        return result
    }

    /// The kernel itself where it can run the appliance, else the substitute. Which it is leaves no trace in the image.
    func applianceKernel(for kernel: KernelArtifact) async -> KernelArtifact {
        guard case .lacks(let drivers) = ApplianceKernel.support(modulesDirectory: kernel.modulesDirectory),
            let substitute, let other = try? await substitute()
        else { return kernel }
        progress.report(
            .note(
                "kernel \(kernel.name) has no \(drivers.joined(separator: ", ")) for libguestfs's appliance; "
                    + "\(other.identity.release) runs it"))
        return other
    }

    private func modulesDisk(of kernel: KernelArtifact) async throws -> String {
        let disk = ModulesDisk(kernel: kernel)
        let logs = logs
        if try disk.conversion() != nil {
            try await DistributionPackages.require(
                ModuleCompressor.packages, log: settings.cache + "/logs/packages.log")
        }
        let entry = try await Shelf(shelves + "/modules").entry(try disk.key(), for: kernel.name.rawValue) { staging in
            try await disk.make(in: staging, log: try logs.fresh("modules-\(kernel.name)"))
        }
        return entry.path + "/" + ModulesDisk.name
    }

    /// Nil for a kernel that has all that it needs built in.
    private func initramfs(of kernel: KernelArtifact) async throws -> String? {
        guard !kernel.early.isEmpty else { return nil }
        let ingredients = try await readyIngredients()
        let archive = Initramfs(kernel: kernel, program: ingredients.program, programHash: ingredients.programHash)
        let entry = try await Shelf(shelves + "/initramfs").entry(archive.key, for: kernel.name.rawValue) {
            try await archive.make(in: $0)
        }
        return entry.path + "/" + Initramfs.name
    }

    // MARK: Small things

    var shelves: String { settings.cache + "/images" }

    var logs: Logs { Logs(directory: settings.cache + "/logs") }

    func requirePackages() async throws {
        guard !hasPackages else { return }
        try Directories.make(settings.cache + "/logs")
        try await DistributionPackages.require(Self.packages, log: settings.cache + "/logs/packages.log")
        hasPackages = true
    }

    private func waitNote(_ what: String) -> @Sendable () -> Void {
        let progress = progress
        return { progress.report(.note("\(what) is being made by another bootmatrix; waiting")) }
    }
}
