// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import BuildLog
import Campaign
import Foundation
import Host
import MatrixPlan
import SourceTrees
import Vocabulary

/// One kernel from source to staging directory. The lineage is held from the first step to the last.
struct KernelBuild {
    let kernel: IdentifiedKernel
    let directories: Directories
    let packages: SourcePackages
    let progress: any ProgressPort
    let limits: BuildLimits
    /// Kernels that this one is held against, the best first, by their keys.
    let bases: [KernelBase]

    private var recipe: KernelRecipe { kernel.recipe }
    private var key: KernelKey { kernel.key }
    private var log: String { "\(directories.cache)/logs/kernel-\(recipe.name)-\(key.short).log" }
    private var note: @Sendable (String) -> Void {
        let (name, progress) = (recipe.name, progress)
        return { progress.report(.note("\(name): \($0)")) }
    }

    /// Fills the empty directory with a kernel, as `KernelRecord` describes it.
    @concurrent
    func run(into staging: String) async throws {
        let preparation = KernelPreparation(
            kernel: kernel, directories: directories, packages: packages, limits: limits, note: note)
        let prepared = try await preparation.run(log: log)
        let configuration = prepared.configured.values
        let notes = prepared.configured.notes
        notes.forEach(note)
        guard let ticks = Int(configuration["HZ"]), ticks > 0 else {
            throw KernelError(.badArtifact, blame: .harness, "CONFIG_HZ is '\(configuration["HZ"])'", at: log)
        }
        let kbuild = try open(configuration, prepared.kbuild)
        progress.report(.kernelStarted(recipe.name, steps: steps(kbuild)))
        try await make(kbuild)

        let collector = KernelCollector(kbuild: kbuild, staging: staging, log: log)
        let identity = try await collector.collect()
        var record = KernelRecord(
            recipe, key: key, source: kernel.source, toolchain: kernel.tools.versions(of: configuration),
            identity: identity, ticksPerSecond: ticks, notes: notes)
        // A tree that is laid out in another way builds and boots all the same; it is then never called equal.
        record.binary = try? await collector.binary(release: identity.release, salt: key.salt)
        record.warnings = try await kbuild.warningsInForce()
        record.compare(with: bases, in: directories.kernels)
        for line in record.comparisonNotes { note(line) }
        try CanonicalJSON.encode(record).write(to: URL(fileURLWithPath: staging + "/" + KernelRecord.fileName))
    }

    /// The object directory that this configuration belongs to, with the configuration in it.
    private func open(_ configuration: KconfigValues, _ asking: Kbuild) throws -> Kbuild {
        let family = ObjectFamily(configuration, recipe.toolchain, throughCache: limits.usesCache)
        let isHeavy = ["KASAN", "KCSAN", "KMSAN", "DEBUG_INFO", "LTO_CLANG"].contains { configuration[$0] == "y" }
        let jobs = limits.jobs(cpus: HostFacts.cpus, memory: HostFacts.availableMemory, isHeavy: isHeavy)
        let kbuild = asking.with(family, jobs: jobs)
        // Measured for 6.12 with the project's fragments: objects 0.36 GB, a stored kernel 18 MB; with room for more.
        let cold = configuration["DEBUG_INFO"] == "y" ? 8000 : isHeavy ? 2500 : 1200
        try KernelPreparation.checkSpace(asking.lineage, .mebibytes(kbuild.isWarm ? 200 : cold))
        try FamilyShelf(lineage: asking.lineage).use(family)
        try kbuild.adoptConfiguration()
        return kbuild
    }

    private func steps(_ kbuild: Kbuild) -> String {
        var parts = [kernel.source.label]
        if recipe.toolchain != .gcc { parts.append("\(recipe.toolchain)") }
        if !recipe.patches.isEmpty {
            parts.append(recipe.patches.count == 1 ? "1 patch" : "\(recipe.patches.count) patches")
        }
        if !kbuild.family.words.isEmpty { parts.append("objects of their own") }
        parts.append(kbuild.jobs == 1 ? "1 job" : "\(kbuild.jobs) jobs")
        return parts.joined(separator: ", ")
    }

    private func make(_ kbuild: Kbuild) async throws {
        let historyPath = kbuild.state("history", ".json")
        var history = BuildHistory.read(historyPath)
        try await kbuild.repair()
        let isWarm = kbuild.isWarm
        let present = isWarm ? 0 : Self.count(of: ".o", in: kbuild.objects)
        let expected = history.expected(warm: isWarm, objects: present)
        let (name, progress) = (recipe.name, progress)
        let journal = try kbuild.beginJournal()
        let meter = BuildMeter(tree: kbuild.tree, objects: kbuild.objects, journal: journal) { done in
            progress.report(.kernelProgress(name, done: done, expected: max(expected, done)))
        }
        let result = try await kbuild.run(kbuild.command(["bzImage", "modules"]), log: log) { meter.read($0) }
        meter.finish()
        guard result.succeeded else { throw failure(meter.diagnosis, status: result.status) }
        progress.report(.kernelProgress(name, done: meter.done, expected: meter.done))
        if isWarm { history.warm = max(1, meter.done) } else { history.cold = meter.done + present }
        history.write(historyPath)
    }

    private func failure(_ diagnosis: BuildDiagnosis?, status: Int) -> KernelError {
        // A compiler that cannot write says many things; the disk says one.
        let full = (HostFacts.freeSpace(at: directories.cache) ?? .gibibytes(1)) < .mebibytes(16)
        let diagnosis =
            full && diagnosis?.blame != .host
            ? BuildDiagnosis(
                kind: .diskFull, blame: .host, message: "No space left on device",
                remedy: "free disk space, or set BOOTMATRIX_CACHE to a larger disk", lines: ["the disk is full"])
            : diagnosis
        return .build(diagnosis, what: "\(recipe.name) does not build", status: status, log: log)
    }

    private static func count(of suffix: String, in directory: String) -> Int {
        guard let walker = FileManager.default.enumerator(atPath: directory) else { return 0 }
        var count = 0
        while let path = walker.nextObject() as? String { if path.hasSuffix(suffix) { count += 1 } }
        return count
    }
}
