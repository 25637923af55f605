// SPDX-License-Identifier: Apache-2.0

public import BootEvidence
public import MatrixPlan
public import Vocabulary

/// Runs a plan: builds and boots overlap, rounds follow one another, the blocks of a round run side by side.
public struct Campaign: Sendable {
    /// The outside, as this plan needs it.
    public struct Ports: Sendable {
        public var kernels: any KernelPort
        public var images: any ImagePort
        public var guests: any GuestPort
        public var capacity: any CapacityPort
        public var evidence: any EvidencePort
        public var progress: any ProgressPort
        public var load: @Sendable () -> Double
        /// What the host's CPUs have done until now; nil where it does not say.
        public var times: @Sendable () -> HostTimes?
        /// Nil where nobody can look into a dead guest's disk.
        public var disks: (any DeadDiskPort)?

        public init(
            kernels: any KernelPort, images: any ImagePort, guests: any GuestPort, capacity: any CapacityPort,
            evidence: any EvidencePort, progress: any ProgressPort, load: @escaping @Sendable () -> Double,
            times: @escaping @Sendable () -> HostTimes? = { nil }, disks: (any DeadDiskPort)? = nil
        ) {
            self.kernels = kernels
            self.images = images
            self.guests = guests
            self.capacity = capacity
            self.evidence = evidence
            self.progress = progress
            self.load = load
            self.times = times
            self.disks = disks
        }
    }

    /// What earlier parts of a run left in the store.
    public struct Stored: Sendable {
        /// Cells that need not be booted.
        public var finished: Set<CellID>
        /// How many attempts of a cell there are; its next one is numbered after them.
        public var attempts: [CellID: Int]
        /// The attempts that stalled on a crowded host (`Stall`) and were not asked about yet.
        public var stalls: [CellID: Stall.Open]

        public init(finished: Set<CellID> = [], attempts: [CellID: Int] = [:], stalls: [CellID: Stall.Open] = [:]) {
            self.finished = finished
            self.attempts = attempts
            self.stalls = stalls
        }
    }

    /// How often a boot is tried when the host or the harness failed it. Never again after a failure of the kernel or of
    /// what runs on it: a retry must not hide one. A stall on a crowded host is asked about once more, `LoneRerun`.
    public static let attempts = 2

    /// How often where QEMU's translator executed a breakpoint that is not in memory: it strikes some kernels in one of
    /// thirty boots, and came twice in a row.
    static let attemptsOfTranslator = 5

    /// What `run` could not do, for the verdict.
    public struct Summary: Sendable {
        /// Kernels that have no artifact or no disks, with the reason.
        public var unavailable: [KernelName: Unavailable] = [:]
        /// What a teardown could not remove.
        public var leftovers: [String] = []
        /// The look that decided, from 1; nil where the plan has one look, or went on to its last.
        public var decidedAt: Int?
    }

    /// Why a kernel's cells could not be booted.
    public struct Unavailable: Sendable, Hashable, Codable {
        public var blame: Blame
        public var reason: String
        public init(blame: Blame, reason: String) {
            self.blame = blame
            self.reason = reason
        }
    }

    let matrix: Matrix
    let plan: Plan
    let ports: Ports
    /// Kernels that nobody has to build.
    let ready: Set<KernelName>
    /// Distinguishes this run's domains from every other's: short, fit for a domain's name.
    let runName: String
    let deadlines: @Sendable (Accelerator, _ vcpus: Int) -> Deadlines
    /// How long a workload's guest stays up after its seal; nil where the seal is the end.
    let hold: @Sendable (WorkloadName) -> Duration?
    /// Whether a look decides by what is stored; it is told which kernels could not be had. Asked after every look but
    /// the last, and must not block.
    let isDecided: @Sendable (_ look: Int, [KernelName: Unavailable]) async throws -> Bool

    public init(
        matrix: Matrix, plan: Plan, ports: Ports, runName: String, ready: Set<KernelName> = [],
        deadlines: @escaping @Sendable (Accelerator, _ vcpus: Int) -> Deadlines = Deadlines.standard,
        hold: @escaping @Sendable (WorkloadName) -> Duration? = { $0.hold },
        isDecided: @escaping @Sendable (_ look: Int, [KernelName: Unavailable]) async throws -> Bool = { _, _ in false }
    ) {
        self.matrix = matrix
        self.plan = plan
        self.ports = ports
        self.ready = ready
        self.runName = runName
        self.deadlines = deadlines
        self.hold = hold
        self.isDecided = isDecided
    }

    /// Boots every cell that is not finished, look by look until one decides.
    /// - Throws: `CancellationError` after everything was taken down, or the store's error: without a store there is
    ///   no use in going on. A kernel that does not build and a guest that does not boot are results, not errors.
    public func run(_ stored: Stored = Stored()) async throws -> Summary {
        var summary = Summary()
        let looks = plan.roundsByLook
        // What an earlier part of the run has decided needs no kernel any more.
        let finished = looks.prefix { Self.left(of: $0, stored) == 0 }.count
        for look in stride(from: 1, through: min(finished, looks.count - 1), by: 1) where try await isDecided(look, [:])
        {
            summary.decidedAt = look
            return summary
        }
        guard finished < looks.count else { return summary }
        let (reruns, cores) = (Reruns(), CoreAllowance())
        let pantry = Pantry(kernels: plan.kernels, ready: ready, ports: ports)
        do {
            for (index, rounds) in looks.enumerated() where index >= finished {
                if looks.count > 1 {
                    ports.progress.report(
                        .lookStarted(
                            index + 1, of: looks.count, boots: Self.left(of: rounds, stored),
                            atMost: Self.left(of: looks[index...].flatMap(\.self), stored)))
                }
                for round in rounds {
                    summary.leftovers += try await run(
                        round, stored: stored, reruns: reruns, cores: cores, pantry: pantry)
                }
                guard index + 1 < looks.count else { break }
                if try await isDecided(index + 1, await pantry.unavailable()) {
                    summary.decidedAt = index + 1
                    break
                }
            }
            summary.unavailable = await pantry.unavailable()
            return summary
        } catch {
            await pantry.cancel()
            throw error
        }
    }

    /// Cells that have to be booted.
    private static func left(of rounds: [Round], _ stored: Stored) -> Int {
        rounds.flatMap(\.blocks).flatMap(\.cells).count { !stored.finished.contains($0.id) }
    }

    private func run(_ round: Round, stored: Stored, reruns: Reruns, cores: CoreAllowance, pantry: Pantry) async throws
        -> [String]
    {
        try await withThrowingTaskGroup(of: [String].self) { group in
            for block in round.blocks {
                group.addTask {
                    try await Lane(campaign: self, pantry: pantry, stored: stored, reruns: reruns, cores: cores).run(
                        block)
                }
            }
            var leftovers: [String] = []
            for try await part in group { leftovers += part }
            return leftovers
        }
    }
}
