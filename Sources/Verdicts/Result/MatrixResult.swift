// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import KernelLog
public import MatrixPlan
public import Vocabulary

/// A whole run, judged. Everything that a report shows, and nothing that a report would have to compute.
public struct MatrixResult: Hashable, Codable, Sendable {
    public var run: RunFacts
    /// All cells and all criteria together; the exit code follows from it.
    public var status: Status
    /// In the order of the matrix.
    public var kernels: [KernelSummary]
    /// The planned coordinates, in the order of the matrix.
    public var coordinates: [CoordinateSummary]
    /// In the order of the matrix.
    public var criteria: [CriterionOutcome]
    /// What a reader must know to read the figures rightly, one sentence each.
    public var notes: [String]
    /// What became of loads and requests, place by place, in the order of the matrix.
    public var funnels: [FunnelSummary]
    /// Every other kernel against the baseline, workload by workload. Descriptive; no verdict.
    public var againstBaseline: [BaselineComparison]
    /// Where loads become a problem again, kernel by kernel. No verdict.
    public var projections: [Projection]
    /// The metric whose median the table shows.
    public var figure: MetricName
    /// Nil for a result that no run is behind.
    public var schedule: LookSchedule?
    /// What the plan could find; nil where nobody asked for it.
    public var design: RunDesign?
    /// Nil where the plan has one look.
    public var looked: LookOutcome?

    public func kernel(_ name: KernelName) -> KernelSummary? { kernels.first { $0.name == name } }
}

/// What was run, under what.
public struct RunFacts: Hashable, Codable, Sendable {
    /// The run's directory name; nil for a result that is of no stored run.
    public var id: String?
    public var title: String
    /// The plan's seed.
    public var seed: UInt64
    /// Every accelerator that a cell ran under, `KVM` or `TCG`; blocks that mix them are not compared.
    public var accelerators: [String]
    /// Why, as the probe found it.
    public var acceleratorReasons: [String]
    /// By how much deadlines were stretched because guests boot slowly on this host, at most; nil where nobody measured.
    public var pace: Double?
    /// The libvirt URIs.
    public var connections: [String]
    /// `qemu`, `libvirt`, `udev`, `kmod`, `recipe`; several values of one are joined by commas.
    public var versions: [String: String]
    public var plannedCells: Int
    /// Cells whose evidence was sealed.
    public var sealedCells: Int
    /// From the start of the run to the end of its last cell, as it was stored; nil when nobody stored it.
    public var took: Duration?
}

/// A row of the matrix.
public struct KernelSummary: Hashable, Codable, Sendable {
    public var name: KernelName
    public var isBaseline: Bool
    /// Its cells, and the criteria that judge the kernel as a whole.
    public var status: Status
    /// Why it could not be built; nil for one that was.
    public var unavailable: String?
}

/// A place in the table: all repetitions of one kernel, vCPU count and workload.
public struct CoordinateSummary: Hashable, Codable, Sendable {
    public var coordinates: Coordinates
    public var status: Status
    /// Why it is not PASS, in a word such as `panic`; nil for PASS.
    public var word: String?
    /// How many cells have that word.
    public var affected: Int
    /// The deciding figure over the cells that can be trusted; nil when none gave it.
    public var figure: Spread?
    /// What the trace has in its place, where no cell could give the figure: that of `Metric.traced`.
    public var traced: Spread?
    public var cells: [CellSummary]
}

/// One boot's own verdict, whatever the criteria are.
public struct CellSummary: Hashable, Codable, Sendable {
    public var id: CellID
    public var repetition: Int
    public var status: Status
    /// Nil for PASS.
    public var word: String?
    /// One sentence; empty for PASS.
    public var reason: String
    /// The lines of the log that prove it, control characters made visible.
    public var lines: [String]
    /// The deciding figure.
    public var figure: Double?
    /// From the creation of the guest to its sealed evidence, on the host's clock.
    public var took: Duration?
    /// Attempts that were made; above 1 the others are in the notes.
    public var attempts: Int
    /// What each attempt came to; nil where there was one.
    public var retried: String?
    /// Every figure that the boot gave and that may be used; empty when it cannot be trusted.
    public var values: [MetricName: Double]
    /// What the deciding attempt's log and console show.
    public var findings: [Finding]
    public var funnel: Funnel?
    /// Loads that were thrown away, replay by replay, of `cpu-replay`; nil where they may not be used.
    public var replays: [Int]?
    public var peaks: Peaks?
    /// What else the host did meanwhile; nil where nobody knows.
    public var host: HostNoise?
    /// Why it cannot be taken for a boot on a quiet host; nil where nothing says so.
    public var noise: String?
    /// What was kept of a guest that did not end well.
    public var postMortem: PostMortemRecord?
    /// Below the run's directory, where it lies.
    public var keptIn: String?
    /// What a hung kernel said when it was asked.
    public var hang: HangReading?
    /// What criteria have against this very boot, in their order.
    public var objections: [Objection]

    /// The boot's own status and that of every criterion that names it: what a person asks for who asks about one boot.
    public var verdict: Status {
        .combined([status] + objections.filter { $0.severity == .fail }.map(\.status))
    }

    /// One criterion's word against one boot.
    public struct Objection: Hashable, Codable, Sendable {
        public var criterion: String
        /// An objection of severity `warn` does not change the boot's verdict.
        public var severity: Criterion.Severity
        public var status: Status
        public var word: String
        /// One sentence.
        public var text: String
        /// The lines of the log that prove it, control characters made visible.
        public var lines: [String]
    }
}
