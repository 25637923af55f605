// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import KernelLog
public import MatrixPlan
public import Vocabulary

/// One boot, understood: everything that criteria look at. A pure function of what the store holds.
public struct CellReading: Codable, Sendable, Hashable {
    public var cell: Cell
    /// Counted from 1; a retry is a reading of its own and does not replace the first.
    public var attempt: Int
    public var exit: ExitCause
    public var stage: GuestStage
    public var machine: MachineRecord
    /// What the kernel is once it is loaded; nil where that is not known.
    public var binary: KernelBinary?
    /// Set where the boot repeats a stalled one alone.
    public var rerun: LoneRerun?
    /// What ran beside the kernel, as the guest says: `udev`, `kmod`, `recipe`.
    public var software: [String: String]
    /// What the console and the kernel log show, in order, each report once.
    public var findings: [Finding]
    /// Every metric that this boot could give.
    public var values: [MetricName: Double]
    /// The names of the loaded modules, sorted; nil when the boot did not say.
    public var modules: [String]?
    /// Failed loads by module, as the kernel's table of duplicates has them; nil without the table or where rows of it
    /// may be missing.
    public var failedLoads: [String: Int]?
    /// Why the reading itself cannot be trusted, or what it proves at once.
    public var problems: [Problem]
    /// Whose doing the loads are, stage by stage; nil without a trace.
    public private(set) var totals: FunnelTotals?
    /// What was kept of a guest that did not end well; nil where nothing was.
    public var postMortem: PostMortemRecord?
    /// What a hung kernel said when it was asked; nil where it was not.
    public var hang: HangReading?
    /// Loads that were thrown away, replay by replay; nil for another workload than `cpu-replay`, and without counters.
    public var replays: [Int]?
    /// What else the host did meanwhile; nil where nobody knows.
    public var host: HostNoise?
    /// How far memory was stretched; nil without samples.
    public var peaks: Peaks?
    /// What a load took in the guest, and what there was of it; nil where the boot does not tell.
    public var footprint: LoadFootprint?
    /// By module and caller. It is not coded: kept readings are read by the ten thousand, and this is most of a reading.
    public var funnel: Funnel? { didSet { totals = funnel.map { FunnelTotals($0) } } }

    public init(
        cell: Cell, attempt: Int = 1, exit: ExitCause, stage: GuestStage, machine: MachineRecord,
        software: [String: String] = [:], findings: [Finding], values: [MetricName: Double], modules: [String]?,
        problems: [Problem], funnel: Funnel? = nil, peaks: Peaks? = nil
    ) {
        self.cell = cell
        self.attempt = attempt
        self.exit = exit
        self.stage = stage
        self.machine = machine
        self.software = software
        self.findings = findings
        self.values = values
        self.modules = modules
        self.problems = problems
        totals = funnel.map { FunnelTotals($0) }
        self.funnel = funnel
        self.peaks = peaks
    }

    private enum CodingKeys: CodingKey {
        case cell, attempt, exit, stage, machine, software, findings, values, modules, problems, totals, peaks, binary
        case rerun, postMortem, hang, failedLoads, footprint, replays, host
    }

    /// A check that every cell undergoes whatever the criteria are.
    public struct Problem: Codable, Sendable, Hashable {
        public enum Check: String, Codable, Sendable, CaseIterable {
            /// The kernel or a module that ran is not the one that was built.
            case identity
            /// Nothing happened that could have been measured, or nobody can tell.
            case vacuity
            /// The workload failed: udevd does not settle, or died. A broken kernel may be the reason, as it is not of what
            /// was lost on the way to the harness.
            case workload
            /// The counters contradict one another.
            case law
            /// Failures that are not duplicates.
            case residual
            /// Somebody asked the kernel for a module and did not get it.
            case callers
            /// An item is absent, cut or makes no sense.
            case unreadable
        }
        public var check: Check
        public var blame: Blame
        /// One sentence with the figures.
        public var text: String

        public init(check: Check, blame: Blame, text: String) {
            self.check = check
            self.blame = blame
            self.text = text
        }
    }
}

extension CellReading {
    /// Why it cannot be taken for a boot on a quiet host; nil where nothing says so.
    var noise: String? {
        host?.complaint(isCrowded: machine.hostCPUs > 0 && cell.coordinates.vcpus > machine.hostCPUs)
    }

    /// Whether the kernel that ran is not known to be the one that was built. Then nothing may be held against it.
    var isOfAnotherKernel: Bool {
        if case .filesChanged = exit { return true }
        return problems.contains { $0.check == .identity }
    }

    /// Whether figures and sets may be used: the evidence is sealed, and nobody but the kernel is to blame for
    /// anything in it.
    public var isTrusted: Bool { exit == .sealed && problems.allSatisfy { $0.blame == .kernel } && !isTheHosts }
}

extension MetricName: CodingKeyRepresentable {
    public var codingKey: any CodingKey { TextKey(stringValue: text) }
    public init?<Key: CodingKey>(codingKey: Key) { self.init(codingKey.stringValue) }
}

private struct TextKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
