// SPDX-License-Identifier: Apache-2.0

public import MatrixPlan

/// What a plan can prove: how often its verdicts may be wrong, and how large an effect must be to be found.
public struct RunDesign: Hashable, Codable, Sendable {
    /// One primary endpoint.
    public struct Row: Hashable, Codable, Sendable {
        public var criterion: String
        public var kernel: KernelName
        public var workload: WorkloadName
        /// Blocks of the plan, over all looks.
        public var blocks: Int
        /// Growth of the reference, per added vCPU, for which the figures hold; as it was seen, or `assumedGrowth`. Nil
        /// where growth is held against a figure, and where nobody knows yet what the reference shows: then no effect is
        /// foreseen.
        public var growth: Double?
        public var isAssumed: Bool
        /// The share of the reference, or the growth where it is held against a figure, that is found in 95 of 100 runs.
        public var detectableRatio: Double?
        /// So much more than the reference, in the metric's unit a boot (for `scaling` per added vCPU), is found in 95 of
        /// 100 runs; so much in all where less than the reference is allowed.
        public var detectableAddition: Double?
        /// The chance that twice the limit is found; nil where the limit is nothing, or no effect is foreseen.
        public var powerAtTwice: Double?
        /// What is found, the end of a sentence.
        fileprivate(set) public var finding: String

        /// One sentence.
        public var text: String { RunDesign.text([self]) }
    }

    /// An endpoint without figures.
    public struct Name: Hashable, Codable, Sendable {
        public var criterion: String
        public var kernel: KernelName
        public var workload: WorkloadName
    }

    /// What is taken for a reference that nobody has measured yet: failed loads per added vCPU.
    public static let assumedGrowth = 5.0
    /// Rows beyond it are left out: they are played, and a second is enough for a report.
    private static let mostRows = 12

    /// Of FAIL over all hypotheses, and of PASS for each, over all looks.
    public var level: DecisionLevel
    /// Of each look by itself.
    public var levels: [DecisionLevel]
    /// Hypotheses among which the error of FAIL is shared.
    public var hypotheses: Int
    public var rows: [Row]
    /// Endpoints of counts that `rows` has no room for.
    public var more: Int
    /// Those of bytes and times: nobody knows how they vary, so no effect is foreseen.
    public var uncounted: [Name]
    /// A fault that strikes one boot in so many is seen with 95 % by all boots of a kernel: the share, by kernel.
    public var seenFaults: [KernelName: Double]

    /// - Parameters:
    ///   - levels: of each look, the last of all blocks.
    ///   - result: where there is one, its references' growth is taken.
    public init(_ matrix: Matrix, _ plan: Plan, levels: [DecisionLevel] = [.single], result: MatrixResult? = nil) {
        level = .single
        self.levels = levels
        let family = PrimaryFamily(Board(matrix: matrix, plan: plan, readings: [], unavailable: [:]))
        hypotheses = family.size
        let growths = result.map { MeasuredGrowth($0, matrix, plan) }
        let fail = (levels.last?.fail ?? level.fail) / Double(max(1, family.size))
        let endpoints = family.all.filter { $0.criterion.severity == .fail }
        let counted = endpoints.filter { $0.endpoint.question.isCounted }
        var known: [DesignPower: ForeseenEffect] = [:]
        rows = counted.prefix(Self.mostRows).map { criterion, endpoint in
            let name = Name(criterion, endpoint)
            return Row(name, endpoint, growths?.growth(name), level: fail, &known)
        }
        more = counted.count - rows.count
        uncounted = endpoints.filter { !$0.endpoint.question.isCounted }.map { Name($0.criterion, $0.endpoint) }
        let boots = Dictionary(grouping: plan.cells, by: \.coordinates.kernel).mapValues(\.count)
        seenFaults = boots.mapValues { FailureShare.shown(by: $0) }
    }
}

extension RunDesign.Name {
    fileprivate init(_ criterion: Criterion, _ endpoint: PrimaryEndpoint) {
        self.init(criterion: criterion.name, kernel: endpoint.kernel, workload: endpoint.workload)
    }
}

extension RunDesign.Row {
    /// - Parameters:
    ///   - measured: what the reference showed, per added vCPU.
    ///   - known: designs that were played, which grow by this one.
    fileprivate init(
        _ name: RunDesign.Name, _ endpoint: PrimaryEndpoint, _ measured: Double?, level: Double,
        _ known: inout [DesignPower: ForeseenEffect]
    ) {
        let question = endpoint.question
        // It is no guess for any other count.
        let added = endpoint.blocks.plannedVCPUs.map { Double($0 - 1) }
        let isGrown = added.contains { $0 > 0 }
        let isGuessable = isGrown && [.loadsFailed, .tracedFailed].contains(question.metric)
        let growth = question.reference == nil ? nil : measured ?? (isGuessable ? RunDesign.assumedGrowth : nil)
        var effect: ForeseenEffect?
        if question.reference == nil || growth != nil {
            let power = DesignPower(
                references: added.map { $0 * (growth ?? 1) },
                margin: Margin(share: question.margin, floor: question.floor), vcpus: endpoint.blocks.plannedVCPUs,
                exposures: question.overOne ? added : nil, isReferenceKnown: question.reference == nil)
            effect = known[power] ?? ForeseenEffect(power, isDifference: question.isDifference, level)
            known[power] = effect
        }
        self.init(
            criterion: name.criterion, kernel: name.kernel, workload: name.workload, blocks: endpoint.blocks.planned,
            growth: growth, isAssumed: growth != nil && measured == nil, detectableRatio: effect?.ratio,
            detectableAddition: effect?.addition, powerAtTwice: effect?.twice, finding: "")
        finding = finding(question, effect, isGrown: isGrown)
    }
}
