// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// What is true of a run as a whole, fixed when it starts. Passed in: the store reads no clock and no host. The
/// accelerator is not here, because each cell records its own.
public struct RunFacts: Codable, Hashable, Sendable {
    /// The run's name, usually its directory's.
    public var id: String
    /// When it started, as ISO 8601 in UTC.
    public var started: String
    /// The harness's version.
    public var tool: String
    /// The command line after the program's name, for the reader of a report.
    public var arguments: [String]
    public var hostCPUs: Int
    public var hostMemory: ByteCount
    /// The cells that were asked for; the plan has them only.
    public var filter: CellFilter
    /// The commit whose tree was built, where the run is a step of a bisection.
    public var commit: String?
    /// The commits that kernels of git trees are built from, fixed when the run began; nil where there is none.
    public var commits: [KernelName: KernelCommit]?

    public init(
        id: String, started: String, tool: String, arguments: [String] = [], hostCPUs: Int, hostMemory: ByteCount,
        filter: CellFilter = .everything, commit: String? = nil, commits: [KernelName: KernelCommit] = [:]
    ) {
        self.id = id
        self.started = started
        self.tool = tool
        self.arguments = arguments
        self.hostCPUs = hostCPUs
        self.hostMemory = hostMemory
        self.filter = filter
        self.commit = commit
        self.commits = commits.isEmpty ? nil : commits
    }
}

/// `run.json`.
struct RunRecord: Codable, Hashable {
    static let currentVersion = 1

    var version = Self.currentVersion
    var facts: RunFacts
    var matrix: Matrix
    var plan: Plan
}
