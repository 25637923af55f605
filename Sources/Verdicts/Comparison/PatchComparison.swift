// SPDX-License-Identifier: Apache-2.0

import BootEvidence
public import MatrixPlan
public import Vocabulary

/// What a patched kernel changes against its base. Values in, values out: what `compare` shows.
public struct PatchComparison: Hashable, Sendable {
    public struct Side: Hashable, Codable, Sendable {
        public var kernel: KernelName
        public var run: String?
    }

    /// Under one workload, at the vCPU counts that both kernels were planned for.
    public struct Part: Hashable, Sendable {
        public var workload: WorkloadName
        public var vcpus: [Int]
        /// Boots that were planned for the two.
        public var baseBoots: Int
        public var patchedBoots: Int
        public var faults: FaultChange
        public var modules: ModuleSetChange
        /// Empty for a workload that holds.
        public var endpoints: [EndpointChange]
        public var metrics: [MetricChange]
        public var funnel: [FunnelChange]
        /// Whether waste that is not decided here leaves the comparison open. Not where fewer than six blocks were planned
        /// and another workload has more: such boots are there for crashes and modules. A FAIL counts in any case.
        public var decides: Bool

        public var status: Status {
            .combined([faults.status, modules.status] + endpoints.map(\.status).filter { decides || $0 == .fail })
        }
    }

    public var base: Side
    public var patched: Side
    /// Whether the boots are of one run, in blocks of both kernels. Otherwise whatever drifted on the host between the runs
    /// looks like the patch, and no difference of figures is decided.
    public var isInterleaved: Bool
    public var margins: ComparisonMargins
    /// How often FAIL over all endpoints, and PASS of each, may be wrong.
    public var level: DecisionLevel
    /// PASS: no regression. FAIL: a regression. The exit code follows from it.
    public var status: Status
    /// One sentence.
    public var conclusion: String
    public var accelerators: [String]
    public var parts: [Part]
    /// Of the base and of the patched kernel, as far as either was booted under `coldplug`.
    public var projections: [Projection]
    public var notes: [String]
}

extension PatchComparison {
    /// - Returns: a comparison without parts, INCONCLUSIVE, where the kernels have no place of the matrix in common.
    ///
    /// - Parameters:
    ///   - level: how often it may err; of a run with several looks that of its look.
    ///   - isDamaged: whether files of a run are damaged, which leaves a comparison without a regression undecided, ERROR.
    public init(
        base: ComparisonSide, patched: ComparisonSide, margins: ComparisonMargins = .standard,
        level: DecisionLevel = .single, isDamaged: Bool = false
    ) {
        let boards = (base: base.board, patched: patched.board)
        let compared = ComparedBoots.all(boards.base, boards.patched)
        let isInterleaved = base.run == patched.run && compared.allSatisfy { $0.isPaired(by: base.plan) }
        var parts = compared.map { boots in
            var part = Part(
                workload: boots.workload, vcpus: boots.vcpus, baseBoots: boots.base.count,
                patchedBoots: boots.patched.count,
                faults: FaultChange(boots, boards.base, boards.patched, level: level.fail),
                modules: ModuleSetChange(boots, patched.built, level: level.fail),
                endpoints: EndpointChange.all(boots, margins),
                metrics: MetricChange.all(boots, share: margins.share), funnel: FunnelChange.all(boots), decides: true)
            if !isInterleaved { part.leaveOpen() }
            return part
        }
        if isInterleaved { Self.decide(&parts, level) }
        let enough = parts.map { $0.endpoints.map(\.plannedBlocks).max() ?? 0 >= PermutationInterval.fewestBlocks }
        if enough.contains(true) {
            for index in parts.indices { parts[index].decides = enough[index] }
        }
        let readings = (boards.base.cells + boards.patched.cells).compactMap(\.reading)
        self.init(
            base: Side(kernel: base.kernel, run: base.run), patched: Side(kernel: patched.kernel, run: patched.run),
            isInterleaved: isInterleaved, margins: margins, level: level,
            status: parts.isEmpty ? .inconclusive : .combined(parts.map(\.status)), conclusion: "",
            accelerators: Set(readings.map(\.machine.accelerator.rawValue)).sorted(), parts: parts,
            projections: Projection.all(boards.base) + Projection.all(boards.patched), notes: [])
        notes = ComparisonNotes.of(base, patched, boards, self)
        if isDamaged { status = .combined([status, .error]) }
        conclusion = Conclusion(self, isDamaged: isDamaged).sentence
    }
}

extension PatchComparison {
    /// Of all workloads together.
    private static func decide(_ parts: inout [Part], _ level: DecisionLevel) {
        var all = parts.flatMap(\.endpoints)
        EndpointFamily(level: level).decide(&all)
        for index in parts.indices {
            let count = parts[index].endpoints.count
            parts[index].endpoints = Array(all.prefix(count))
            all.removeFirst(count)
        }
    }

    /// The kernel; with its run where both are of one name.
    public func label(_ side: Side) -> String {
        base.kernel == patched.kernel ? "\(side.kernel) of \(side.run ?? "another run")" : side.kernel.rawValue
    }
}

extension PatchComparison.Part {
    /// Figures of boots at other times may differ by what drifted between them.
    fileprivate mutating func leaveOpen() {
        for index in endpoints.indices {
            endpoints[index].lack =
                "the boots were not interleaved: run both kernels in one matrix, which compares them"
        }
        for index in metrics.indices {
            metrics[index].isWarning = false
            metrics[index].direction = .open
        }
    }
}
