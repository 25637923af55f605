// SPDX-License-Identifier: Apache-2.0

public import Campaign
import Foundation
public import Host
public import MatrixPlan
import SourceTrees
import Synchronization
import Vocabulary

/// Where kernels come from: found in the cache, or built or taken into it, each once for all who ask, in this process
/// and in others.
///
///     CACHE/kernels/KEY/        a stored kernel (`KernelRecord`, `ReadyRecord`)
///     CACHE/builds/SOURCE/      where kernels of one source are built (`Lineage`)
///     CACHE/sources/*.json      what is known of source packages
///     CACHE/packages/           what is known of binary packages, and lists of our own for apt
///     CACHE/logs/kernel-*.log   the last build of each
public actor KernelWorkshop: KernelPort {
    private enum Answer {
        case making(Signal)
        case known(Result<KernelArtifact, any Error>)
    }

    let definitions: [KernelName: KernelDefinition]
    let definitionsDirectory: String
    let directories: Directories
    let packages: SourcePackages
    let sources: KernelSources
    let progress: any ProgressPort
    let ready: ReadyKernels
    let limits: BuildLimits
    private let baseline: KernelName?
    private let turns = BuildTurns()
    private var answers: [KernelName: Answer] = [:]
    private var tools: [KernelDefinition.CompilerChoice: BuildTools] = [:]

    /// - Parameters:
    ///   - definitions: every kernel that may be asked for.
    ///   - directory: the `kernels` directory, with `fragments` and `patches`.
    ///   - limits: how much of the host a build may take.
    ///   - baseline: the kernel that others are held against where they are not stored without their patches.
    public init(
        definitions: [KernelDefinition], in directory: String, directories: Directories,
        progress: any ProgressPort,
        limits: BuildLimits = .ofThisProcess,
        baseline: KernelName? = nil
    ) {
        self.definitions = Dictionary(definitions.map { ($0.name, $0) }) { first, _ in first }
        definitionsDirectory = directory
        self.directories = directories
        packages = SourcePackages(directories)
        sources = KernelSources(in: directory, directories)
        ready = ReadyKernels(directories: directories, definitions: directory, progress: progress)
        self.progress = progress
        self.limits = limits
        self.baseline = baseline?.base
    }

    /// Says which kernels will be asked for, the most useful first, so that those to be built are built in the order
    /// that rebuilds least whichever is asked for first.
    public func announce(_ names: [KernelName]) async {
        // One that comes ready waits for no turn.
        await turns.announce(names.bases.filter { answers[$0] == nil && definitions[$0]?.build != nil })
    }

    /// Builds several kernels, or finds them. Those that are found are ready at once; the others are built one after
    /// another, the first of the list first and then in the order that rebuilds least. `artifact(for:)` answers for
    /// each as soon as it is ready; one that fails does not keep the others back.
    public func build(_ names: [KernelName]) async -> [KernelName: Result<KernelArtifact, any Error>] {
        await announce(names)
        return await withTaskGroup(of: (KernelName, Result<KernelArtifact, any Error>).self) { group in
            for name in names {
                group.addTask {
                    do {
                        return (name, .success(try await self.artifact(for: name)))
                    } catch {
                        return (name, .failure(error))
                    }
                }
            }
            var results: [KernelName: Result<KernelArtifact, any Error>] = [:]
            for await (name, result) in group { results[name] = result }
            return results
        }
    }

    /// The kernel, found or built. A failure is remembered as well: what did not compile once is not tried for each
    /// cell anew. What was cancelled is tried again by the next who asks.
    public func artifact(for name: KernelName) async throws -> KernelArtifact {
        // Formats are the modules disk's business: one kernel serves them all.
        guard name == name.base else {
            var artifact = try await artifact(for: name.base)
            artifact.name = name
            return artifact
        }
        while true {
            switch answers[name] {
            case .known(let result): return try result.get()
            case .making(let signal): try await signal.wait()
            case nil:
                let signal = Signal()
                answers[name] = .making(signal)
                defer { signal.fire() }
                do {
                    let artifact = try await make(name)
                    answers[name] = .known(.success(artifact))
                    return artifact
                } catch {
                    answers[name] = Task.isCancelled ? nil : .known(.failure(error))
                    await turns.withdraw(name)
                    throw error
                }
            }
        }
    }

    /// A kernel that can run libguestfs's appliance, for images of kernels that cannot: the distribution's, fetched and
    /// never compiled.
    public func applianceKernel() async throws -> KernelArtifact {
        let name = KernelName(unchecked: "appliance")
        let path = try await ready.entry(of: name, .package("linux-image-cloud-amd64"))
        return try StoredKernel.read(from: path).artifact(named: name, at: path)
    }

    private func make(_ name: KernelName) async throws -> KernelArtifact {
        let definition = try definition(of: name)
        switch definition.origin {
        case .built: return try await build(definition)
        case .ready(let origin):
            let path = try await ready.entry(of: name, origin)
            return try StoredKernel.read(from: path).artifact(named: name, at: path)
        }
    }

    private func build(_ definition: KernelDefinition) async throws -> KernelArtifact {
        let name = definition.name
        let progress = progress
        let note: @Sendable (String) -> Void = { progress.report(.note($0)) }
        let identified = try await identify(definition, note)
        let (recipe, key) = (identified.recipe, identified.key)
        let bases = await bases(of: identified)
        let build = KernelBuild(
            kernel: identified, directories: directories, packages: packages, progress: progress, limits: limits,
            bases: bases)
        let turns = turns
        // Its own time: the wait for other kernels is theirs.
        let start = Mutex(ContinuousClock.now)
        let entry = try await directories.kernels.entry(key.text, for: name.rawValue) {
            note("\(name): another bootmatrix is building it")
        } make: { staging in
            try await turns.take(recipe) {
                start.withLock { $0 = .now }
                try await build.run(into: staging)
            }
        }
        await turns.withdraw(name)
        var record = try KernelRecord.read(from: entry.path)
        // Its base may have been built since.
        if record.comparison == nil { record.compare(with: bases, in: directories.kernels) }
        var artifact = StoredKernel(record).artifact(named: name, at: entry.path)
        artifact.binary = record.kernelBinary
        progress.report(.kernelReady(name, cached: entry.wasCached, took: start.withLock { $0 }.duration(to: .now)))
        return artifact
    }

    /// - Throws: `KernelError` `unknown-kernel`.
    func definition(of name: KernelName) throws(KernelError) -> KernelDefinition {
        if let definition = definitions[name] { return definition }
        throw KernelError(
            .unknownKernel, blame: .user, "there is no kernel '\(name)'", at: definitionsDirectory,
            remedy: "write \(name).yaml there, or use one of: "
                + definitions.keys.sorted().map(\.rawValue).joined(separator: ", "))
    }

    /// Everything that decides the kernel's bytes, looked up now.
    func identify(
        _ definition: KernelDefinition, _ note: @Sendable (String) -> Void
    ) async throws -> IdentifiedKernel {
        let recipe = try KernelRecipe(definition, in: definitionsDirectory)
        let source = try await sources.find(recipe.source, note: note)
        return IdentifiedKernel(recipe: recipe, source: source, tools: try await tools(for: recipe.toolchain, note))
    }

    func tools(
        for choice: KernelDefinition.CompilerChoice, _ note: @Sendable (String) -> Void
    ) async throws -> BuildTools {
        if let found = tools[choice] { return found }
        let found = try await BuildTools.find(choice, packages, note: note)
        tools[choice] = found
        return found
    }

    /// What a kernel is held against, the best first.
    func bases(of kernel: IdentifiedKernel) async -> [KernelBase] {
        var bases: [KernelBase] = []
        if !kernel.recipe.patches.isEmpty {
            var plain = kernel.recipe
            plain.patches = []
            let key = KernelKey(plain, source: kernel.source, toolchain: kernel.tools.versions)
            bases.append(KernelBase(name: .unpatched, key: key.text))
        }
        // That the baseline cannot be had is said where it is asked for.
        if let baseline, baseline != kernel.recipe.name, let definition = definitions[baseline],
            let other = try? await identify(definition, { _ in })
        {
            bases.append(KernelBase(name: .kernel(baseline.rawValue), key: other.key.text))
        }
        return bases
    }
}
