// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan
public import Vocabulary

/// What a criterion came to.
public struct CriterionOutcome: Hashable, Codable, Sendable {
    public var name: String
    /// The kind as matrix.yaml writes it, such as `clean-boot`.
    public var kind: String
    /// Of severity `warn`: never FAIL; `warns` says what would be.
    public var status: Status
    /// What counts: nothing of a `warn` criterion changes the status of a kernel or of the run.
    public var severity = Criterion.Severity.fail
    /// A `warn` criterion that does not hold.
    public var warns = false
    /// One sentence.
    public var reason: String
    /// Kernel by kernel, in the order of the matrix.
    public var rows: [Row]
    /// The cells and coordinates that keep it from PASS, in the order of the matrix.
    public var offences: [Offence]

    public init(
        name: String, kind: String, status: Status, reason: String, rows: [Row] = [], offences: [Offence] = []
    ) {
        self.name = name
        self.kind = kind
        self.status = status
        self.reason = reason
        self.rows = rows
        self.offences = offences
    }

    /// The criterion for one kernel, and for one workload where workloads are not pooled.
    public struct Row: Hashable, Codable, Sendable {
        public var kernel: KernelName
        public var workload: WorkloadName?
        public var status: Status
        /// One sentence with the figures.
        public var reason: String
        /// The figures of `ratio`, `difference` and `scaling`.
        public var comparison: Comparison?
        /// What the failures of an absolute criterion say; nil where none failed.
        public var claim: Claim?
        /// A fault of this share of boots would have been seen with 95 %; nil where boots are not judged one by one.
        public var visible: Double?
        /// The criterion warns of this kernel.
        public var warns = false

        public init(
            kernel: KernelName, workload: WorkloadName? = nil, status: Status, reason: String,
            comparison: Comparison? = nil
        ) {
            self.kernel = kernel
            self.workload = workload
            self.status = status
            self.reason = reason
            self.comparison = comparison
        }
    }

    /// One place that a criterion objects to.
    public struct Offence: Hashable, Codable, Sendable {
        public var coordinates: Coordinates
        /// Nil when all repetitions together are meant.
        public var cell: CellID?
        public var status: Status
        /// For the table: `panic`, `modules.set`, `never-run`.
        public var word: String
        /// One sentence.
        public var text: String
        /// The lines of the log that prove it, control characters made visible.
        public var lines: [String]

        /// The word of a cell with which nothing is the matter but that its reference cannot be used. It shows in the
        /// criterion, not in the cell's place in the table.
        public static let noReference = "no-reference"
        public var isOfReference: Bool { word == Self.noReference }

        public init(
            coordinates: Coordinates, cell: CellID?, status: Status, word: String, text: String, lines: [String] = []
        ) {
            self.coordinates = coordinates
            self.cell = cell
            self.status = status
            self.word = word
            self.text = text
            self.lines = lines
        }
    }

    /// A pooled comparison and the margin that it was held against.
    public struct Comparison: Hashable, Codable, Sendable {
        public var pooled: PooledRatio
        /// In the unit of the ratio.
        public var margin: Double
        /// Blocks that were planned; fewer were pooled where cells are missing.
        public var plannedBlocks: Int
        /// sum(y) / sum(n - 1), in the metric's unit per added vCPU; nil for `ratio`.
        public var growth: Double?
        /// What is allowed beside the margin, in the metric's unit: per boot, or per added vCPU for `scaling`.
        public var floor: Double
        /// Of `difference`: how much a boot is above its reference.
        public var perBoot: MeanDifference?
        public var test: MarginTest
        /// The least level of the whole family at which it would FAIL; nil where the criterion only warns.
        public var adjusted: Double?
        /// Hypotheses of the family.
        public var family: Int
        public var level: DecisionLevel
        /// Of `scaling` of counts over several vCPU counts: whether growth is a line.
        public var lack: LackOfFit?

        init(
            pooled: PooledRatio, margin: Double, plannedBlocks: Int, growth: Double?, floor: Double,
            perBoot: MeanDifference?, test: MarginTest, adjusted: Double?, family: Int, level: DecisionLevel,
            lack: LackOfFit?
        ) {
            self.pooled = pooled
            self.margin = margin
            self.plannedBlocks = plannedBlocks
            self.growth = growth
            self.floor = floor
            self.perBoot = perBoot
            self.test = test
            self.adjusted = adjusted
            self.family = family
            self.level = level
            self.lack = lack
        }
    }
}
