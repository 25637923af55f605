// SPDX-License-Identifier: Apache-2.0

import BuildLog
import Campaign
import Foundation
import Host
import SourceTrees
import Vocabulary

/// One kernel from source to staging directory. The lineage is held from the first step to the last.
struct KernelBuild {
    let recipe: KernelRecipe
    let key: KernelKey
    let source: KernelSource
    let toolchain: Toolchain
    let directories: Directories
    let packages: SourcePackages
    let progress: any ProgressPort
    let jobs: Int

    private var log: String { "\(directories.cache)/logs/kernel-\(recipe.name)-\(key.short).log" }

    /// Fills the empty directory with a kernel, as `KernelRecord` describes it.
    @concurrent
    func run(into staging: String) async throws {
        let (name, progress) = (recipe.name, progress)
        let note: @Sendable (String) -> Void = { progress.report(.note("\(name): \($0)")) }
        try Self.checkPath(directories.cache)
        try await packages.install(Toolchain.packages, note: note)
        try Directories.make(directories.cache + "/logs")

        let lineage = try await Lineage.open(source, under: directories.cache + "/builds", onWait: note)
        let kbuild = Kbuild(lineage: lineage, jobs: jobs)
        try checkSpace(lineage, warm: kbuild.isWarm)
        let remarks = try await lineage.prepare(recipe.patches, packages: packages, note: note)

        unlink(log)
        progress.report(.kernelStarted(name, steps: steps))
        let configuration = try await kbuild.configure(recipe, salt: key.salt, log: log)
        let notes = recipe.notes + remarks + configuration.notes
        notes.forEach(note)
        guard let ticks = Int(configuration.values["HZ"]), ticks > 0 else {
            throw KernelError(.badArtifact, blame: .harness, "CONFIG_HZ is '\(configuration.values["HZ"])'", at: log)
        }
        try await make(kbuild)
        let identity = try await KernelCollector(kbuild: kbuild, staging: staging, log: log).collect()
        let record = KernelRecord(
            recipe, key: key, source: source, toolchain: toolchain, identity: identity, ticksPerSecond: ticks,
            notes: notes)
        try CanonicalJSON.encode(record).write(to: URL(fileURLWithPath: staging + "/" + KernelRecord.fileName))
    }

    private var steps: String {
        let patches =
            switch recipe.patches.count {
            case 0: ""
            case 1: ", 1 patch"
            case let count: ", \(count) patches"
            }
        return "\(source.label)\(patches), \(jobs == 1 ? "1 job" : "\(jobs) jobs")"
    }

    private func make(_ kbuild: Kbuild) async throws {
        let historyPath = kbuild.lineage.directory + "/history.json"
        var history = BuildHistory.read(historyPath)
        let isWarm = kbuild.isWarm
        let present = isWarm ? 0 : Self.count(of: ".o", in: kbuild.objects)
        let expected = history.expected(warm: isWarm, objects: present)
        let (name, progress) = (recipe.name, progress)
        let meter = BuildMeter(tree: kbuild.tree) { done in
            progress.report(.kernelProgress(name, done: done, expected: max(expected, done)))
        }
        let result = try await kbuild.run(kbuild.command(["bzImage", "modules"]), log: log) { meter.read($0) }
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

    /// Kbuild's own rule, said before an hour's wait instead of after it (Makefile, "source directory cannot contain
    /// spaces or colons").
    static func checkPath(_ path: String) throws(KernelError) {
        guard !path.contains(where: { $0 == ":" || $0.isWhitespace }) else {
            throw KernelError(
                .badPath, blame: .user, "a kernel cannot be built below a path with a space or a colon", at: path,
                remedy: "set BOOTMATRIX_CACHE to another directory")
        }
    }

    /// Measured for 6.12 with the project's fragments: tree 1.7 GB, objects 0.32 GB, a stored kernel 18 MB; with room
    /// for a larger configuration.
    private func checkSpace(_ lineage: Lineage, warm: Bool) throws {
        let needed = (lineage.isUnpacked ? .bytes(0) : Lineage.treeSize) + .mebibytes(warm ? 200 : 1200)
        guard let free = HostFacts.freeSpace(at: lineage.directory), free < needed else { return }
        throw KernelError(
            .diskSpace, blame: .host, "this build needs \(needed), and \(free) is free", at: lineage.directory,
            remedy: "free disk space, or set BOOTMATRIX_CACHE to a larger disk")
    }

    private static func count(of suffix: String, in directory: String) -> Int {
        guard let walker = FileManager.default.enumerator(atPath: directory) else { return 0 }
        var count = 0
        while let path = walker.nextObject() as? String { if path.hasSuffix(suffix) { count += 1 } }
        return count
    }
}
