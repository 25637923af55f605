// SPDX-License-Identifier: Apache-2.0

import BootEvidence
import Campaign
import Foundation
import Host
import MatrixFiles
import MatrixPlan
import RunStore
import Vocabulary

/// A run that is about to boot: new, or one that was ended half-way.
struct RunJob: Sendable {
    let files: ProjectFiles
    let matrix: Matrix
    let plan: Plan
    /// Of every kernel of the matrix.
    let definitions: [KernelDefinition]
    let writer: RunWriter
    /// Cells that already have evidence.
    let finished: Set<CellID>
    /// How many attempts of each cell are stored.
    let attempts: [CellID: Int]
    /// Attempts that stalled on a crowded host, and were not repeated alone.
    let stalls: [CellID: Stall.Open]
    /// The kernels that this evidence is of.
    let keys: [KernelName: String]
    /// The commits that kernels of git trees are built from.
    let commits: [KernelName: KernelCommit]
    /// How long the earlier parts of the run took.
    let tookBefore: Duration
    /// The look that decided the run; nil where none has, or the last did.
    var decidedAt: Int?

    /// - Parameter commit: of the tree that is built, where a bisection asks about one.
    static func new(_ job: MatrixJob, commit: String? = nil) throws -> RunJob {
        guard !job.plan.cells.isEmpty else { throw SelectionError.nothing }
        let directories = Directories()
        let now = Date()
        let writer = try StateDirectory(path: directories.state).createNew(
            at: now, matrix: job.matrix, plan: job.plan,
            facts: { id in
                RunFacts(
                    id: id.text, started: now.formatted(.iso8601), tool: Bootmatrix.version,
                    arguments: Array(CommandLine.arguments.dropFirst()), hostCPUs: HostFacts.cpus,
                    hostMemory: HostFacts.memory, filter: job.filter, commit: commit,
                    commits: job.commits)
            },
            scratchRoot: { Scratch.path(of: $0.text, in: directories.runtime) },
            // Runs with another state directory share the runtime directory, and guests' names with it.
            isFree: { !FileManager.default.fileExists(atPath: Scratch.path(of: $0.text, in: directories.runtime)) })
        return RunJob(
            files: job.files, matrix: job.matrix, plan: job.plan, definitions: job.definitions, writer: writer,
            finished: [], attempts: [:], stalls: [:], keys: [:], commits: job.commits, tookBefore: .zero)
    }

    static func resumed(_ name: String, _ project: ProjectOptions) throws -> RunJob {
        let directories = Directories()
        let directory = try StateDirectory(path: directories.state).resolve(name)
        let writer = try RunWriter.resume(
            directory, scratchRoot: Scratch.path(of: directory.name, in: directories.runtime))
        let stored = try directory.load()
        guard stored.facts.commit == nil else { throw SelectionError.isStep }
        let files = ProjectFiles(root: project.root)
        var definitions: [KernelDefinition] = []
        for name in stored.matrix.kernels.bases {
            let definition = try files.kernel(name)
            definitions.append(stored.facts.commits?[name].map(definition.pinned) ?? definition)
        }
        var keys: [KernelName: String] = [:]
        for outcome in stored.cells.flatMap(\.outcomes) {
            keys[outcome.cell.coordinates.kernel] = outcome.record.kernelKey
        }
        let standings = stored.cells.map { (id: $0.cell.id, standing: $0.standing(allowed: stored.matrix.allow)) }
        let stalls = standings.compactMap { cell in cell.standing.stall.map { (cell.id, $0) } }
        return RunJob(
            files: files, matrix: stored.matrix, plan: stored.plan, definitions: definitions, writer: writer,
            finished: Set(standings.filter(\.standing.isFinished).map(\.id)).subtracting(stalls.map(\.0)),
            attempts: Dictionary(
                uniqueKeysWithValues: stored.cells.map { ($0.cell.id, $0.attempts.map(\.number).max() ?? 0) }),
            stalls: Dictionary(stalls) { first, _ in first }, keys: keys, commits: stored.facts.commits ?? [:],
            tookBefore: stored.conclusion?.took ?? .zero, decidedAt: stored.conclusion?.decidedAt)
    }
}

extension StoredCell {
    /// What its attempts leave to be done. Each is looked at once: reading its log is most of the work.
    /// - Returns: `isFinished`: some attempt says something about the kernel, or the harness failed as often as it is tried;
    ///   anything else is booted again on resume. `stall`: the attempt that stalled on a crowded host and that no rerun has
    ///   answered for.
    func standing(allowed: [AllowedReport]) -> (isFinished: Bool, stall: Stall.Open?) {
        let looks = outcomes.map { (record: $0.record, look: Stall.Look($0, allowed: allowed)) }
        let answers = looks.filter(\.look.isAnAnswer)
        let isFinished =
            !answers.isEmpty || looks.count { $0.record.exit.blame == .harness } >= Campaign.attempts
        guard !answers.contains(where: { $0.record.rerun != nil }) else { return (isFinished, nil) }
        let stall = looks.compactMap { item in
            item.look.sign.map { Stall.Open(attempt: item.record.attempt, sign: $0) }
        }.last
        return (isFinished, stall)
    }
}

/// A selection that selects nothing, or a run that cannot go on.
enum SelectionError: DiagnosableError {
    case nothing
    /// Its kernel is of a commit, which the project's files do not name.
    case isStep

    var code: String { self == .nothing ? "nothing-selected" : "bisect-step" }
    var blame: Blame { .user }
    var what: String {
        self == .nothing
            ? "no cell of the matrix is selected" : "this run is a step of a bisection, which has no resume"
    }
    var location: String? { nil }
    var remedy: String? {
        self == .nothing
            ? "see the cells with `bootmatrix plan`, then loosen --filter" : "run the step again: its kernel is kept"
    }
    var cause: (any Error)? { nil }
}
